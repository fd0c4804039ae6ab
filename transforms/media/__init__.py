"""Opens recordings: what a container declares, decoding, limits."""
