"""One thread for every numerical library inside a worker: parallelism belongs to the runner.

It also keeps the last digits: sums split over threads depend on how many there are.
"""

import cv2
from threadpoolctl import threadpool_limits


def use_one_thread() -> None:
    """Limit OpenCV, BLAS and OpenMP in this process; ONNX Runtime and LiteRT open with one."""
    cv2.setNumThreads(1)
    threadpool_limits(1)
