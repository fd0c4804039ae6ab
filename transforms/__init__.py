"""Beam: find inputs, decode, detect faces, score, fuse, aggregate, write, dead letters."""
