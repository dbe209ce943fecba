"""Latin: basses that run ahead of the beat, montunos and guitars between the claves, hand drums and shakers."""

from __future__ import annotations

from vae_music.demo.bands.fills import HAND_FILLS, HAND_FILLS_IN_THREE
from vae_music.demo.groove import Bass, Groove, Lead, Part, beat
from vae_music.demo.programs import (
    ACCORDION,
    ACOUSTIC_BASS,
    BANDONEON,
    BRASS,
    FINGERED_BASS,
    FLUTE,
    HARP,
    MARIMBA,
    NYLON_GUITAR,
    ORGAN,
    PAN_FLUTE,
    PIANO,
    STRINGS,
    TROMBONE,
    TRUMPET,
    VIOLIN,
)

BOSSA = beat(side_stick="x..x..x.|..x..x..", kick="x..xx..x", shaker="xgxgxgxg", ride="xxxxxxxx")
SON_CLAVE = "x..x..x.|..x.x..."
SALSA = beat(
    claves=SON_CLAVE,
    cowbell="X.xxX.xx|X.x.Xxx.",
    high_hand_drum="g.xgg.xx",
    low_hand_drum="......xx|...x..xx",
)
GUAGUANCO = beat(claves="x..x...x|..x.x...", shaker="x.xxx.xx", high_hand_drum="..x...x.", low_hand_drum="x.....xx")
SAMBA = beat(
    kick="x..xx..xx..xx..x",
    low_tom="....X.......X...",
    tambourine="xgxxxgxxxgxxxgxx",
    side_stick="x.x.xx.x.x.x.xx.",
)
CAJON = beat(low_hand_drum="x.....|x..x..", high_hand_drum="..x.x.|..xxx.", claves="x.x.x.|......")

