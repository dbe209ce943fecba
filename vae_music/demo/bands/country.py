"""Country: root and fifth with runs into the next chord, strums after the beat, banjo rolls, train beats, fiddles."""

from __future__ import annotations

from vae_music.demo.bands.fills import BRUSH_FILLS, BRUSH_FILLS_IN_THREE, COUNTRY_FILLS
from vae_music.demo.groove import Bass, Groove, Lead, Part, beat
from vae_music.demo.programs import (
    ACOUSTIC_BASS,
    BANJO,
    BRUSHES,
    CLEAN_GUITAR,
    FIDDLE,
    FINGERED_BASS,
    HARMONICA,
    HONKY_TONK,
    NYLON_GUITAR,
    PIANO,
    STEEL_GUITAR,
    VIOLIN,
)

TRAIN = beat(snare="xgxgXgxgxgxgXgxg", kick="x...x...")
TRAIN_PUSH = beat(snare="xgxgXgxxxgxgXgxx", kick="x...x...", hat="..x...x.")
TWO_STEP = beat(kick="x...x...", snare="..x...x.", hat="x.xgx.xg")
COUNTRY_FILL = beat(kick="x...x...", snare="xgxgXgxxXxXxXxXx")
ROOT_AND_FIFTH = ("1...v...", "1...v...|1...v.wa", "1...5...|1...v...", "1...v...|1.v.w.a.")
FIDDLES = (FIDDLE, VIOLIN)

