"""The parallel VAE: three LSTM encoders, one latent z, three LSTM decoders."""
