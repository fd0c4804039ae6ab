"""Threads of a worker: one for every numerical library, for parallelism belongs to the runner.

It also keeps the last digits: sums split over threads depend on how many there are.
"""

import os

import cv2
from threadpoolctl import threadpool_limits


def use_one_thread() -> None:
    """Limit OpenCV, BLAS and OpenMP in this process; ONNX Runtime and LiteRT open with one."""
    cv2.setNumThreads(1)
    threadpool_limits(1)


def cores_for_each(workers: int) -> int:
    """How many of the cores that this process may use are its own, at least one.

    Args:
        workers: processes that share them; 0 for as many as there are cores.
    """
    return max(1, len(os.sched_getaffinity(0)) // workers) if workers else 1
