"""The work after the last step of a training: calibration, prototypes, the recognizer, plots, and the export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import keras

from vae_music.config import Config
from vae_music.corpus import CorpusSong
from vae_music.export.saved_model import export_model
from vae_music.model.vae import load_vae, save_vae
from vae_music.run_folder import RunFolder
from vae_music.training.calibration import calibrate_onsets
from vae_music.training.input_pipeline import CRITIC_SONGS, PROTOTYPE_SONGS, InputPipeline
from vae_music.training.plots import plot_history
from vae_music.training.prototype_scoring import StyledSong
from vae_music.training.prototypes import measure_latents
from vae_music.training.recognition import RECOGNITION_SONGS, write_recognizer
from vae_music.training.rehearsal import REHEARSAL

_STEPS, _STEPS_A_SONG = 90, 0.6


def steps_to_finish(songs: Sequence[CorpusSong]) -> float:
    """The duration of `finish` in optimizer steps of the default preset, given the songs trained on."""
    counts = Counter(song.style for song in songs if song.entry.corpus != REHEARSAL)
    return _STEPS + _STEPS_A_SONG * sum(min(count, PROTOTYPE_SONGS) for count in counts.values())


def finish(
    vae: keras.Model, pipeline: InputPipeline, config: Config, run: RunFolder, rows: Sequence[dict[str, float]]
) -> None:
    """Finish the best weights (before the first epoch, the checkpoint's).

    Calibrate them, measure latents, fit the recognizer, draw the curves, export.
    """
    if not run.model.exists():
        vae.load_weights(run.checkpoint)
        save_vae(vae, run.model)
    vae = load_vae(run.model)
    calibrate_onsets(vae, pipeline.some_batches(), config.spec)
    measured = _preferred(pipeline.songs(PROTOTYPE_SONGS))
    corpora = {song.corpus for song in measured}
    known = (song for song in pipeline.songs(CRITIC_SONGS) if song.corpus in corpora)
    measure_latents(vae, measured, config, known)
    songs = pipeline.songs(RECOGNITION_SONGS), pipeline.held_out(RECOGNITION_SONGS)
    recognizer = write_recognizer(vae, *songs, config, run)
    save_vae(vae, run.model)
    plot_history(rows, run.picture)
    export_model(vae, config, run.exports, recognizer)


def _preferred(songs: Iterable[StyledSong]) -> list[StyledSong]:
    """The songs that are not rehearsed, if they have two styles: rehearsed ones differ from them by more than style."""
    songs = list(songs)
    real = [song for song in songs if song.corpus != REHEARSAL]
    return real if len({song.style for song in real}) > 1 else songs
