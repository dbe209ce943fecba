"""Pop: piano and guitars in even eighths with added seconds, pads, backbeat, a bass that stays close to the kick."""

from __future__ import annotations

from vae_music.demo.bands.fills import POP_FILLS, POP_FILLS_IN_THREE
from vae_music.demo.groove import Bass, Groove, Lead, Part, beat
from vae_music.demo.programs import (
    BRIGHT_PIANO,
    CLEAN_GUITAR,
    FINGERED_BASS,
    FLUTE,
    PIANO,
    RHODES,
    SAW_LEAD,
    SQUARE_LEAD,
    STEEL_GUITAR,
    STRINGS,
    SYNTH_BASS,
    SYNTH_STRINGS,
    VOICE,
    WARM_PAD,
)

BACKBEAT = beat(kick="x...x...|x..xx...", snare="..X...X.", hat="xgxgxgxg")
BUSY_BACKBEAT = beat(kick="x..x.x..|x..xx..x", snare="..X...X.", hat="x.xgx.xg", tambourine="..x...x.")
POP_FILL = beat(kick="x...x...", snare="..X.xxXx", hat="x.x.....", mid_tom="......x.")
FOUR_ON_THE_FLOOR = beat(kick="X.X.X.X.", snare="..x...x.", open_hat=".x.x.x.x", hat="x.x.x.x.")
PADS = (WARM_PAD, STRINGS, SYNTH_STRINGS)
WHOLE = ("x-------",)

