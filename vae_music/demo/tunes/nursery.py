"""Nursery songs, as lead sheets in the notation of `lead_sheet`."""

from __future__ import annotations

NURSERY = """
twinkle; Twinkle, Twinkle, Little Star; French, 1761; C; 4/4; 80-120
[A]
C       | F C    | F C     | G7 C
C C G G | A A G2 | F F E E | D D C2
[B]
C F     | C G7   | C F     | C G7
G G F F | E E D2 | G G F F | E E D2
[A]

frere_jacques; Frère Jacques; French, 18th century; C; 4/4; 100-140
[A]
C       | C       | C      | C
C D E C | C D E C | E F G2 | E F G2
[B]
C             | C             | C G7 C C | C G7 C C
G/A/G/F/ E C  | G/A/G/F/ E C  | C G, C2  | C G, C2

mary_lamb; Mary Had a Little Lamb; American, 1831; C; 4/4; 100-140
[A]
C       | C      | G7     | C
E D C D | E E E2 | D D D2 | E G G2
C       | C       | G7      | C
E D C D | E E E E | D D E D | C4

london_bridge; London Bridge; English, 18th century; C; 4/4; 100-140
[A]
C         | C      | G7     | C
G3/ A/ G F | E F G2 | D E F2 | E F G2
C          | C      | G7    | C
G3/ A/ G F | E F G2 | D2 G2 | E C3

this_old_man; This Old Man; English, 19th century; C; 4/4; 110-150
[A]
C      | C      | F C     | G7
G E G2 | G E G2 | A G F E | D E F E/F/
C           | C           | G7      | C G7 C C
G C C/C/ C  | C/D/E/F/ G2 | G D D F | E D C2

old_macdonald; Old MacDonald Had a Farm; English, 1706; C; 4/4; 110-160
[Verse]
C       | F C    | C G7    | C
c c c G | A A G2 | e e d d | c3 G
C       | F C    | C G7    | C
c c c G | A A G2 | e e d d | c3 G/G/
[Middle]
C           | C      | C             | C
c c c G/G/  | c c c2 | c/c/ c c/c/ c | c/c/c/c/ c c
[Verse]
C       | F C    | C G7    | C
c c c G | A A G2 | e e d d | c4

clair_de_la_lune; Au clair de la lune; French, 18th century; C; 4/4; 90-130
[A]
C       | C G7  | C G7    | C
C C C D | E2 D2 | C E D D | C4
C       | C G7  | C G7    | C
C C C D | E2 D2 | C E D D | C4
[B]
G       | D7      | G D7      | G7
D D D D | A,2 A,2 | D C B, A, | G,4
[A]
C       | C G7  | C G7    | C
C C C D | E2 D2 | C E D D | C4

lightly_row; Lightly Row (Hänschen klein); German, 19th century; C; 4/4; 100-140
[A]
C      | G7     | C       | C
G E E2 | F D D2 | C D E F | G G G2
C      | G7     | C       | C
G E E2 | F D D2 | C E G G | C4
[B]
G7      | G7     | C       | C
D D D D | D E F2 | E E E E | E F G2
C      | G7     | C       | C
G E E2 | F D D2 | C E G G | C4

pont_d_avignon; Sur le pont d'Avignon; French, 19th century; C; 4/4; 110-150
[A]
C      | G7     | C       | G7
C C C2 | D D D2 | E F G C | B, C D G,
C      | G7     | C       | G7 C
C C C2 | D D D2 | E F G C | D B, C2

row_your_boat; Row, Row, Row Your Boat; American, 1852; C; 3/4; 150-190
[A]
C  | C  | C    | C
C3 | C3 | C2 D | E3
C    | C    | C   | C
E2 D | E2 F | G3- | G3
[B]
C     | C     | C     | C
c c c | G G G | E E E | C C C
G7   | C G7 | C   | C
G2 F | E2 D | C3- | C3

pop_goes_the_weasel; Pop Goes the Weasel; English, 1853; C; 3/4; 160-200
[A]
C    | G7   | C     | C
C2 C | D2 D | E G E | C2 G,
C    | G7   | C  | C
C2 C | D2 D | E3 | C2 G,
[B]
C    | G7   | C     | C
C2 C | D2 D | E G E | C3
F  | G7   | C  | C
A3 | D2 F | E3 | C3
"""
