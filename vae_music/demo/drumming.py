"""The drummer: a beat for each section, light or full, small changes to it, fills, crashes, and a last stroke."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from vae_music.demo.form import PlannedBar
from vae_music.demo.groove import read_pattern
from vae_music.demo.lead_sheet import TICKS_PER_BEAT
from vae_music.demo.plan import ENDING, LOUDEST
from vae_music.demo.players import STRESS, PlayedNote, Stage, at_level
from vae_music.general_midi import LANES

CHANGED, CHANGED_FOURTH = 0.3, 0.8
"""The share of bars that have a stroke that is not in the beat: of all bars, and of each fourth bar."""

HEAVY_LANES = {"crash", "tambourine", "cowbell", "open hi-hat"}
"""The lanes that light drums leave out."""

VARIED_LANES = {"kick", "snare", "side stick", "low tom", "high hand drum", "low hand drum"}
"""The lanes whose strokes vary from bar to bar; the others keep time."""

_PITCH_OF_LANE = {lane.name: lane.pitches[0] for lane in LANES}

Beat = Mapping[str, str]


def play_drums(stage: Stage, rng: Random) -> list[PlayedNote]:
    """The drums of a song, in the sections in which they play; they enter with a fill."""
    sounds: list[PlayedNote] = []
    lanes: Beat = {}
    playing = False
    for bar in stage.form.bars:
        if bar.number == 0:
            playing = stage.line_up.drums_at(bar.level)
            lanes = _beat_at(bar.level, stage, rng)
            if bar.start and stage.line_up.plays("D", bar.level) and "crash" not in lanes and not stage.groove.kit:
                sounds.append(_stroke("crash", bar.start, 4))
        if bar.section == ENDING:
            if playing and bar.number == 0:
                sounds.append(_stroke("kick", bar.start, 8))
            continue
        played = _played(lanes, bar, stage, rng) if playing and bar.chords else []
        fill = _fill(bar, playing, stage, rng)
        if fill:
            played = [stroke for stroke in played if stroke.onset < fill[0].onset]
        sounds += [*played, *fill]
    return sounds


def _beat_at(level: int, stage: Stage, rng: Random) -> Beat:
    """A beat of the groove, lighter or with more percussion as the line-up says."""
    lanes = at_level(stage.groove.beats, lambda beat: sum(map(_strokes, beat.values())), level, rng)
    if stage.line_up.plays("d", level):
        return lightened(lanes, stage.groove.kit)
    if level < LOUDEST:
        return lanes
    replaced = {"closed hi-hat"} if "open hi-hat" in stage.line_up.percussion else set()
    return {**stage.line_up.percussion, **{lane: pattern for lane, pattern in lanes.items() if lane not in replaced}}


def _strokes(pattern: str) -> float:
    bars = pattern.split("|")
    return sum(sign not in ".-" for bar in bars for sign in bar) / len(bars)


def lightened(lanes: Beat, kit: int) -> Beat:
    """The beat without its heavy lanes, on the rim instead of the snare unless that is brushed."""
    kept = {lane: pattern for lane, pattern in lanes.items() if lane not in HEAVY_LANES}
    if "snare" in kept and not kit:
        rim = kept.pop("snare").replace("g", ".").replace("X", "x")
        kept.setdefault("side stick", rim)
    return kept


def _played(lanes: Beat, bar: PlannedBar, stage: Stage, rng: Random) -> list[PlayedNote]:
    """A bar of a beat, some bars with a soft stroke more between the beats."""
    beats = stage.groove.beats_per_bar
    strokes = list(_bar_of(lanes, bar, beats))
    if rng.random() < (CHANGED_FOURTH if bar.number % 4 == 3 else CHANGED):
        off_beats = range(bar.start + TICKS_PER_BEAT // 2, bar.start + stage.form.bar_ticks, TICKS_PER_BEAT)
        added = [_stroke(lane, onset, STRESS["g"]) for lane in lanes if lane in VARIED_LANES for onset in off_beats]
        struck = {(stroke.onset, stroke.pitch) for stroke in strokes}
        free = [stroke for stroke in added if (stroke.onset, stroke.pitch) not in struck]
        strokes += rng.sample(free, min(1, len(free)))
    return strokes


def _fill(bar: PlannedBar, playing: bool, stage: Stage, rng: Random) -> list[PlayedNote]:
    """The fill at the end of a section: a whole bar, half of it or a beat; longer before full sections."""
    enters = stage.line_up.drums_at(bar.next_level)
    if not (bar.is_last and bar.chords and enters):
        return []
    beats = stage.groove.beats_per_bar
    full = playing and bar.of >= 4 and stage.line_up.plays("D", bar.next_level)
    length = rng.choice((beats, beats, beats // 2) if full else (beats // 2, 1))
    start = bar.start + (beats - length) * TICKS_PER_BEAT
    fill = _bar_of(rng.choice(stage.groove.fills), bar, beats)
    return sorted(stroke for stroke in fill if stroke.onset >= start)


def _bar_of(lanes: Beat, bar: PlannedBar, beats_per_bar: int) -> Iterator[PlayedNote]:
    for lane, pattern in lanes.items():
        bars = read_pattern(pattern, beats_per_bar)
        for step in bars[bar.number % len(bars)]:
            yield _stroke(lane, bar.start + step.onset, STRESS.get(step.sign, 0))


def _stroke(lane: str, onset: int, stress: int) -> PlayedNote:
    return PlayedNote(onset, onset + TICKS_PER_BEAT // 4, _PITCH_OF_LANE[lane], stress)
