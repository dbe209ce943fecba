"""The names of an evaluation's figures, each with an explanation in a sentence."""

from __future__ import annotations

from typing import NamedTuple

from vae_music.evaluation.baselines import ANOTHER, COPY, SWAPPED, TRUTH, TRUTH_ROLLED
from vae_music.evaluation.judged import OWN


class Column(NamedTuple):
    """A column of the tables: its heading, a shorter one for terminals, and an explanation of its figures."""

    heading: str
    short: str
    says: str


_NOTES = Column(
    "style, by notes",
    "notes",
    "The share of the results in which a classifier hears the style that was asked for, by which notes sound when.",
)
_VELOCITIES = Column("style, by loudness", "veloc.", "The same by how hard the notes are struck.")
_INSTRUMENTS = Column("style, by instruments", "instr.", "The same by who plays.")
_ALL = Column(
    "style, by all",
    "all",
    "The same by all of it. The classifiers have learnt from other works, and from nothing that a model made.",
)

STYLE = {
    "right_notes": _NOTES,
    "right_velocities": _VELOCITIES,
    "right_instruments": _INSTRUMENTS,
    "right_all": _ALL,
}
PROBABILITY = {
    "target_notes": _NOTES,
    "target_velocities": _VELOCITIES,
    "target_instruments": _INSTRUMENTS,
    "target_all": _ALL,
}
CONTENT = {
    "chroma": Column(
        "harmony kept",
        "chroma",
        "How much of the song's harmony is kept: likeness of the pitch classes that sound (chroma), 1 if the same.",
    ),
    "top_line": Column(
        "melody kept", "top line", "The share of the song's melody, its top line, that is heard in the result."
    ),
}
FIT = {
    "time_pitch": Column(
        "like the style, in intervals",
        "t-pitch",
        "How much the result's intervals over time are like those of the style's songs (time-pitch), 1 if the same.",
    ),
    "onset_duration": Column(
        "like the style, in rhythm",
        "on-dur.",
        "How much its rhythm, onsets and durations (onset-duration), is like that of the style's songs.",
    ),
}
HARMONIC = {
    "harmonic": Column(
        "style and harmony",
        "harmonic",
        "The harmonic mean of style by notes and harmony kept: high only where both are.",
    )
}
COLUMNS = {**STYLE, **CONTENT, **FIT, **HARMONIC}
"""The columns of the table of transfers, by the names of `Scores`."""

FOLLOW = {
    "follow_notes": Column(
        "follow: notes",
        "notes",
        "How much the number of pitched notes follows that of the source, block of four bars by block: a rank "
        "correlation, 1 if the same blocks are full and the same are thin.",
    ),
    "follow_drums": Column("follow: drums", "drums", "The same of drum strokes, where both have any."),
    "follow_programs": Column("follow: programs", "programs", "The same of the number of instruments that play."),
    "follow_velocity": Column("follow: velocity", "velocity", "The same of the mean velocity of pitched notes."),
    "drum_bars": Column(
        "drum bars", "drumbars", "The number of different bars of drums, for each bar in which the drums play."
    ),
    "struck_again": Column(
        "struck again",
        "again",
        "The share of pitched notes that begin where a note of the same pitch and instrument ends.",
    ),
}
EXPLAINED = {
    "explained_notes": Column(
        "explained: notes",
        "notes",
        "The share of the variance over bars of the number of pitched notes that is one between sections.",
    ),
    "explained_drums": Column("explained: drums", "drums", "The same of drum strokes."),
    "explained_programs": Column("explained: programs", "programs", "The same of the number of instruments that play."),
    "explained_velocity": Column("explained: velocity", "velocity", "The same of the mean velocity."),
}
"""The columns of the tables of form, by the names of `Form`; the second where the corpus names sections."""

MUSICALITY = {
    "clashes": Column(
        "clashes",
        "clashes",
        "Of the pairs of pitches that sound together at half beats, the share that rub: a semitone, a major seventh "
        "or a minor ninth apart.",
    ),
    "outside_scale": Column(
        "outside the scale",
        "scale",
        "The share of notes foreign to their key: outside the seven-note scale that fits their four bars best.",
    ),
    "struck_again": FOLLOW["struck_again"],
    "drum_bars": FOLLOW["drum_bars"],
    "density": Column("density", "density", "The number of pitched notes a beat."),
    "polyphony": Column("polyphony", "polyph.", "The number of pitches that sound together, on average."),
    "register": Column(
        "register",
        "register",
        "The mean height of the notes: 60 is middle C, and an octave is 12.",
    ),
}
BASS = {
    "bass": Column(
        "bass",
        "bass",
        "The share of half beats at which the lowest note has the name of the source's lowest note, in any octave.",
    )
}
WITHIN_RANGE = {
    "within_range": Column(
        "within the range",
        "mean",
        "The mean of the shares of outputs that lie within the usual range of the style, from clashes to register.",
    )
}
"""The columns of the tables of musicality, by the names of `Musicality`, `Judged` and `WITHIN`."""

STEERING = {name: COLUMNS[name] for name in ("right_notes", "right_all", "chroma", "top_line", "harmonic")}
"""The columns that decide whether a change is kept."""

DIAGNOSTICS = {
    "rolls_recall": "notes of a song that its grid can hold, without any model (recall)",
    "rolls_precision": "notes on the grid that are in the song (precision)",
    "notes": "notes, with their instruments, that come out of the model as they went in (F1)",
    "onsets": "beginnings of notes that come out as they went in (F1)",
    "drums": "strokes of the drums that come out as they went in (F1)",
    "velocity_error": "loudness is off by, in MIDI steps of 1 to 127",
    "decoded_onsets": "beginnings of notes, decoded from z (F1)",
    "decoded_onsets_kept_from_prior": "the same with all that a transfer keeps of z drawn at random",
    "decoded_onsets_all_from_prior": "the same with all but the style code drawn at random",
    "kl": "what z says of a segment, in nats",
    "probe chance": "style guessed without z",
    "probe z[:k]": "style read from z[:k], the style code",
    "probe z[k:]": "style read from z[k:], all the rest",
    "probe z[m:]": "style read from z[m:], what a transfer keeps: the nearer to a guess, the better",
}
"""The rows of the table of a model's diagnostics, in order."""

OF_SYSTEMS = {
    OWN: "Songs of the target style that the judges did not learn from, for comparison by their usual ranges.",
    COPY: "The source as it is: all of the content, nothing of the style.",
    SWAPPED: "The source's notes, played by the usual band of the style.",
    ANOTHER: "Another work in the style: all of the style, nothing of the content.",
    TRUTH: "The same music in the target style as the corpus has it: what there is to be reached.",
    TRUTH_ROLLED: "The same as far as the rolls of the model can hold it.",
}
