"""What the figures of an evaluation are called where there is room, and what each says, in a sentence."""

from __future__ import annotations

from vae_music.evaluation.baselines import ANOTHER, COPY, SWAPPED, TRUTH, TRUTH_ROLLED

STYLE = {
    "right_notes": "notes",
    "right_velocities": "velocities",
    "right_instruments": "instruments",
    "right_all": "all",
}
PROBABILITY = {
    "target_notes": "notes",
    "target_velocities": "velocities",
    "target_instruments": "instruments",
    "target_all": "all",
}
CONTENT = {"chroma": "chroma", "top_line": "top line"}
FIT = {"time_pitch": "time-pitch", "onset_duration": "onset-duration"}
HARMONIC = {"harmonic": "harmonic mean"}
"""Columns of tables, by the names of `Scores`."""

INSIDE = {
    "rolls_recall": "notes that survive the rolls alone, recall",
    "rolls_precision": "the same, precision",
    "notes": "notes with their instruments through the model, F1",
    "onsets": "onsets through the model, F1",
    "drums": "drums through the model, F1",
    "velocity_error": "velocities are off by, in MIDI steps",
    "decoded_onsets": "onsets decoded from z, F1",
    "decoded_onsets_kept_from_prior": "the same with all that a transfer keeps of z drawn by lot",
    "decoded_onsets_all_from_prior": "the same with all but the style code drawn by lot",
    "kl": "what z says of a segment, in nats",
    "probe chance": "style guessed without z",
    "probe z[:k]": "style read from z[:k], the style code",
    "probe z[k:]": "style read from z[k:], all the rest",
    "probe z[m:]": "style read from z[m:], what a transfer keeps: the nearer to a guess, the better",
}
"""Rows of the table of a model's inside, in order."""

OF_FIGURES = {
    "notes": "The share of the transfers that a classifier takes for the target style by which notes sound when.",
    "velocities": "The same by how hard the notes are struck.",
    "instruments": "The same by who plays.",
    "all": "The same by all of it. The classifiers have learnt from other works, and from nothing that a model made.",
    "chroma": "How much of the source's harmony is kept: likeness of the pitch classes that sound, 1 if the same.",
    "top line": "The share of the source's melody that is heard in the output.",
    "time-pitch": "How much the output's intervals over time are like those of the style's songs, 1 if the same.",
    "onset-duration": "How much its rhythm, onsets and durations, is like theirs.",
    "harmonic mean": "Of notes and chroma: high only where both the style is reached and the content is kept.",
}

OF_SYSTEMS = {
    COPY: "The source as it is: all of the content, nothing of the style.",
    SWAPPED: "The source's notes, played by the usual band of the style.",
    ANOTHER: "Another work in the style: all of the style, nothing of the content.",
    TRUTH: "The same music in the target style as the corpus has it: what there is to be reached.",
    TRUTH_ROLLED: "The same as far as the rolls of the model can hold it.",
}
