"""Finds inputs, fetches them, and reads documents."""