LATIN = (
    Groove(
        "bossa_nova",
        4,
        (100, 144),
        Lead((FLUTE, NYLON_GUITAR, TRUMPET), 76, 96, 0.9, anticipated=0.4, ornament="passing"),
        Bass((ACOUSTIC_BASS,), ("1--15--5", "1--55--1", "1--v1--n"), 80),
        (
            Part(
                "Guitar",
                (NYLON_GUITAR,),
                ("x.x..x.x|..x..x..", "..xx..x.|.x..x..n", "x..x..x.|..x..xn-"),
                58,
                "drop2",
                57,
            ),
            Part("Strings", (STRINGS,), ("x-------",), 30, "shell", 62),
        ),
        (BOSSA,),
        (beat(side_stick="x..x..x.", shaker="xgxgxgxg", low_hand_drum=".....xxx", kick="x..xx..x"), *HAND_FILLS),
        colour="sevenths",
        accents=(2, 0, 2, 0),
    ),
    Groove(
        "salsa",
        4,
        (140, 204),
        Lead((TRUMPET, FLUTE), 76, 98, 0.85, anticipated=0.4, harmony=(TROMBONE,)),
        Bass((FINGERED_BASS, ACOUSTIC_BASS), ("1--5--n-|---5--n-", "...5--n-|-..3--n-", "1--5--8n|-..5--n-"), 92),
        (
            Part(
                "Piano",
                (PIANO,),
                ("1.23.2.3|.1.3.2.1", "x.23.2.3|.2.x.2.3", "1.x.2.x.|.x.1.x.n", "x.xx.x.x|.x.x.x.x"),
                78,
                "octaves",
                60,
            ),
            Part("Brass", (BRASS,), ("........|.....X.X", "...X-...|........", "........|........"), 96, "pair", 65),
        ),
        (SALSA, GUAGUANCO),
        (beat(cowbell="X.x.x...", high_hand_drum="....xxxx", low_hand_drum="......xx", crash="X......."), *HAND_FILLS),
        accents=(2, 0, 0, 4),
    ),
    Groove(
        "samba",
        4,
        (92, 126),
        Lead((FLUTE, ACCORDION, PAN_FLUTE), 77, 92, 0.85, anticipated=0.35),
        Bass((FINGERED_BASS,), ("1..55..11..55..1", "1..v1..5", "1..11..55..55..n"), 86),
        (
            Part(
                "Guitar",
                (NYLON_GUITAR,),
                ("x.x.xx.x.x.x.xx.", ".xx.x.x..xx.x.xn", "x..x.x.x..x.x.x.", "x.xx.x.xx.xx.x.x"),
                66,
                "close",
                64,
            ),
            Part("Cavaquinho", (NYLON_GUITAR,), ("x.xx.xx.x.xx.x.x", ".xx..x.x.xx..x.x", "X.x.xX.x"), 56, "pair", 71),
        ),
        (SAMBA, beat(kick="x..xx..x", low_tom="..X...X.", shaker="xgxgxgxgxgxgxgxg", cowbell="x.x.xx.x.xx.x.x.")),
        (
            beat(
                kick="x..xx..x", high_tom="x.xxx.xx........", low_tom="........x.xxX.X.", tambourine="xgxxxgxxxgxxxgxx"
            ),
            *HAND_FILLS,
        ),
        colour="sixths",
        accents=(0, 3, 0, 5),
    ),
    Groove(
        "bolero",
        4,
        (76, 110),
        Lead(
            (TRUMPET, NYLON_GUITAR, VIOLIN), 73, 96, 0.97, anticipated=0.2, ornament="passing", harmony=(NYLON_GUITAR,)
        ),
        Bass((ACOUSTIC_BASS,), ("1---5-8-", "1---3-5-", "1---5-n-|--..5-8-"), 78),
        (
            Part(
                "Guitar",
                (NYLON_GUITAR,),
                ("1.3.4.3.2.4.|1.3.4.3.4.3.", "x..234432432", "1.xx.x.x", ".2434243"),
                64,
                "close",
                62,
            ),
            Part("Strings", (STRINGS,), ("x-------", "x---x---"), 34, "pair", 62),
        ),
        (
            beat(shaker="xxx.x.x.", high_hand_drum="xgggxggg", low_hand_drum="......x."),
            beat(claves="x.x.x...", shaker="x.xxx.xx", high_hand_drum="x.x.x.x.", low_hand_drum="...x...x"),
        ),
        (beat(high_hand_drum="xxxxx...", low_hand_drum=".....xxx"), *HAND_FILLS),
        colour="sixths",
        accents=(4, 0, 2, 2),
        swell=10,
    ),
    Groove(
        "cha_cha",
        4,
        (108, 132),
        Lead((FLUTE, TRUMPET, VIOLIN), 78, 90, 0.8, anticipated=0.25),
        Bass((FINGERED_BASS, ACOUSTIC_BASS), ("1..5..8.", "1..5..8.|1.1.3.5.", "1--5--n-|-..5..8."), 88),
        (
            Part("Piano", (PIANO, ORGAN), (".x.x.x.x", "..x...x.|..x..xx.", ".xx..xx."), 70, "octaves", 63),
            Part("Marimba", (MARIMBA,), ("1.2.3.2.|1.3.2...", "....3212|........"), 60, "close", 67),
        ),
        (
            beat(cowbell="X.x.X.x.", shaker="x.xgx.xg", high_hand_drum="..x.....", low_hand_drum="......xx"),
            beat(cowbell="x.x.x.x.", claves="x..x..x.|..x.x...", kick="...x..x.", low_hand_drum="......xx"),
        ),
        (beat(cowbell="X.......", high_hand_drum="..xx....", low_hand_drum="....xx.x", snare="....x.xX"), *HAND_FILLS),
        accents=(3, 0, 2, 3),
    ),
    Groove(
        "tango",
        4,
        (108, 132),
        Lead((VIOLIN, BANDONEON), 74, 94, 0.85, anticipated=0.15, ornament="passing"),
        Bass((ACOUSTIC_BASS,), ("1..55.5.", "1..51.5.|1..53.a.", "1..15.5."), 90),
        (
            Part(
                "Bandoneon",
                (BANDONEON, ACCORDION),
                ("X..xx.x.", "X.x.X.x.|X..xx.x.", "X..X..X.|x.x.x.x."),
                76,
                "close",
                61,
            ),
            Part("Piano", (PIANO,), ("X.....x.|X..x..x.", "x..x..x."), 70, "power", 53),
        ),
        (),
        accents=(8, 0, 4, 0),
        swell=14,
    ),
    Groove(
        "vals_criollo",
        3,
        (130, 200),
        Lead((NYLON_GUITAR, FLUTE), 75, 100, 0.85, anticipated=0.1, ornament="passing", harmony=(NYLON_GUITAR,)),
        Bass((ACOUSTIC_BASS, NYLON_GUITAR), ("1..5..", "1..5..|1.3.a.", "1..5..|8..5.."), 84),
        (
            Part("Guitar", (NYLON_GUITAR,), (".xx.xx", "..x.xx|.xx.x.", ".x.xx."), 60, "close", 61),
            Part("Second guitar", (NYLON_GUITAR,), ("1.2343|......", "......|3.2.1."), 60, "close", 63),
        ),
        (CAJON,),
        (beat(low_hand_drum="x..x..", high_hand_drum=".xx.xx"), *HAND_FILLS_IN_THREE),
        accents=(3, 0, 3),
    ),
    Groove(
        "joropo",
        3,
        (150, 210),
        Lead((HARP, FLUTE, VIOLIN), 77, 102, 0.85, anticipated=0.1),
        Bass((ACOUSTIC_BASS,), ("..1.5.", "1...5.|..1.5.", "..5.n.|..5.1."), 88),
        (
            Part("Harp", (HARP,), ("1.2.3.|.4.3.2", "12.34.", "13.24.|34.12."), 60, "close", 66),
            Part("Cuatro", (NYLON_GUITAR,), ("xgXxgX", "x.Xx.X", "xgXxXg"), 64, "close", 62),
        ),
        (beat(shaker="XxxXxx"), beat(shaker="XxxXxx", kick="..x.x.", high_hand_drum="x..x..")),
        (beat(shaker="XxXxXx", low_hand_drum="x.x.x."), *HAND_FILLS_IN_THREE),
        accents=(4, 0, 2),
    ),
    Groove(
        "bossa_in_three",
        3,
        (96, 150),
        Lead((FLUTE, NYLON_GUITAR, TRUMPET), 76, 96, 0.9, anticipated=0.2, ornament="passing"),
        Bass((ACOUSTIC_BASS,), ("1--5-n", "1--15-", "1--5--|1--1-n"), 80),
        (
            Part("Guitar", (NYLON_GUITAR,), ("x.x..x|.x..x.", "..x.x.|.x.x.n", ".x.xx."), 58, "drop2", 57),
            Part("Strings", (STRINGS,), ("x-----",), 30, "shell", 62),
        ),
        (beat(side_stick="x..x..|..x..x", shaker="xgxgxg", kick="x..x.."),),
        (beat(side_stick="x..x..", low_hand_drum="...xxx", shaker="xgxgxg"), *HAND_FILLS_IN_THREE),
        colour="sevenths",
        accents=(2, 0, 2),
    ),
)
