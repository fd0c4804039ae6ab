"""Training of the voice models."""
