"""Jazz: walking bass, rootless chords that answer the beat, ride cymbal; nearly everything swings."""

from __future__ import annotations

from vae_music.demo.bands.fills import BRUSH_FILLS, BRUSH_FILLS_IN_THREE, SWING_FILLS, SWING_FILLS_IN_THREE
from vae_music.demo.groove import Bass, Groove, Lead, Part, beat
from vae_music.demo.programs import (
    ACOUSTIC_BASS,
    ALTO_SAX,
    BRASS,
    BRUSHES,
    CLARINET,
    FRETLESS_BASS,
    JAZZ_GUITAR,
    MUTED_TRUMPET,
    PIANO,
    RHODES,
    TENOR_SAX,
    TROMBONE,
    TRUMPET,
    VIBRAPHONE,
)

SPANG_A_LANG = beat(ride="X.xxX.xx", hat="..x...x.", kick="g...g...", snare="...g....|.....g.g")
RIDE_WITH_BOMBS = beat(ride="x.xxx.x.|x.xxx.xx", hat="..x...x.", kick="...x....|.....x..", snare=".....g..|..g....g")
BRUSH_SWEEP = beat(snare="g.xgg.xg", hat="..x...x.", kick="x...g...")
JAZZ_FILL = beat(ride="x.x.....", snare="...xxxXx", high_tom="......x.", kick=".......x", hat="..x...x.")
WALTZ_RIDE = beat(ride="X.xxx.|x.x.xx", hat="..x...", kick="x.....|...x..", snare=".....g|...g..")
WALTZ_BRUSHES = beat(snare="g.xgxg", hat="..x.x.", kick="x.....")
WALTZ_FILL = beat(ride="x.....", snare="..xxXx", high_tom="....x.", kick=".....x")

HORNS = (TENOR_SAX, TRUMPET, CLARINET, ALTO_SAX)
WALK = ("1www", "1w5w|1www", "1w3w|1wwa", "1wwa")