COUNTRY = (
    Groove(
        "train_beat",
        4,
        (104, 150),
        Lead((CLEAN_GUITAR, HARMONICA, *FIDDLES), 75, 94, ornament="grace", ornamented=0.6),
        Bass((ACOUSTIC_BASS, FINGERED_BASS), ROOT_AND_FIFTH, 88, 30),
        (
            Part("Guitar", (STEEL_GUITAR,), ("..xu..xu", "..x...xu|..xu..xu", "..x.u.x."), 66, "strum", 53),
            Part("Banjo", (BANJO,), ("1231231212312312", "2131213121312131", "1.2.3.1.2.3.1.2."), 58, "close", 67),
        ),
        (TRAIN, TRAIN_PUSH),
        (COUNTRY_FILL, *BRUSH_FILLS),
        kit=BRUSHES,
        colour="triads",
        accents=(4, 2, 4, 2),
    ),
    Groove(
        "two_step",
        4,
        (120, 176),
        Lead((*FIDDLES, CLEAN_GUITAR), 75, 94, ornament="grace", ornamented=0.5, harmony=(FIDDLE,)),
        Bass((FINGERED_BASS, ACOUSTIC_BASS), ROOT_AND_FIFTH, 90, 30),
        (
            Part("Piano", (HONKY_TONK, PIANO), ("..x...x.", "..xx..x.|..x...xx", "..x.1.x."), 68, "pair", 64),
            Part("Guitar", (STEEL_GUITAR, CLEAN_GUITAR), ("..x...x.", "..xu..xu"), 62, "strum", 53),
        ),
        (TWO_STEP, beat(kick="x...x...", side_stick="..x...x.", hat="xgxgxgxg")),
        (COUNTRY_FILL, *COUNTRY_FILLS),
        colour="triads",
        accents=(4, 2, 4, 2),
    ),
    Groove(
        "bluegrass",
        4,
        (120, 170),
        Lead((FIDDLE, BANJO), 76, 106, 0.9, ornament="grace", ornamented=0.8),
        Bass((ACOUSTIC_BASS,), ("1...v...", "1...v...|1.v.w.a.", "1...5...|1...v..a"), 92, 30),
        (
            Part("Banjo", (BANJO,), ("1231231212312312", "3123123131231231", "2312312123123121"), 66, "close", 66),
            Part("Mandolin", (STEEL_GUITAR,), ("..X...X.", "..X...Xg"), 74, "pair", 66),
            Part("Guitar", (STEEL_GUITAR,), ("1.u.1.uu", "1.uu2.uu"), 50, "guitar", 52),
        ),
        (),
        colour="triads",
        accents=(2, 4, 2, 4),
    ),
    Groove(
        "western_shuffle",
        4,
        (108, 150),
        Lead((CLEAN_GUITAR, *FIDDLES), 74, 92, ornament="grace", ornamented=0.6, anticipated=0.1),
        Bass((ACOUSTIC_BASS, FINGERED_BASS), ("1...v...", "1.3.5.6.|1...v...", "1...v...|1.v.w.a."), 86, 30),
        (
            Part("Guitar", (STEEL_GUITAR,), ("..xu..xu", "..x..ux.", ".ux..ux."), 64, "strum", 53),
            Part("Piano", (HONKY_TONK, PIANO), ("..x...x.|..x..xx.", "..x...x."), 62, "close", 64),
        ),
        (
            beat(kick="x...x...", snare="..x...x.", hat="x.xxx.xx"),
            beat(kick="x...x...", snare="g.xgg.xg", ride="x.x.x.x."),
        ),
        (beat(kick="x...x...", snare="..x.xxXx"), *COUNTRY_FILLS),
        swing=True,
        colour="triads",
        accents=(4, 2, 4, 2),
    ),
    Groove(
        "fingerpicked",
        4,
        (76, 116),
        Lead((HARMONICA, FIDDLE, CLEAN_GUITAR), 74, 96, ornament="grace", ornamented=0.5, harmony=(CLEAN_GUITAR,)),
        Bass((FINGERED_BASS, ACOUSTIC_BASS), ("1---v---", "1---v---|1---v-wa"), 78, 30),
        (
            Part(
                "Guitar", (STEEL_GUITAR, NYLON_GUITAR), ("14253425", "1.25.425", "1425.4.5|1.2534.5"), 64, "guitar", 53
            ),
            Part("Steel guitar", (CLEAN_GUITAR,), ("........|....x---", "x-------|........"), 52, "pair", 66),
        ),
        (beat(kick="x...x...", side_stick="..x...x.", shaker="xgxgxgxg"), beat(snare="g.xgg.xg", kick="x...x...")),
        (beat(kick="x...x...", side_stick="..x.x.xx"), *BRUSH_FILLS),
        kit=BRUSHES,
        colour="triads",
        accents=(4, 0, 3, 0),
    ),
    Groove(
        "country_waltz",
        3,
        (96, 150),
        Lead((*FIDDLES, HARMONICA), 75, 92, ornament="grace", ornamented=0.5, harmony=(FIDDLE,)),
        Bass((FINGERED_BASS, ACOUSTIC_BASS), ("1.....|v.....", "1.....|v...wa", "1.....|v.....|1.....|1.w.a."), 86, 30),
        (
            Part("Guitar", (STEEL_GUITAR,), ("..xuxu", "..x.xu|..xuxu"), 66, "strum", 53),
            Part("Piano", (HONKY_TONK, PIANO), ("..x.x.", "..x.12"), 58, "pair", 62),
        ),
        (beat(kick="x.....", side_stick="..x.x.", hat="x.xgxg"), beat(kick="x.....", snare="..xgxg", hat="x.x.x.")),
        (beat(kick="x.....", snare="..xxxx"), *BRUSH_FILLS_IN_THREE),
        kit=BRUSHES,
        colour="triads",
        accents=(5, 0, 0),
    ),
    Groove(
        "fingerpicked_in_three",
        3,
        (80, 130),
        Lead((HARMONICA, CLEAN_GUITAR, FIDDLE), 74, 100, ornament="grace", ornamented=0.5),
        Bass((FINGERED_BASS, ACOUSTIC_BASS), ("1-----|v-----", "1-----|v---wa"), 78, 30),
        (
            Part("Guitar", (STEEL_GUITAR, NYLON_GUITAR), ("142535", "1.4535|2.4535"), 56, "guitar", 53),
            Part("Steel guitar", (CLEAN_GUITAR,), ("......|..x---", "x-----|......"), 52, "pair", 66),
        ),
        (beat(kick="x.....", side_stick="..x.x.", shaker="xgxgxg"),),
        (beat(kick="x.....", side_stick="..x.xx"), *BRUSH_FILLS_IN_THREE),
        kit=BRUSHES,
        colour="triads",
        accents=(4, 0, 0),
    ),
    Groove(
        "bluegrass_waltz",
        3,
        (110, 170),
        Lead((FIDDLE, VIOLIN), 76, 96, ornament="grace", ornamented=0.8, harmony=(FIDDLE,)),
        Bass((ACOUSTIC_BASS,), ("1.....|v.....", "1.....|v.w.a."), 90, 30),
        (
            Part("Banjo", (BANJO,), ("123123123123", "131213121312", "1.23123.2312"), 64, "close", 66),
            Part("Guitar", (STEEL_GUITAR,), ("..x.xu", "..xuxu"), 64, "strum", 53),
        ),
        (),
        colour="triads",
        accents=(5, 2, 2),
    ),
)
