"""Opens ONNX graphs on one thread."""

import onnxruntime


def onnx_session(graph: bytes) -> onnxruntime.InferenceSession:
    """Open an ONNX graph for scoring on one thread: parallelism belongs to the runner."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
