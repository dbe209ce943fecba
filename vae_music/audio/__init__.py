"""The synthesizer: songs as sound, from the samples of a soundfont."""
