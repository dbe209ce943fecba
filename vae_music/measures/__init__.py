"""Measures of songs in numpy: style features and style fit, preservation, fidelity, and bootstrap intervals."""
