from vae_music.cli import main

if __name__ == "__main__":
    main()
