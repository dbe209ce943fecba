"""Drum fills of the styles, a bar each, of which a drummer plays the whole or only the last beats."""

from __future__ import annotations

from vae_music.demo.groove import beat

SWING_FILLS = (
    beat(snare="..x.xxX.", high_tom="x..x....", kick="x......X", hat="..x...x."),
    beat(snare="xxXxxXxxX...", low_tom=".........xXx", hat="...x.....x.."),
    beat(high_tom="X..x....", mid_tom="..x..x..", low_tom="......Xx", hat="..x...x."),
    beat(snare="X.....xx", ride="..x.x...", kick="....X..x"),
)
SWING_FILLS_IN_THREE = (
    beat(snare="x.xX.x", low_tom="....xX", hat="..x..."),
    beat(snare="xxXxxX...", high_tom="......xXx"),
    beat(high_tom="X.x...", mid_tom="..xX..", low_tom="....xX"),
)
BRUSH_FILLS = (
    beat(snare="gggxggxX", hat="..x...x."),
    beat(snare="xggxggxggXxx"),
    beat(snare="x.xxg.xX", kick="x...x..x"),
    beat(snare="gxgxgxxXxxxX", hat="...x.....x.."),
)
BRUSH_FILLS_IN_THREE = (
    beat(snare="ggxgxX", hat="..x..."),
    beat(snare="xggxggXxx"),
    beat(snare="g.gxxX", kick="x....x"),
)
POP_FILLS = (
    beat(kick="x...x..x", snare="..X..xXX", hat="x.x.x..."),
    beat(kick="x...x...", snare="x.......xx......", high_tom="....xx......xx..", low_tom="..........x...Xx"),
    beat(kick="x...x...", snare="..X.....", high_tom="....X...", mid_tom=".....X..", low_tom="......XX"),
    beat(snare="........xxxxXXXX", kick="x...x...", open_hat="x......."),
)
POP_FILLS_IN_THREE = (
    beat(kick="x.....", snare="..x.xX", high_tom="...x.."),
    beat(kick="x.....", high_tom="..xx..", low_tom="....XX"),
    beat(kick="x..x..", snare="x...xxxxXXXX"),
)
ROCK_FILLS = (
    beat(kick="X.X.X.X.", snare="XxxxXxxx........", high_tom="........Xxxx....", low_tom="............XxXx"),
    beat(kick="X..X..X.", snare="X.xX.xX.", low_tom=".x..x..X"),
    beat(kick="X...X...", high_tom="X.X.....", mid_tom="..x.X.X.", low_tom="......xX"),
    beat(kick=".X.X...X", snare="X.X.XXX.", crash="X......."),
    beat(kick="X...X...", snare="xxxxXxxxXxxxXXXX"),
)
ROCK_FILLS_IN_THREE = (
    beat(kick="X.X.X.", snare="Xxxx........", high_tom="....Xxxx....", low_tom="........XxXx"),
    beat(kick="X..X..", snare="X.xX.x", low_tom=".x..xX"),
    beat(kick="X.....", snare="XxXxXX", crash="X....."),
)
HAND_FILLS = (
    beat(high_hand_drum="x.xxx.xx", low_hand_drum="...x...X", shaker="xgxgxgxg"),
    beat(high_tom="X.xX.xX.", low_tom=".....x.X", cowbell="X......."),
    beat(high_hand_drum="xxxxxxxx........", low_hand_drum="........xxxxXxXx"),
    beat(snare="x..x..X.", high_tom="....xx.x", kick="x...x..."),
)
HAND_FILLS_IN_THREE = (
    beat(high_hand_drum="x.xx.x", low_hand_drum="..x.xX", shaker="xgxgxg"),
    beat(high_tom="X.x.X.", low_tom="...x.X"),
    beat(high_hand_drum="xxxxxx......", low_hand_drum="......xxXxXx"),
)
COUNTRY_FILLS = (
    beat(kick="x...x...", snare="..x..xXx"),
    beat(kick="x...x...", snare="x.xxx.xxX.X.....", low_tom="............XxX."),
    beat(kick="x...x..x", snare="xxX.xxX."),
    beat(kick="x.x.x.x.", side_stick="x.x.....", high_tom="....x.x.", low_tom=".....x.X"),
)
COUNTRY_FILLS_IN_THREE = (
    beat(kick="x.....", snare="..x.xX"),
    beat(kick="x.....", snare="x.xxxX", low_tom=".....x"),
)
