"""The parallel VAE: three LSTM encoders, one latent z, three LSTM decoders.

Importing this package imports TensorFlow without its notices; others import it before TensorFlow for that.
"""

from vae_music.model.quiet_import import import_tensorflow

import_tensorflow()
