"""Training: the run folder, the callbacks, the curves."""
