"""Reads labelled data, for training and evaluation."""
