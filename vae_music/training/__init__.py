"""Training of a model: input pipeline, callbacks, calibration, prototypes, and curves."""

import vae_music.model  # noqa: F401  TensorFlow without its notices
