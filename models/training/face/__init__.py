"""Training of the face CNN."""
