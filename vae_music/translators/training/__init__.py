"""Training of translators on the latents of a frozen model."""
