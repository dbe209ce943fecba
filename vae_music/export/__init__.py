"""Export of a model as a SavedModel, which TensorFlow Serving and every command of this package run."""
