"""Rock: power chords in driven eighths or gallops, a bass in unison with them, hard drums, steady loudness."""

from __future__ import annotations

from vae_music.demo.bands.fills import ROCK_FILLS, ROCK_FILLS_IN_THREE
from vae_music.demo.groove import Bass, Groove, Lead, Part, beat
from vae_music.demo.programs import (
    CLEAN_GUITAR,
    DISTORTED_GUITAR,
    FINGERED_BASS,
    MUTED_GUITAR,
    OVERDRIVEN_GUITAR,
    PICKED_BASS,
    ROCK_ORGAN,
)

STRAIGHT = beat(kick="X...X...|X..xX...", snare="..X...X.", hat="XxXxXxXx")
HEAVY = beat(kick="X..xX..x|X.xxX...", snare="..X...X.", crash="X.......|........", hat="..x.x.x.|x.x.x.x.")
ROCK_FILL = beat(kick="X...X...", snare="XxXx............", high_tom="....xxxx........", low_tom="........xxxxXxXx")
HALF_TIME = beat(kick="X..x....|X....xx.", snare="....X...", ride="X.X.X.X.", crash="X.......|........")
LEADS = (OVERDRIVEN_GUITAR, DISTORTED_GUITAR)

ROCK = (
    Groove(
        "eighth_drive",
        4,
        (116, 156),
        Lead(LEADS, 74, 110, 0.98, ornament="grace", harmony=(OVERDRIVEN_GUITAR,)),
        Bass((PICKED_BASS,), ("11111111", "11111118|11111155"), 98),
        (
            Part(
                "Guitar", (DISTORTED_GUITAR, OVERDRIVEN_GUITAR), ("XxxXxxXx", "XxxxXxxx", "XxxXxxxn"), 92, "power", 50
            ),
            Part("Organ", (ROCK_ORGAN,), ("x-------",), 58, "pair", 62),
        ),
        (STRAIGHT, HEAVY),
        (ROCK_FILL, *ROCK_FILLS),
        accents=(5, 2, 5, 2),
        swell=2,
    ),
    Groove(
        "half_time",
        4,
        (120, 170),
        Lead(LEADS, 72, 110, 0.98, ornament="grace"),
        Bass((PICKED_BASS, FINGERED_BASS), ("1-----1-|1--1----", "1------1|1-1--13a"), 98),
        (
            Part(
                "Guitar",
                (DISTORTED_GUITAR,),
                ("X-------|X--X----", "X-----X-|X-------", "X--X--X-|X-------"),
                84,
                "power",
                48,
            ),
            Part("Second guitar", (MUTED_GUITAR,), ("11111111", "12121212"), 66, "power", 60),
        ),
        (HALF_TIME,),
        (ROCK_FILL, *ROCK_FILLS),
        accents=(6, 0, 6, 0),
        swell=2,
    ),
    Groove(
        "punk",
        4,
        (160, 210),
        Lead(LEADS, 73, 108, 0.9),
        Bass((PICKED_BASS,), ("11111111", "11111111|1111111a"), 102),
        (
            Part("Guitar", (DISTORTED_GUITAR,), ("XXXXXXXX", "XxXxXxXx"), 88, "power", 50),
            Part("Second guitar", (OVERDRIVEN_GUITAR,), ("XxxxXxxx", "X--xX--x"), 90, "power", 55),
        ),
        (
            beat(kick="X.x.X.x.", snare=".X.X.X.X", hat="x.x.x.x."),
            beat(kick="X..xx...", snare="..X...X.", crash="X.x.x.x."),
        ),
        (beat(kick="X.......", snare="XxXxXxXxXxXxXXXX"), *ROCK_FILLS),
        accents=(4, 2, 4, 2),
        swell=0,
    ),
    Groove(
        "boogie",
        4,
        (116, 160),
        Lead(LEADS, 73, 110, 0.95, ornament="grace", anticipated=0.15),
        Bass((PICKED_BASS,), ("1133556655331133|1133556655331155", "11111111", "1.1.3.5.|6.6.5.3."), 94),
        (
            Part("Guitar", (OVERDRIVEN_GUITAR, DISTORTED_GUITAR), ("ppqqppqq", "pqpqpqpq"), 90, "boogie", 50),
            Part("Organ", (ROCK_ORGAN,), ("..x...x.", "x-------"), 62, "close", 62),
        ),
        (
            beat(kick="X...X...|X..xX...", snare="..X...X.", hat="x.xxx.xx"),
            beat(kick="X.x.X.x.", snare="..X...X.", ride="x.xxx.xx"),
        ),
        (beat(kick="X...X...", snare="..X.XxXx", low_tom="......xx"), *ROCK_FILLS),
        swing=True,
        accents=(5, 2, 5, 2),
        swell=2,
    ),
    Groove(
        "riff",
        4,
        (96, 132),
        Lead(LEADS, 74, 110, 0.98, ornament="grace", anticipated=0.15),
        Bass((PICKED_BASS,), ("1.11..1.1.11..8.", "11..1.1...11..1.|11..1.1.5.5.7.8.", "1.1.1..1..1.7.8."), 100),
        (
            Part(
                "Guitar",
                (DISTORTED_GUITAR, OVERDRIVEN_GUITAR),
                ("X.xx..X.X.xx..X.", "Xx..X.x...xX..X.", "X.x.X..X..X.x.X."),
                94,
                "power",
                50,
            ),
            Part("Organ", (ROCK_ORGAN,), ("x-------", "x--x----", "x...x..x"), 60, "pair", 62),
        ),
        (
            beat(kick="X.x...X.X.x...x.", snare="....X.......X...", hat="x.x.x.x.x.x.x.x."),
            beat(kick="Xx....x...xx..x.", snare="....X.......X..x", ride="X...X...X...X..."),
        ),
        (ROCK_FILL, *ROCK_FILLS),
        accents=(6, 2, 4, 2),
        swell=2,
    ),
    Groove(
        "arena",
        4,
        (72, 112),
        Lead(LEADS, 74, 108, 1.0, ornament="grace", ornamented=0.7, harmony=(OVERDRIVEN_GUITAR,)),
        Bass((PICKED_BASS, FINGERED_BASS), ("1---1-11", "11111111|11115511"), 94),
        (
            Part("Guitar", (CLEAN_GUITAR,), ("12345432", "13524321", "12343234"), 70, "guitar", 53),
            Part("Second guitar", (DISTORTED_GUITAR,), ("X-------", "X---X---"), 78, "power", 48),
        ),
        (STRAIGHT, beat(kick="X.....xx|X...x...", snare="....X...", crash="X.......", hat="..x.x.x.")),
        (ROCK_FILL, *ROCK_FILLS),
        accents=(6, 0, 5, 0),
        swell=6,
    ),
    Groove(
        "power_waltz",
        3,
        (110, 170),
        Lead(LEADS, 73, 110, 0.98, ornament="grace", harmony=(OVERDRIVEN_GUITAR,)),
        Bass((PICKED_BASS,), ("111111", "1-1111|11111a"), 98),
        (
            Part("Guitar", (DISTORTED_GUITAR, OVERDRIVEN_GUITAR), ("XxxxXx", "X-xxxx", "XxXxXx"), 92, "power", 50),
            Part("Organ", (ROCK_ORGAN,), ("x-----", "x--x--"), 58, "pair", 62),
        ),
        (
            beat(kick="X.....|X..x..", snare="..X.X.", hat="x.x.x."),
            beat(kick="X..x..", snare="....X.", crash="X.....|......", ride="x.x.x."),
        ),
        (beat(kick="X.....", snare="..XxXX", low_tom="...x.x"), *ROCK_FILLS_IN_THREE),
        accents=(6, 2, 2),
        swell=2,
    ),
    Groove(
        "slow_six",
        3,
        (120, 200),
        Lead(LEADS, 74, 108, 1.0, ornament="grace", ornamented=0.6),
        Bass((PICKED_BASS,), ("1---1-|1-1-1-", "1-1-1-|5-5-1-"), 94),
        (
            Part("Guitar", (CLEAN_GUITAR, OVERDRIVEN_GUITAR), ("1-2-3-|5-4-3-", "1-3-4-|5-4-3-"), 74, "guitar", 53),
            Part("Second guitar", (DISTORTED_GUITAR,), ("X-----", "X-----|X---x-"), 76, "power", 48),
        ),
        (
            beat(kick="X.....|....x.", snare="......|X.....", ride="X.x.x."),
            beat(kick="X...x.|......", snare="......|X.....", hat="X.x.x."),
        ),
        (beat(kick="X.....", snare="X.XxXX", high_tom="..x...", low_tom="....xx"), *ROCK_FILLS_IN_THREE),
        accents=(6, 0, 0),
        swell=4,
    ),
    Groove(
        "gallop",
        3,
        (96, 140),
        Lead(LEADS, 74, 112, 0.95, ornament="grace"),
        Bass((PICKED_BASS,), ("1.111.111.11", "1.111.111.1a"), 100),
        (
            Part("Guitar", (DISTORTED_GUITAR,), ("X.xxX.xxX.xx", "X.xxX.xxX.X."), 94, "power", 50),
            Part("Second guitar", (OVERDRIVEN_GUITAR,), ("X-----------",), 80, "power", 60),
        ),
        (
            beat(kick="X.xxX.xxX.xx", snare="....X...X...", ride="x.x.x.x.x.x."),
            beat(kick="X.xx..xxX.xx", snare="....X.......", hat="x.x.x.x.x.x."),
        ),
        (beat(kick="X...X...X...", snare="XxXxxxxx....", low_tom="........xxXX"), *ROCK_FILLS_IN_THREE),
        accents=(6, 2, 2),
        swell=2,
    ),
)
