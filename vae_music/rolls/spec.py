"""The specification of the sizes of the rolls."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import combinations

from vae_music.general_midi import LANES

ENERGY_FIGURES = 4
"""The number of figures that describe the energy of a bar; see `vae_music.rolls.energy`."""


@dataclass(frozen=True)
class RollSpec:
    """The single source of every size of the rolls.

    A *step* is a step of the LSTM, a *tick* a subdivision of it. Each onset has a *pattern*: the ticks of its step at
    which the note is struck. With four steps per beat and three ticks per step, swing, triplets, sixteenths and drum
    rolls are all represented exactly.

    Voice 0 is the melody, voice 1 the bass. The columns are the voices, then the drum lanes.
    """

    voices: int = 10
    drum_lanes: int = len(LANES)
    steps_per_beat: int = 4
    ticks_per_step: int = 3
    segment_steps: int = 32
    pitch_low: int = 21
    pitch_high: int = 108
    program_group: int = 1

    def __post_init__(self):
        if self.drum_lanes not in (0, len(LANES)):
            raise ValueError(f"drum_lanes must be 0 or {len(LANES)}, not {self.drum_lanes}")
        if self.voices < 2:
            raise ValueError(f"voices must be at least 2 (melody and bass), not {self.voices}")
        if self.pitch_high - self.pitch_low < 11:
            raise ValueError(f"pitches {self.pitch_low}-{self.pitch_high} hold less than an octave")
        if self.program_group < 1 or 128 % self.program_group:
            raise ValueError(f"program_group must divide 128, not {self.program_group}")

    @property
    def columns(self) -> int:
        """The number of columns: voices and drum lanes."""
        return self.voices + self.drum_lanes

    @property
    def segment_beats(self) -> int:
        """The number of beats of a segment; the last may be incomplete."""
        return -(-self.segment_steps // self.steps_per_beat)

    @property
    def pitch_classes(self) -> int:
        """The number of values of a voice in the pitch roll: 0 for rest, then pitch_low..pitch_high."""
        return self.pitch_high - self.pitch_low + 2

    @property
    def instrument_columns(self) -> int:
        """The number of columns of the instrument roll: the voices, and one for the kit if there are drum lanes."""
        return self.voices + bool(self.drum_lanes)

    @property
    def instrument_classes(self) -> int:
        """The number of values of the instrument roll: programs (or groups of them), then one for a silent column."""
        return 128 // self.program_group + 1

    @property
    def ticks_per_beat(self) -> int:
        """The number of ticks per beat."""
        return self.steps_per_beat * self.ticks_per_step

    @cached_property
    def patterns(self) -> tuple[tuple[int, ...], ...]:
        """The sets of ticks of a step at which notes can be struck; pattern i < ticks_per_step is the single tick i."""
        ticks = range(self.ticks_per_step)
        return tuple(chosen for size in range(1, self.ticks_per_step + 1) for chosen in combinations(ticks, size))

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of one segment of each of the `Rolls`, by name."""
        return {
            "pitch": (self.segment_steps, self.columns),
            "velocity": (self.segment_steps, self.columns, 2),
            "instrument": (self.instrument_columns,),
            "steps": (),
            "energy": (self.segment_beats, ENERGY_FIGURES),
        }

    def to_json(self) -> dict[str, int]:
        """The fields as a dict for `json.dumps`."""
        return asdict(self)


ARTICLE_SPEC = RollSpec(
    voices=4, drum_lanes=0, ticks_per_step=1, segment_steps=16, pitch_low=24, pitch_high=83, program_group=8
)
"""The rolls of MIDI-VAE (Brunner et al., ISMIR 2018) and of the article that follows it."""
