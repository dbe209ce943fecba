"""Songs made audible."""
