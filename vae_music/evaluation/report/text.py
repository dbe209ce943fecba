"""The text report of an evaluation, as tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from vae_music.evaluation.evaluate import Evaluation
from vae_music.evaluation.judged import Row, by_target, rows, targets, within_ranges
from vae_music.evaluation.report.glossary import (
    BASS,
    COLUMNS,
    EXPLAINED,
    FOLLOW,
    MUSICALITY,
    PROBABILITY,
    STEERING,
    WITHIN_RANGE,
    Column,
)
from vae_music.measures.bootstrap import Estimate
from vae_music.text import printable

_WIDTH = 8


def report_text(found: Evaluation) -> str:
    """The report as text: all figures that fit on a screen."""
    table = rows(found.judged)
    return "\n".join(
        [
            *about(found),
            "",
            *_table(
                "share taken for the target style, by; content; style fit; harmonic mean of notes and chroma",
                table,
                COLUMNS,
            ),
            "",
            *_table("mean probability of the target style, by", table, PROBABILITY),
            "",
            *_form(found, table),
            "",
            *_musicality(found, table),
            "",
            *_intervals(table),
            "",
            *_styles(found),
            *_groups(found),
            "",
            *_inside(found),
            *_failures(found),
        ]
    )


def about(found: Evaluation) -> list[str]:
    """Three lines: the songs tested, the split that held them out, and the accuracy of the judges."""
    held_out, accuracy = found.held_out, found.judge.accuracy
    groove = f", {len(held_out.known_groove):,} of a groove trained on" if held_out.known_groove else ""
    return [
        f"{found.model} on {len(held_out.all):,} songs of works not trained on{groove}",
        _split(found),
        f"judges, learnt from {len(held_out.others):,} songs of other works, are right about these in: "
        + ", ".join(f"{aspect} {_number(share)}" for aspect, share in accuracy.items()),
    ]


def _split(found: Evaluation) -> str:
    """The line about the split that held out the songs tested."""
    seed = f"the split of seed {found.split_seed}"
    if found.trained_on.source:
        return f"held out by {seed}; the model lists {len(found.trained_on.songs):,} songs it was trained on"
    whose = "which its run names" if found.split_known else "taken for its own"
    return f"held out by {seed}, {whose}: the model does not list what it was trained on"


def _table(title: str, table: Mapping[str, Row], columns: Mapping[str, Column]) -> list[str]:
    lines = [[row.figures[name].value for name in columns] for row in table.values()]
    counts = [f"{name} ({row.transfers:,})" for name, row in table.items()]
    return _grid(title, counts, _shorts(columns), [[_number(value) for value in line] for line in lines])


def _form(found: Evaluation, table: Mapping[str, Row]) -> list[str]:
    """The table of form, followed by that of what sections explain if the corpus names them."""
    title = "form: follows the source, block of four bars by block, in; different drum bars; notes struck again"
    lines = _table(title, table, FOLLOW)
    if found.held_out.have_sections:
        lines += ["", *_table("share of the variance over bars that sections explain, of", table, EXPLAINED)]
    return lines


def _musicality(found: Evaluation, table: Mapping[str, Row]) -> list[str]:
    """The tables of musicality: figures, shares within the usual ranges of the styles, and these for each style."""
    within = within_ranges(found.judged, found.judge)
    styles = targets(found.judged)
    by_style = {style: within_ranges(found.judged, found.judge, style) for style in styles}
    columns = MUSICALITY | WITHIN_RANGE
    cells = [[_number(shares[name].value) for name in columns] for shares in within.values()]
    means = [
        [_number(by_style[style][name]["within_range"].value) if name in by_style[style] else "" for style in styles]
        for name in within
    ]
    return [
        *_table(
            "musicality: means of its figures, and the share of half beats with the source's bass",
            table,
            MUSICALITY | BASS,
        ),
        "",
        *_grid("share whose figure lies within the usual range of the target style", within, _shorts(columns), cells),
        "",
        *_grid("mean of these shares, into", within, styles, means, _style_width(styles)),
    ]


def _style_width(styles: Iterable[str]) -> int:
    return max(_WIDTH, *(len(style) + 1 for style in styles))


def _shorts(columns: Mapping[str, Column]) -> list[str]:
    return [column.short for column in columns.values()]


def _intervals(table: Mapping[str, Row]) -> list[str]:
    cells = [[_interval(row.figures[name]) for name in STEERING] for row in table.values()]
    return _grid("intervals of 95 %, by drawing works", table, _shorts(STEERING), cells, width=10)


def _styles(found: Evaluation) -> list[str]:
    """The table of notes accuracy for each target style."""
    table, styles = by_target(found.judged), targets(found.judged)
    cells = [[_number(line[style].value) if style in line else "" for style in styles] for line in table.values()]
    return _grid("share taken for the target style by notes, into", table, styles, cells, _style_width(styles))


def _groups(found: Evaluation) -> list[str]:
    """The table of notes accuracy and chroma with and without a groove trained on, if there are transfers of both."""
    parts = [rows(one for one in found.judged if one.unseen == unseen) for unseen in (True, False)]
    if not all(parts):
        return []
    names = [name for name in parts[0] if name in parts[1]]
    figures = ("right_notes", "chroma", "harmonic")
    cells = [[_number(part[name].figures[figure].value) for part in parts for figure in figures] for name in names]
    counts = [f"{name} ({parts[0][name].transfers:,}, {parts[1][name].transfers:,})" for name in names]
    heads = ("notes", "chroma", "harmonic") * 2
    return ["", *_grid("source of a groove not trained on; of one trained on", counts, heads, cells)]


def _inside(found: Evaluation) -> list[str]:
    """The lines about the first model's diagnostics."""
    again, latents, dial = found.reconstruction, found.latents, found.dial

    def figures(*names: str) -> list[str]:
        return [f"{_number(again[name].value)} ({_interval(again[name])})" for name in names]

    recall, precision, notes, onsets, drums = figures("rolls_recall", "rolls_precision", "notes", "onsets", "drums")
    z, kept, none = figures("decoded_onsets", "decoded_onsets_kept_from_prior", "decoded_onsets_all_from_prior")
    probes = ", ".join(f"{name} {_number(e.value)}" for name, e in latents.probes.items())
    return [
        f"{found.model}, {len(found.reconstructed):,} songs",
        f"  rolls alone         recall {recall}, precision {precision}",
        f"  reconstruction      F1 of notes {notes}, of onsets {onsets}, of drums {drums}",
        f"                      velocities are off by {again['velocity_error'].value:.1f}",
        f"  decoded, onset F1   from z {z}, z[m:] from the prior {kept}, z[k:] from the prior {none}",
        f"  z                   KL {latents.kl.value:.1f} nats a segment, {latents.active_units} active units",
        f"  style read from z   {probes}",
        f"  dial, {dial.transfers:4} songs    " + "; ".join(_dial(found, aspect) for aspect in dial.largest_step),
    ]


