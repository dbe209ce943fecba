"""The page of an evaluation: its tables, its plots, and an explanation of each figure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from vae_music.evaluation.baselines import COPY, TRUTH
from vae_music.evaluation.evaluate import Evaluation
from vae_music.evaluation.judged import OWN, by_target, confusion, rows, targets, within_ranges
from vae_music.evaluation.report.glossary import (
    BASS,
    COLUMNS,
    CONTENT,
    DIAGNOSTICS,
    EXPLAINED,
    FOLLOW,
    MUSICALITY,
    OF_SYSTEMS,
    PROBABILITY,
    WITHIN_RANGE,
    Column,
)
from vae_music.evaluation.report.plot import draw_evaluation
from vae_music.evaluation.report.text import about
from vae_music.measures.bootstrap import Estimate
from vae_music.render.plots import draw_confusion
from vae_music.render.report import Interval, Part, Prose, Shown, Table, Terms, report_page
from vae_music.text import printable

_FAILED_SHOWN = 20
_NO_SETTINGS: tuple[object, ...] = (None, "", (), [], {})


def evaluation_page(found: Evaluation, settings: Mapping[str, Any]) -> str:
    """The HTML of a self-contained page.

    Args:
        settings: the settings of the evaluation, by name; one that is None or empty was not given.
    """
    said = COLUMNS | _form_columns(found) | MUSICALITY | BASS | WITHIN_RANGE
    systems = {OWN, *rows(found.judged)}
    parts = [
        _in_short(found),
        _transfers(found),
        _plot(found),
        _targets(found),
        _confusion(found),
        *_groups(found),
        _probabilities(found),
        _form(found),
        *_musicality(found),
        _inside(found),
        _dial(found),
        *_failures(found),
        Terms("What the figures say", {column.heading: column.says for column in said.values()}),
        Terms("What is compared", {name: says for name, says in OF_SYSTEMS.items() if name in systems}),
        Terms("How it was measured", _settings(found, settings)),
    ]
    return report_page(f"Evaluation of {found.model}", about(found)[0], parts)


def _in_short(found: Evaluation) -> Prose:
    """The result in words, for those who know no machine learning."""
    table = rows(found.judged)
    ours = table[found.model].figures

    def heard(system: str) -> str:
        return _of_100(table[system].figures["right_notes"])

    others = [
        f"{says}: {heard(system)}"
        for system, says in ((COPY, "of the songs left as they were"), (TRUTH, "of true arrangements in the style"))
        if system in table
    ]
    return Prose(
        "In short",
        [
            f"{found.model} was given {len(found.held_out.all):,} songs that it had not heard before, and made new "
            f"versions of them in other styles, {table[found.model].transfers:,} in all. Two things are asked of each.",
            f"Is the new style heard? Listening programs, which have learnt the styles from other songs, hear the one "
            f"that was asked for in {heard(found.model)} of 100 versions, by the notes alone"
            + (f" ({'; '.join(others)})." if others else "."),
            f"Is it still the same song? {_of_100(ours['chroma'])} of 100 parts of its harmony are kept, and "
            f"{_of_100(ours['top_line'])} of 100 notes of its melody.",
            "All figures below lie between 0 and 1 unless they say otherwise; higher is better. Simple ways to make "
            "a version, such as to change nothing, stand beside them for comparison.",
        ],
    )


def _of_100(figure: Estimate) -> str:
    return f"{100 * figure.value:.0f}" if math.isfinite(figure.value) else "an unknown number"


def _transfers(found: Evaluation) -> Table:
    note = (
        "Beneath each figure is the range in which it would lie for other songs, 95 times of 100 (a confidence "
        "interval, computed by resampling works)."
    )
    return Table("Transfers", _by_system(found, COLUMNS), note)


def _probabilities(found: Evaluation) -> Table:
    note = "How sure the listening programs are of the style asked for; the first table has how often they hear it."
    return Table("How surely the style is heard", _by_system(found, PROBABILITY), note)


def _form(found: Evaluation) -> Table:
    note = "Whether an output breathes as its source does: where that is thin or soft, and where it is full or loud."
    return Table("Form", _by_system(found, _form_columns(found)), note)


def _musicality(found: Evaluation) -> list[Part]:
    """The tables of the figures of musicality, and of the shares within the usual ranges of the styles."""
    what = (
        "What a listener notices in any song. Neat is not always right: jazz rubs more than pop, and is to do so here."
    )
    how = (
        "The usual range of a style is where nine of ten of the songs lie from which the judges learnt it. As many "
        "outputs should lie in it as of the style's own songs in the first row, which are not always all."
    )
    return [
        Table("Musicality", _by_system(found, MUSICALITY | BASS), what),
        Table("Within the usual range of the style", _within(found), how),
        Table("Within the usual range, style by style", _within_each_style(found), "The same, with the ranges."),
    ]


def _within(found: Evaluation, style: str | None = None) -> list[dict[str, object]]:
    return [
        {"system": name} | {column.heading: _figure(shares[key]) for key, column in (MUSICALITY | WITHIN_RANGE).items()}
        for name, shares in within_ranges(found.judged, found.judge, style).items()
    ]


def _within_each_style(found: Evaluation) -> list[dict[str, object]]:
    table: list[dict[str, object]] = []
    for style in targets(found.judged):
        bounds = found.judge.ranges.of(found.styles.index(style))
        ranges = {column.heading: _range(*bounds[name]) for name, column in MUSICALITY.items()}
        table.append({"style": style, "system": "the usual range", **ranges})
        table += [{"style": style, **line} for line in _within(found, style)]
    return table


def _range(low: float, high: float) -> str:
    """The bounds of a usual range, the lower of which is `none` where some songs have no such figure."""
    if high < 0:
        return "none"
    return f"{'none' if low < 0 else f'{low:.2f}'} to {high:.2f}"


def _form_columns(found: Evaluation) -> dict[str, Column]:
    return FOLLOW | EXPLAINED if found.held_out.have_sections else FOLLOW


def _by_system(found: Evaluation, columns: Mapping[str, Column]) -> list[dict[str, object]]:
    return [
        {
            "version by": name,
            "versions": row.transfers,
            **{column.heading: _figure(row.figures[name]) for name, column in columns.items()},
        }
        for name, row in rows(found.judged).items()
    ]


def _targets(found: Evaluation) -> Table:
    table = [
        {"version by": name, **{target: _figure(figure) for target, figure in sorted(figures.items())}}
        for name, figures in by_target(found.judged).items()
    ]
    return Table("Into each style", table, "The share of the versions in a style that is heard in their notes.")


def _plot(found: Evaluation) -> Shown:
    row, dial = rows(found.judged)[found.model].figures, found.dial
    ends = [
        f"at strength {dial.strengths[end]:g} the harmony kept is {dial.curves['chroma'][end]:.2f}, and the style is "
        f"heard in {dial.curves['right_notes'][end]:.2f}"
        for end in (0, -1)
    ]
    words = (
        f"To the right, more of the song's harmony is kept; upwards, the style is heard in more versions. "
        f"{found.model} stands at {row['chroma'].value:.2f} and {row['right_notes'].value:.2f}. Along the line of its "
        f"dial, {ends[0]}; {ends[1]}."
    )
    return Shown("Song kept against style reached", draw_evaluation(found), words)


def _confusion(found: Evaluation) -> Shown:
    counts = confusion((one for one in found.judged if one.system == found.model), found.styles)
    words = (
        f"A row for each style that {found.model} was to reach, and in it the shares of its {counts.sum():,} versions "
        f"in whose notes each style is heard; {counts.trace():,} are heard as the style they aim at."
    )
    return Shown(
        "Which style is heard", draw_confusion(counts, found.styles, "style heard, by notes", "style asked for"), words
    )


def _groups(found: Evaluation) -> list[Part]:
    """The table with and without a groove that was trained on, if there are transfers of both."""
    table = [
        {"version by": name, "groove": groove, "versions": row.transfers, **_shown_figures(row.figures)}
        for groove, unseen in (("not in the training data", True), ("in the training data", False))
        for name, row in rows(one for one in found.judged if one.unseen == unseen).items()
    ]
    note = "Whether the groove of the source was in the training; its work never was."
    return [Table("Grooves trained on", table, note)] if len({row["groove"] for row in table}) == 2 else []


def _shown_figures(figures: Mapping[str, Estimate]) -> dict[str, Interval]:
    shown = ("right_notes", "chroma", "harmonic")
    return {COLUMNS[name].heading: _figure(figures[name]) for name in shown}


def _inside(found: Evaluation) -> Table:
    """The table of the first model's diagnostics."""
    latents = found.latents
    figures = {**found.reconstruction, "kl": latents.kl, **{f"probe {name}": e for name, e in latents.probes.items()}}
    table: list[dict[str, object]] = [
        {"what": says, "figure": _figure(figures[key])} for key, says in DIAGNOSTICS.items() if key in figures
    ]
    table.append(
        {"what": "dimensions of z in use, whose mean varies from segment to segment", "figure": latents.active_units}
    )
    return Table(
        f"What {found.model} holds", table, f"Of {len(found.reconstructed):,} songs, without a change of style."
    )


