"""Whole songs through a model: what users hold."""
