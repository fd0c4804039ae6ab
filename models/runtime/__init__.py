"""What runs exported graphs: ONNX Runtime and LiteRT, one thread each."""
