"""Preparation of corpora by Apache Beam: the reading of `vae_music.corpus` as a pipeline that runs on many machines.

Only these modules and paths such as s3://bucket/song.mid need Beam, which is an extra.
"""
