"""Measures of what a model does to songs, the baselines they are compared with, and the report."""