POP = (
    Groove(
        "piano_ballad",
        4,
        (66, 96),
        Lead((VOICE, FLUTE, CLEAN_GUITAR), 73, 98, ornament="passing", anticipated=0.1),
        Bass((FINGERED_BASS,), ("1------1", "1---1--5|1-----1-", "1-----11"), 78),
        (
            Part(
                "Piano",
                (PIANO, BRIGHT_PIANO),
                ("12342343", "13243423", "12343432|12342342", "1-342343"),
                66,
                "close",
                62,
            ),
            Part("Pad", PADS, WHOLE, 32, "drop2", 59),
        ),
        (beat(kick="x.....x.|x...x...", side_stick="....x...", hat="xgxgxgxg"), BACKBEAT),
        (beat(kick="x.......", snare="....XxXx", low_tom="......x."), *POP_FILLS),
        colour="added",
        accents=(5, 0, 4, 0),
        swell=12,
    ),
    Groove(
        "four_chords",
        4,
        (90, 128),
        Lead((SQUARE_LEAD, VOICE, CLEAN_GUITAR), 74, 92, ornament="passing", anticipated=0.2),
        Bass((FINGERED_BASS,), ("1--11-1-", "1--1--1-|1--11-58", "1-11--11"), 86),
        (
            Part(
                "Piano", (BRIGHT_PIANO, PIANO), ("x-x-x-x-", "x--x--x-|x--x--xx", "x-x-x-xn|-.x-x-x-"), 74, "close", 62
            ),
            Part("Pad", PADS, WHOLE, 38, "pair", 62),
        ),
        (BACKBEAT, BUSY_BACKBEAT),
        (POP_FILL, *POP_FILLS),
        colour="added",
        accents=(5, 2, 4, 2),
    ),
    Groove(
        "dance",
        4,
        (112, 132),
        Lead((SAW_LEAD, SQUARE_LEAD), 76, 94, 0.8, anticipated=0.25),
        Bass((SYNTH_BASS,), (".1.1.1.1", "1.8.1.8.|1.8.1.88", ".8.1.8.1"), 92),
        (
            Part(
                "Synth",
                (SYNTH_STRINGS, BRIGHT_PIANO),
                ("x..x..x...x.x...", "x..x..x.x..x..x.", "..x...x...x...xx"),
                76,
                "close",
                64,
            ),
            Part("Pad", (WARM_PAD,), WHOLE, 46, "pair", 60),
        ),
        (FOUR_ON_THE_FLOOR,),
        (beat(kick="X.X.X.X.", snare="..x.xxxxxxxxXXXX", open_hat=".x.x...."), *POP_FILLS),
        colour="added",
        accents=(6, 2, 4, 2),
        swell=2,
    ),
    Groove(
        "acoustic",
        4,
        (88, 126),
        Lead((VOICE, FLUTE, STEEL_GUITAR), 74, 98, ornament="passing", anticipated=0.2),
        Bass((FINGERED_BASS,), ("1---1-5-", "1-----1-|1---1-11"), 80),
        (
            Part("Guitar", (STEEL_GUITAR,), ("x-xu.uxu", "x-x-.uxu|x-xu.uxu", "x-xuxuxu"), 58, "guitar", 53),
            Part("Strings", (STRINGS,), WHOLE, 34, "pair", 62),
        ),
        (
            beat(kick="x...x...", side_stick="..x...x.", shaker="xgxgxgxg"),
            beat(kick="x..xx...", snare="..x...x.", tambourine="xgXgxgXg"),
        ),
        (POP_FILL, *POP_FILLS),
        accents=(5, 2, 4, 2),
    ),
    Groove(
        "synth_pop",
        4,
        (100, 130),
        Lead((SQUARE_LEAD, SAW_LEAD), 76, 92, 0.85, anticipated=0.15, harmony=(SQUARE_LEAD,)),
        Bass((SYNTH_BASS,), ("11111111", "1111111811118888|1111111855558811"), 86),
        (
            Part(
                "Arpeggio",
                (SAW_LEAD, SQUARE_LEAD),
                ("1234321234321234", "1.2.3.4.3.2.3.4.", "1424142414241424"),
                60,
                centre=67,
            ),
            Part("Pad", PADS, WHOLE, 42, "close", 60),
        ),
        (
            beat(kick="x...x...", snare="..X...X.", hat="xxxxxxxxxxxxxxxx"),
            beat(kick="x..xx..x", snare="..X...X.", open_hat="...x...x", hat="x.x.x.x."),
        ),
        (POP_FILL, *POP_FILLS),
        colour="added",
        swell=3,
    ),
    Groove(
        "rhythm_and_blues",
        4,
        (72, 104),
        Lead((VOICE, FLUTE, SQUARE_LEAD), 73, 98, ornament="passing", ornamented=0.6, anticipated=0.3),
        Bass((FINGERED_BASS, SYNTH_BASS), ("1..1....1.5...8.", "1-....11..1...5.|1-....1...8.5.1."), 88),
        (
            Part("Rhodes", (RHODES,), ("x---..x-....x---", "x-----..x--x----", "..x-..x-..x-..x-"), 50, "close", 62),
            Part("Guitar", (CLEAN_GUITAR,), ("....x.......x...", "....x..x....x.x."), 72, "shell", 65),
        ),
        (
            beat(kick="x..x....x.x.....", snare="....X.......X..g", hat="xgxgxgxgxgxgxgxg"),
            beat(kick="x......x..x.....", snare="....X..g.g..X...", hat="x.xgx.xgx.xgx.xg"),
        ),
        (beat(kick="x.......x.......", snare="....X..gX.xxX.Xx"), *POP_FILLS),
        colour="sevenths",
        accents=(4, 3, 2, 3),
    ),
    Groove(
        "ballad_in_three",
        3,
        (76, 116),
        Lead((VOICE, FLUTE, CLEAN_GUITAR), 73, 98, ornament="passing", anticipated=0.1),
        Bass((FINGERED_BASS,), ("1-----", "1----1|1---5-"), 78),
        (
            Part("Piano", (PIANO, BRIGHT_PIANO), ("123432", "134343", "1-3432|123434"), 66, "close", 62),
            Part("Pad", PADS, ("x-----",), 32, "drop2", 59),
        ),
        (beat(kick="x.....|x....x", side_stick="..x.x.", hat="xgxgxg"),),
        (beat(kick="x.....", snare="..xxXx"), *POP_FILLS_IN_THREE),
        colour="added",
        accents=(5, 0, 2),
        swell=12,
    ),
    Groove(
        "slow_six",
        3,
        (120, 190),
        Lead((VOICE, SQUARE_LEAD, CLEAN_GUITAR), 74, 92, ornament="passing"),
        Bass((FINGERED_BASS,), ("1-----|1---1-", "1---11|5---11"), 84),
        (
            Part("Piano", (BRIGHT_PIANO, PIANO), ("x-x-x-",), 70, "close", 62),
            Part("Pad", PADS, ("x-----",), 38, "pair", 62),
        ),
        (beat(kick="x.....|....x.", snare="......|X.....", hat="x.x.x."),),
        (beat(kick="x.....", snare="x.xxXx", mid_tom="..x.x."), *POP_FILLS_IN_THREE),
        colour="added",
        accents=(5, 0, 0),
    ),
    Groove(
        "acoustic_in_three",
        3,
        (90, 150),
        Lead((VOICE, FLUTE, STEEL_GUITAR), 74, 98, ornament="passing", anticipated=0.1),
        Bass((FINGERED_BASS,), ("1---1-", "1-----|1---11"), 80),
        (
            Part("Guitar", (STEEL_GUITAR,), ("x-xuxu", "x-.uxu", "x-xu.u"), 58, "guitar", 53),
            Part("Strings", (STRINGS,), ("x-----",), 34, "pair", 62),
        ),
        (
            beat(kick="x...x.|x.....", snare="..x...|....x.", shaker="xgxgxg"),
            beat(kick="x....x", snare="....X.", hat="x.xgxg"),
        ),
        (beat(kick="x.....", snare="..xxXx"), *POP_FILLS_IN_THREE),
        accents=(5, 0, 2),
    ),
)
