"""Entry point of `python -m vae_music`, which runs the command line."""

from vae_music.cli import main

if __name__ == "__main__":
    main()
