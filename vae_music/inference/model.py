"""The model that users hold: whole songs through the signatures of an export, whatever runs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from vae_music.errors import ModelError
from vae_music.export.card import Card
from vae_music.export.server_files import SEGMENTS_A_CALL
from vae_music.inference import blending
from vae_music.inference.between_songs import bridge_of, mixture_of
from vae_music.inference.energy import Energy
from vae_music.inference.new_music import continued, new_piece
from vae_music.inference.posterior import Posterior
from vae_music.inference.recognized import Recognized, recognized
from vae_music.inference.request import ContinuationRequest, PieceRequest, Sampling, TransferRequest
from vae_music.inference.restyling import restyled
from vae_music.inference.section_joins import played_in_sections
from vae_music.inference.sections import PlannedSection, planned
from vae_music.inference.source import Source, read_source
from vae_music.inference.tracks import Tracks, with_exact_tune, with_kept_tracks
from vae_music.latent import style_weights
from vae_music.midi.read import AnySong, as_song, refuse_no_song
from vae_music.rolls.energy import stored
from vae_music.rolls.joining import join_segments
from vae_music.rolls.roles import bass_of_song
from vae_music.rolls.rolls import Rolls
from vae_music.rolls.spec import RollSpec
from vae_music.rolls.voices import MELODY
from vae_music.runtimes import Runtime
from vae_music.song import Song
from vae_music.translators.protocol import PROTOTYPE, Aim
from vae_music.translators.stored import Translators


class Model:
    """A trained model.

    Every `song` is a path, a `Song` or a `pretty_midi.PrettyMIDI`; one that cannot be read, or that holds no note,
    raises MidiError.

    Args:
        card: what the model says of itself.
        runtime: calls a signature of the model with arrays by name, and answers with such.
        translators: by default the prototype alone.
    """

    def __init__(self, card: Card, runtime: Runtime, translators: Translators | None = None):
        self.card, self.runtime, self.translators = card, runtime, translators or Translators(card)

    @property
    def styles(self) -> tuple[str, ...]:
        """The names of the styles, in the order in which probabilities and weights have them."""
        return self.card.styles

    @property
    def variants(self) -> int:
        """The number of manners that are stored for each style."""
        return self.card.manners.shape[1]

    @property
    def methods(self) -> tuple[str, ...]:
        """The names of the methods of transfer that the model has."""
        return self.translators.methods

    @property
    def spec(self) -> RollSpec:
        """The sizes of the rolls that the model reads and writes."""
        return self.card.spec

    def transfer(
        self,
        song: AnySong,
        style: str | Mapping[str, float] | None = None,
        strength: float = 1.0,
        temperature: float = 0.0,
        seed: int = 0,
        *,
        like: AnySong | None = None,
        keep_melody: bool = False,
        variant: int | None = None,
        melody: int | str | None = None,
        keep: Iterable[int | str] = (),
        mute: Iterable[int | str] = (),
        energy: Energy | None = None,
        form: float = 1.0,
        sections: Iterable[PlannedSection | tuple] = (),
        method: str = PROTOTYPE,
    ) -> Song:
        """The song in another style, with the tempo map, metre, keys, markers, lyrics and bars that it has.

        Args:
            style: a style of the model, or several with their weights.
            strength: how far the manner moves: 0 not at all, 1 to the style's prototype, above 1 beyond it.
            temperature: 0 takes the likeliest notes, 1 samples from the model; the same seed gives the same notes.
            seed: decides which notes are sampled, and what is left to chance in a method other than the prototype.
            like: instead of a style, a song whose manner is taken.
            keep_melody: the melody's notes are those of the source; only what accompanies them is new.
            variant: which of the style's bands: 1, its prototype, to `variants`; a style that has fewer repeats them.
                By default the first that plays in the song's metre, and the prototype where none does.
            melody: the track that has the tune, by its number, counted from 1, or by its name; found by default.
            keep: tracks that stay exactly as they are, beside what is new; what they play is not played a second time.
            mute: tracks that are taken out of the source.
            energy: how much the band plays, one level a bar, 1 (thin and soft) to 4 (everybody, and loud), None where
                it follows the source; by default it follows the source everywhere.
            form: how closely it follows the source: 1 as the source goes, 0 flat.
            sections: `PlannedSection`, or tuples of its fields: bars with a style, variant, strength or energy of their
                own. Others are played as the other arguments say; without a style and an example they stay.
            method: what turns the manner of the song into one of the style: one of `methods`.

        Returns:
            The song; its remarks say where the tune was found, how many notes did not fit into the rolls, and why.

        Raises StyleError, ModelError or TrackError for a style, variant, level, method or track that there is not.
        """
        refuse_no_song(song)
        tracks, sampling = Tracks(melody, tuple(keep), tuple(mute)), Sampling(temperature, seed)
        request = TransferRequest(
            style, strength, sampling, like, keep_melody, variant, tracks, energy, form, planned(sections), method
        )
        return self.transferred(song, request)

    def transferred(self, song: AnySong | Source, request: TransferRequest) -> Song:
        """The song as a request asks for it; see `transfer`. A source that is read already keeps its tracks."""
        source = song if isinstance(song, Source) else read_source(song, self.spec, request.tracks)
        if request.sections:
            return played_in_sections(self, source, request)
        return self.written(restyled(self, source, request), source, request.keep_melody)

    def reconstruct(self, song: AnySong) -> Song:
        """The song encoded and decoded without a change of style: what the model can hold."""
        return self.transfer(song, self.styles[0], strength=0.0)

    def interpolate(
        self,
        one: AnySong,
        other: AnySong,
        bars: int = 8,
        temperature: float = 0.0,
        seed: int = 0,
        *,
        from_bar: int | None = None,
        to_bar: int | None = None,
    ) -> Song:
        """A bridge: `bars` bars on the way from the end of one song to the beginning of another.

        It has the metre of the place that it leaves. Its tempo goes from the tempo there to that of the place where it
        arrives, in even steps.

        Args:
            from_bar: the bar of the one song that the bridge leaves, from 1; by default where the song last plays as it
                usually does, so that a fade-out or a last held note is passed over.
            to_bar: the bar of the other song at which it arrives; by default where that song first plays as usual.

        Raises BarError for a bar that a song does not have.
        """
        return bridge_of(self, (one, from_bar), (other, to_bar), bars, Sampling(temperature, seed))

    def mix(self, one: AnySong, other: AnySong, weight: float = 0.5, temperature: float = 0.0, seed: int = 0) -> Song:
        """A song between two, with the tempo, metre and bars of the one; the other begins anew where it is shorter.

        Args:
            weight: how much of the other is in it, 0 to 1.
        """
        return mixture_of(self, one, other, weight, Sampling(temperature, seed))

    def sample(
        self,
        style: str | Mapping[str, float] | None = None,
        bars: int = 16,
        temperature: float = 0.0,
        seed: int = 0,
        qpm: float = 120.0,
        variant: int | None = None,
        like: AnySong | None = None,
        energy: Energy | None = None,
    ) -> Song:
        """New music in a style, in 4/4: a manner of the style, contents that the composer of the model draws.

        Its phrases of four bars come again as in a song of the form A A' B A'. A model without a composer draws
        contents from a Gaussian.

        Args:
            like: instead of a style, a song whose manner is taken.
            energy: as that of `transfer`; by default that of the form, which grows.

        Raises as `transfer` does.
        """
        return new_piece(self, PieceRequest(style, bars, Sampling(temperature, seed), qpm, variant, like, energy))

    def continued(
        self,
        song: AnySong,
        bars: int = 8,
        temperature: float = 0.0,
        seed: int = 0,
        style: str | Mapping[str, float] | None = None,
        variant: int | None = None,
        energy: Energy | None = None,
    ) -> Song:
        """The song, and `bars` new bars after its last one, in the manner, tempo, metre and key of its end.

        The end is where the song last plays as it usually does: a fade-out or a last held note is passed over.

        Args:
            style: the new bars are in a manner of this style, instead of that of the song.
            energy: of the new bars, as that of `transfer`; by default that of the bars before them.

        Raises as `transfer` does, and ModelError where the model has no composer.
        """
        return continued(self, song, ContinuationRequest(bars, Sampling(temperature, seed), style, variant, energy))

    def classify(self, song: AnySong) -> Recognized:
        """The probability of each style, the likeliest first, and how strange the song is to the model.

        The probabilities are those of the recognizer that was fitted after training, calibrated on songs not trained
        on. A model without one gives the mean of its weak classifier over segments, weighted by their notes.
        """
        return recognized(self, read_source(song, self.spec))

    def encode(self, song: AnySong) -> Posterior:
        """The posterior of z for each segment of the song."""
        source = read_source(song, self.spec)
        answer = self.call("encode", source.rolls._asdict())
        return Posterior(answer["z_mean"], answer["z_scale"], answer["style"], replace(source.song, tracks=()))

    def decode(self, z: np.ndarray | Posterior, frame: AnySong | None = None) -> Song:
        """The song that latents stand for.

        Args:
            z: shape (segments, latent); or what `encode` gives, of which the means are taken.
            frame: the song whose tempo, metre and bars it is put into; it must have as many segments. By default that
                of the song that was encoded, or 4/4 at 120.
        """
        if isinstance(z, Posterior):
            frame = frame or z.frame
            z = z.z_mean
        song = None if frame is None else as_song(frame)
        whole = np.full(len(z), self.spec.segment_steps, np.uint8)
        steps = whole if song is None else blending.frame_steps(song, self.spec)
        if np.shape(z) != (len(steps), self.card.config.model.latent):
            wanted = f"{len(steps)} segments of {self.card.config.model.latent} dimensions"
            raise ModelError(f"latents of shape {np.shape(z)}, not {wanted}")
        answer = self.decoded(np.asarray(z, np.float32), steps, Sampling())
        return self.joined(answer, song)

    def call(self, signature: str, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The answer of a signature to all rows, a bounded number at a time."""
        if not self.card.config.model.energy:
            inputs = {name: rows for name, rows in inputs.items() if name != "energy"}
        answers = []
        for start in range(0, len(next(iter(inputs.values()))), SEGMENTS_A_CALL):
            part = {name: rows[start : start + SEGMENTS_A_CALL] for name, rows in inputs.items()}
            answers.append(self.runtime(signature, part))
        return {name: np.concatenate([answer[name] for answer in answers]) for name in answers[0]}

    def manner(self, style: str | Mapping[str, float], variant: int | None = None) -> np.ndarray:
        """A manner of a style, or of a mixture of styles, float32 (m,). Raises as `transfer` does."""
        return self.translators.prototype.manner(Aim(style_weights(style, self.styles), variant))

    def latents(self, source: Source) -> np.ndarray:
        """The posterior's mean of the segments that sound, float32 (segments, latent)."""
        return self.call("encode", source.sounding)["z_mean"]

    def decoded(self, z: np.ndarray, steps: np.ndarray, sampling: Sampling) -> dict[str, np.ndarray]:
        """The rolls that latents stand for, as the signature `decode` gives them, with their energy if z has one.

        Input shape: z float32 (segments, latent), steps uint8 (segments,).
        """
        answer = self.call("decode", {"z": z, "steps": steps, **sampling.inputs(len(z))})
        if self.card.config.model.energy:
            answer["energy"] = stored(z[:, self.card.config.energy_part]).reshape(-1, *self.spec.shapes["energy"])
        return answer

    def joined(self, answer: Mapping[str, np.ndarray], frame: Song | None, bands: np.ndarray | None = None) -> Song:
        """The song of all segments of an answer, in the frame of a song; for `bands`, see `join_segments`."""
        return join_segments(Rolls.of(answer, self.spec), answer["instrument_probability"], self.spec, frame, bands)

    def written(
        self,
        answer: Mapping[str, np.ndarray],
        source: Source,
        keep_melody: bool = False,
        bands: np.ndarray | None = None,
    ) -> Song:
        """The song of the segments that sounded in the source; those that were silent stay so."""
        whole = source.in_place(answer)
        if keep_melody:  # so that its instrument is chosen by where it plays
            for name in ("pitch", "velocity"):
                whole[name][:, :, MELODY] = getattr(source.rolls, name)[:, :, MELODY]
        song = self.joined(whole, source.song, bands)
        if keep_melody:
            song = with_exact_tune(song, source.song, source.tune)
        if source.kept:
            bass = bass_of_song(source.song, self.spec, source.tune.main_track(source.song))
            song = with_kept_tracks(song, source.song, source.kept, source.tune, bass)
        return replace(song, remarks=source.song.remarks)
