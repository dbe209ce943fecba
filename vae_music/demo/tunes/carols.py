"""Carols, as lead sheets in the notation of `lead_sheet`."""

from __future__ import annotations

CAROLS = """
jingle_bells; Jingle Bells; James Pierpont, 1857; C; 4/4; 120-180
[Verse]
C         | C            | C         | F
G, E D C  | G,3 G,/G,/   | G, E D C  | A,4
F         | G7  | G7      | C
A, F E D  | B,4 | G G F D | E4
C        | C   | C        | F
G, E D C | G,4 | G, E D C | A,3 A,
Dm       | G7      | G7      | C
A, F E D | G G G G | A G F D | C2 G2
[Chorus]
C      | C      | C          | C
E E E2 | E E E2 | E G C3/ D/ | E4
F          | C          | D7      | G7
F F F3/ F/ | F E E E/E/ | D D E D | D2 G2
C      | C      | C          | C
E E E2 | E E E2 | E G C3/ D/ | E4
F       | C          | G7      | C
F F F F | F E E E/E/ | G G F D | C4

joy_to_the_world; Joy to the World; Lowell Mason, 1848; C; 4/4; 130-170
[A]
C        | C    | C G7  | C
c2 B3/A/ | G3 F | E2 D2 | C3 G
F    | G7   | C    | C
A3 A | B3 B | c3 c | c B A G
[B]
C          | C       | C           | C
G3/ F/ E c | c B A G | G3/ F/ E E  | E E E E/F/
C         | G7         | G7
G3 F/E/   | D D D D/E/ | F3 E/D/
F      | C          | C G7  | C   | C
C c2 A | G3/ F/ E F | E2 D2 | C4- | C4

deck_the_halls; Deck the Halls; Welsh, 16th century; C; 4/4; 130-180
[A]
C          | C       | G7 C            | C G7 C C
G3/ F/ E D | C D E C | D/E/F/D/ E3/ D/ | C B, C2
C          | C       | G7 C            | C G7 C C
G3/ F/ E D | C D E C | D/E/F/D/ E3/ D/ | C B, C2
[B]
G7         | C G        | Em Am           | G D7 G G
D3/ E/ F D | E3/ F/ G D | E/^F/ G A/B/ c  | B A G2
C          | C       | F C             | C G7 C C
G3/ F/ E D | C D E C | A/A/A/A/ G3/ F/ | E D C2

good_king_wenceslas; Good King Wenceslas; Piae Cantiones, 1582; C; 4/4; 110-150
[A]
C       | C      | F C F G7 | C
c c c d | c c G2 | A G A B  | c2 c2
C       | C      | F C F G7 | C
c c c d | c c G2 | A G A B  | c2 c2
[B]
C F C G7 | C G7 C C | F C F G7 | C
g f e d  | e d c2   | A G A B  | c2 c2
C C F G7 | Am G   | C F C G7 | Am F  | C
G G A B  | c c d2 | g f e d  | c2 f2 | c4

adeste_fideles; O Come, All Ye Faithful; John Francis Wade, 1751; C; 4/4; 90-120
[Verse]
-    | C       | G       | C       | C G
z3 C | C2 G, C | D2 G,2  | E D E F | E2 D C
Am G     | G        | G D7         | G
C2 B, A, | B, C D E | B,2 A,3/ G,/ | G,4
C      | G7 C  | G C Am G | G
G2 F E | F2 E2 | D E C D  | B,3/ A,/ G, C
[Chorus]
C        | C       | C       | C G
C B, C D | C2 G, E | E D E F | E2 D E
F C G Am | G F     | C G7      | C
F E D C  | B,2 C F | E2 D3/ C/ | C3 z

hark_the_herald; Hark! The Herald Angels Sing; Felix Mendelssohn, 1840; C; 4/4; 100-130
[A]
C           | C G     | C          | C G C C
G, C C3/B,/ | C E E D | G G G3/ F/ | E D E2
C            | C G     | G          | G D7 G G
G, C C3/ B,/ | C E E D | G D D3/ C/ | B, A, G,2
C       | F C C G | C       | F C C G
G G G C | F E E D | G G G C | F E E D
[Chorus]
F       | F C F F | G7 C         | C G C C
A A A G | F E F2  | D E/F/ G3/ C/ | C D E2
F          | F C F F | G7 C          | C G7 C C
A3/ A/ A G | F E F2  | D E/F/ G3/ C/ | C D C2

god_rest_ye; God Rest Ye Merry, Gentlemen; English, 1760; Am; 4/4; 120-160
[Verse]
-    | Am      | Am      | F       | E
z3 A | A e e d | c B A G | A B c d | e3 A
Am      | Am      | F       | E
A e e d | c B A G | A B c d | e3 e
Dm C    | C Am    | F G     | G
f d e f | g a e d | c A B c | d2 c d
[Chorus]
C      | C Am    | F         | G
e2 f e | e d c B | A2 c/B/ A | d2 c d
C       | Am E7   | Am
e f g a | e d c B | A3 z

silent_night; Silent Night; Franz Gruber, 1818; C; 3/4; 76-110
[A]
C        | C  | C        | C
G3/ A/ G | E3 | G3/ A/ G | E3
G7   | G7 | C    | C
d2 d | B3 | c2 c | G3
[B]
F    | F        | C        | C
A2 A | c3/ B/ A | G3/ A/ G | E3
F    | F        | C        | C
A2 A | c3/ B/ A | G3/ A/ G | E3
[C]
G7   | G7       | C  | C
d2 d | f3/ d/ B | c3 | e3
C     | G7       | C   | C
c G E | G3/ F/ D | C3- | C3

we_wish_you; We Wish You a Merry Christmas; English, 16th century; C; 3/4; 140-190
[A]
-    | C          | F        | D7        | G
z2 G, | C C/D/C/B,/ | A, A, A, | D D/E/D/C/ | B, G, G,
E7        | Am            | Dm G7   | C
E E/F/E/D/ | C A, G,/G,/   | A, D B, | C2 G,
[B]
C     | G      | D7      | G
C C C | B,2 B, | C B, A, | G,2 D
C     | C           | Dm G7   | C
E D C | G G, G,/G,/ | A, D B, | C2 z

o_tannenbaum; O Tannenbaum; German, 16th century; C; 3/4; 90-120
[A]
-        | C               | C               | Dm Dm G7 | G7 C C
z2 z/ G,/ | C3/4C/4 C3/ D/ | E3/4E/4 E3/ E/ | D/E/ F B, | D C z/ G/
[B]
C F F       | G7          | G7          | C
G/E/ A3/ G/ | G/F/ F3/ F/ | F/D/ G3/ F/ | F/E/ E3/ G,/
[A]
C              | C               | Dm Dm G7  | G7 C C
C3/4C/4 C3/ D/ | E3/4E/4 E3/ E/ | D/E/ F B, | D C z

first_noel; The First Noel; English, 1833; C; 3/4; 90-120
[Verse]
-       | C           | C       | F     | C
z2 E/D/ | C3/ D/ E/F/ | G2 A/B/ | c B A | G2 A/B/
Am Em F | C F G | C C G7 | C
c B A   | G A B | c G F  | E2 E/D/
C           | C       | F     | C
C3/ D/ E/F/ | G2 A/B/ | c B A | G2 A/B/
Am Em F | C F G | C C G7 | C
c B A   | G A B | c G F  | E2 E/D/
[Chorus]
C           | C       | F    | C
C3/ D/ E/F/ | G2 c/B/ | A2 A | G3
Am Em F | C F G | C C G7 | C
c B A   | G A B | c G F  | E2 z

away_in_a_manger; Away in a Manger; James Murray, 1887; C; 3/4; 90-120
[A]
-    | C     | C     | F        | C
z2 G | G F E | E D C | C B, A,  | G,2 G,
G7       | G7      | F C C   | C
G, A, G, | G, D B, | A, G, C | E2 G
[B]
C     | C     | F       | C
G F E | E D C | C B, A, | G,2 G,
G7     | G7    | C Dm G7 | C
G, F E | D E D | C A, B, | C2 z
"""
