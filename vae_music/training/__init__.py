"""Training of a model: input pipeline, callbacks, calibration, prototypes, and curves."""
