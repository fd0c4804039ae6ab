"""Training of the text models."""
