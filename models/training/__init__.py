"""Trains, judges and packages the models. The night never imports it."""