def _dial(found: Evaluation, aspect: str) -> str:
    dial = found.dial
    curve, songs = dial.curves[f"target_{aspect}"], dial.songs_rank_correlation[aspect]
    return (
        f"{aspect} {_number(float(curve[0]))} to {_number(float(curve[-1]))}, rank correlation "
        f"{_number(dial.rank_correlation[aspect])} (single songs {_number(songs.value)}), "
        f"largest step {_number(dial.largest_step[aspect])}"
    )


def _failures(found: Evaluation) -> list[str]:
    """The line with the number of failed transfers and the reason for the first, if any."""
    if not found.failed:
        return []
    first, count = found.failed[0], len(found.failed)
    many = f"{count:,} transfers" if count > 1 else "1 transfer"
    return ["", f"{many} could not be made, the first by {first.system} of {printable(first.path)}: {first.reason}"]


def _grid(
    title: str, names: Iterable[str], heads: Iterable[str], cells: Sequence[Sequence[str]], width: int = _WIDTH + 1
) -> list[str]:
    names = list(names)
    first = max(map(len, names), default=0) + 1
    lines = [" " * first + "".join(head.rjust(width) for head in heads)]
    lines += [
        name.ljust(first) + "".join(cell.rjust(width) for cell in line) for name, line in zip(names, cells, strict=True)
    ]
    return [title, *lines]


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.2f}"


def _interval(figure: Estimate) -> str:
    return "-" if math.isnan(figure.low) else f"{figure.low:.2f}-{figure.high:.2f}"
