"""The exported model: a SavedModel that TensorFlow Serving, and every command of this package, runs."""