JAZZ = (
    Groove(
        "medium_swing",
        4,
        (112, 176),
        Lead(HORNS, 71, 94, 0.85, anticipated=0.3, ornament="chromatic", ornamented=0.5),
        Bass((ACOUSTIC_BASS,), WALK, 84),
        (
            Part(
                "Piano",
                (PIANO,),
                ("x--x....|...x..n-", ".x....x.|x..x....", "x..x....|.....x..", "...x...n|-..x..x."),
                66,
            ),
            Part("Guitar", (JAZZ_GUITAR,), ("x.x.x.x.", "x.x.x.xu"), 44, "shell", 55),
        ),
        (SPANG_A_LANG, RIDE_WITH_BOMBS),
        (JAZZ_FILL, *SWING_FILLS),
        swing=True,
        colour="rootless",
        two_fives=True,
        accents=(0, 6, 0, 6),
    ),
    Groove(
        "big_band",
        4,
        (120, 190),
        Lead((ALTO_SAX, TRUMPET, TENOR_SAX), 72, 104, 0.8, anticipated=0.35, ornament="chromatic", harmony=(TROMBONE,)),
        Bass((ACOUSTIC_BASS,), WALK, 86),
        (
            Part("Guitar", (JAZZ_GUITAR,), ("x.x.x.x.",), 42, "shell", 55),
            Part(
                "Brass",
                (BRASS,),
                ("........|...X.X..", "......X.|n-......", "...n----|--......", "X..X....|........"),
                84,
            ),
        ),
        (SPANG_A_LANG, beat(ride="x.xxx.xx", hat="..x...x.", kick="x.x.x.x.", snare="..g...g.|..g..xX.")),
        (JAZZ_FILL, *SWING_FILLS),
        swing=True,
        colour="rootless",
        accents=(0, 6, 0, 6),
        swell=10,
    ),
    Groove(
        "two_feel",
        4,
        (90, 140),
        Lead((CLARINET, MUTED_TRUMPET, TENOR_SAX), 72, 96, 0.9, anticipated=0.25, ornament="chromatic"),
        Bass((ACOUSTIC_BASS,), ("1---5---|1---5-wa", "1---3---|1--15--a", "1---5--a"), 80),
        (
            Part("Guitar", (JAZZ_GUITAR,), ("x.x.x.x.", "x.xux.xu"), 42, "shell", 55),
            Part("Vibraphone", (VIBRAPHONE, RHODES), ("...x----|........", "..x--...|.....x--"), 46, "drop2", 59),
        ),
        (BRUSH_SWEEP,),
        (beat(snare="g.xxgxxx", hat="..x...x.", kick="x......."), *BRUSH_FILLS),
        kit=BRUSHES,
        swing=True,
        colour="rootless",
        two_fives=True,
        accents=(0, 5, 0, 5),
    ),
    Groove(
        "ballad",
        4,
        (60, 84),
        Lead((TENOR_SAX, TRUMPET, ALTO_SAX), 70, 94, 0.98, anticipated=0.3, ornament="chromatic", ornamented=0.8),
        Bass((ACOUSTIC_BASS, FRETLESS_BASS), ("1---5-w-", "1-----5a|1---w-a-"), 76),
        (
            Part(
                "Piano",
                (PIANO, RHODES),
                ("x-----x-|..x-----", "x--x----|x-----n-", "..x---x-|x---..x-"),
                46,
                "drop2",
                57,
            ),
            Part("Vibraphone", (VIBRAPHONE,), ("....x---|........", "..1-2-3-|x-------"), 44, "shell", 64),
        ),
        (beat(snare="g.g.g.gg", side_stick="......x.", hat="..x...x.", ride="x...x.x."), BRUSH_SWEEP),
        (beat(snare="g.g.gggx", ride="x......."), *BRUSH_FILLS),
        kit=BRUSHES,
        swing=True,
        colour="rootless",
        two_fives=True,
        accents=(2, 0, 2, 0),
        swell=12,
    ),
    Groove(
        "bebop",
        4,
        (176, 230),
        Lead((ALTO_SAX, TRUMPET, TENOR_SAX), 73, 102, 0.75, anticipated=0.4, ornament="chromatic", ornamented=0.7),
        Bass((ACOUSTIC_BASS,), ("1www", "1wwa|1www"), 88),
        (
            Part(
                "Piano",
                (PIANO,),
                ("...x....|.x......", "........|...x...x", ".x...x..|........", ".......n|........"),
                72,
            ),
            Part("Guitar", (JAZZ_GUITAR,), ("..x....x|........", "x...x...|...x..x."), 58, "shell", 57),
        ),
        (RIDE_WITH_BOMBS, beat(ride="x.xxx.xx", hat="..x...x.", snare="...g...x|.g...x..", kick="........|...X....")),
        (beat(snare="x.xxXx.x", kick="...x..x.", ride="x......."), *SWING_FILLS),
        swing=True,
        colour="rootless",
        two_fives=True,
        accents=(0, 6, 0, 6),
    ),
    Groove(
        "stride",
        4,
        (100, 170),
        Lead((CLARINET, TRUMPET, PIANO), 74, 92, 0.85, anticipated=0.3, ornament="chromatic"),
        Bass((PIANO,), ("1.w.5.w.", "1.5.1.wa", "1.3.5.6.|1.w.w.a."), 84, 33, name="Left hand"),
        (
            Part("Piano", (PIANO,), ("..x...x.", "..x..x..|..x...x.", ".x.x.x.."), 70, "close", 60),
            Part("Guitar", (JAZZ_GUITAR,), ("x.x.x.x.", "xux.xux."), 44, "shell", 55),
        ),
        (beat(snare="..g..gg.", hat="..x...x."),),
        (beat(snare="..g.xxX."), *BRUSH_FILLS),
        kit=BRUSHES,
        swing=True,
        colour="sixths",
        accents=(5, 0, 5, 0),
    ),
    Groove(
        "jazz_waltz",
        3,
        (110, 190),
        Lead((ALTO_SAX, CLARINET, TRUMPET), 72, 92, 0.85, anticipated=0.25, ornament="chromatic"),
        Bass((ACOUSTIC_BASS,), ("1ww", "1-w|1wa", "1ww|1wa"), 84),
        (
            Part("Piano", (PIANO,), (".x..x.|.x....", "x..x..", "...x..|x..x.n", ".x....|..x..x"), 66),
            Part("Vibraphone", (VIBRAPHONE,), ("x--x--|......", "..x---|x-----"), 48, "shell", 62),
        ),
        (WALTZ_RIDE,),
        (WALTZ_FILL, *SWING_FILLS_IN_THREE),
        swing=True,
        colour="rootless",
        two_fives=True,
        accents=(4, 0, 3),
    ),
    Groove(
        "waltz_ballad",
        3,
        (72, 110),
        Lead((TENOR_SAX, MUTED_TRUMPET), 71, 96, 0.98, anticipated=0.25, ornament="chromatic", ornamented=0.7),
        Bass((ACOUSTIC_BASS, FRETLESS_BASS), ("1--w-a", "1---5-|1-w-a-"), 76),
        (
            Part("Piano", (PIANO, RHODES), ("..x---|x--x--", "x--x--|..x-..", ".x----"), 50, "drop2", 57),
            Part("Vibraphone", (VIBRAPHONE,), ("......|...x--", "....x-|......"), 42, "shell", 62),
        ),
        (WALTZ_BRUSHES,),
        (beat(snare="g.gxxx", ride="x....."), *BRUSH_FILLS_IN_THREE),
        kit=BRUSHES,
        swing=True,
        colour="rootless",
        accents=(3, 0, 2),
        swell=12,
    ),
    Groove(
        "fast_three",
        3,
        (160, 230),
        Lead((TRUMPET, ALTO_SAX, TENOR_SAX), 72, 104, 0.8, anticipated=0.2, ornament="chromatic", harmony=(TENOR_SAX,)),
        Bass((ACOUSTIC_BASS,), ("1ww|1wa", "1wa|1ww"), 86),
        (
            Part("Guitar", (JAZZ_GUITAR,), ("x.x.x.", "x.x.xu"), 42, "shell", 55),
            Part("Piano", (PIANO,), ("x..x..|......", "...X..|X.....", ".x....|....n."), 70),
        ),
        (WALTZ_RIDE, beat(ride="x.xxxx|x.xxx.", hat="..x...|x...x.", snare="...g..|.....x")),
        (WALTZ_FILL, *SWING_FILLS_IN_THREE),
        swing=True,
        colour="rootless",
        accents=(5, 0, 3),
    ),
)
