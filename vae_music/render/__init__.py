"""Songs made visible."""