def _dial(found: Evaluation) -> Table:
    dial = found.dial
    columns = {
        "right_notes": "style, by notes",
        "target_notes": "how surely, by notes",
        "target_all": "how surely, by all",
        **{name: column.heading for name, column in CONTENT.items()},
    }
    table = [
        {"strength": f"{strength:g}", **{head: float(dial.curves[key][step]) for key, head in columns.items()}}
        for step, strength in enumerate(dial.strengths)
    ]
    course = "; ".join(
        f"{aspect} {dial.rank_correlation[aspect]:.2f} (single songs {dial.songs_rank_correlation[aspect].value:.2f}), "
        f"largest step {dial.largest_step[aspect]:.2f}"
        for aspect in dial.largest_step
    )
    what = "rank correlation of strength and probability, 1 if it only rises"
    many = f"Means of {dial.transfers:,} transfers" if dial.transfers > 1 else "Of 1 transfer"
    note = f"{many}; {what}: {course}."
    return Table("The strength dial", table, note)


def _failures(found: Evaluation) -> list[Part]:
    if not found.failed:
        return []
    table = [{"system": f.system, "song": printable(f.path), "reason": f.reason} for f in found.failed[:_FAILED_SHOWN]]
    return [Table("Could not be made", table, f"{len(found.failed):,} in all.")]


def _settings(found: Evaluation, settings: Mapping[str, Any]) -> dict[str, object]:
    tested = found.held_out.all
    works = len({song.work for song in tested})
    _, split, judges = about(found)
    asked = {name.replace("_", " "): _text(value) for name, value in settings.items() if value not in _NO_SETTINGS}
    return {
        "model": found.model,
        "songs": f"{len(tested):,} of {works:,} works, {found.tasks:,} pairs of one and a style",
        "styles": ", ".join(found.styles),
        "split": split,
        "judges": judges,
        **{f"asked: {name}": value for name, value in asked.items()},
    }


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{old}={new}" for old, new in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _figure(figure: Estimate) -> Interval:
    return Interval(*figure)
