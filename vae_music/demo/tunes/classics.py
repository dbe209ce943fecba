"""Classical themes, as lead sheets in the notation of `lead_sheet`; longer works are cut to their best-known bars."""

from __future__ import annotations

CLASSICS = """
ode_to_joy; Ode to Joy; Ludwig van Beethoven, 1824; C; 4/4; 100-140
[A]
C       | G7      | C       | C G
E E F G | G F E D | C C D E | E3/ D/ D2
C       | G7      | C       | G7 C
E E F G | G F E D | C C D E | D3/ C/ C2
[B]
G C     | G C        | G E7       | Am D7 G G
D D E C | D E/F/ E C | D E/F/ E D | C D G,2
C       | G7      | C       | G7 C
E E F G | G F E D | C C D E | D3/ C/ C2

mountain_king; In the Hall of the Mountain King; Edvard Grieg, 1875; Am; 4/4; 110-160
[A]
Am             | B7 Bb               | Am              | Am C
A/B/c/d/ e/c/ e | ^d/B/ ^d d/_B/ d   | A/B/c/d/ e/c/e/a/ | g/e/c/e/ g2
Am             | B7 Bb               | Am              | Am C
A/B/c/d/ e/c/ e | ^d/B/ ^d d/_B/ d   | A/B/c/d/ e/c/e/a/ | g/e/c/e/ g2
[B]
E                   | Am E             | E                    | Am E
e/^f/^g/a/ b/^g/ b  | c'/^g/ c' b/^g/ b | e/^f/^g/a/ b/^g/ b  | c'/^g/ c' b2
E                   | Am E             | E                    | Am E
e/^f/^g/a/ b/^g/ b  | c'/^g/ c' b/^g/ b | e/^f/^g/a/ b/^g/ b  | c'/^g/ c' b2
[A]

new_world_largo; Largo of the New World Symphony; Antonín Dvořák, 1893; C; 4/4; 60-84
[A]
C         | C         | G7 C        | G7
E3/ G/ G2 | E3/ D/ C2 | D3/E/ G3/E/ | D4
C         | C         | G7            | C
E3/ G/ G2 | E3/ D/ C2 | D3/ E/ D3/ C/ | C4
[B]
F         | Em Am     | F Em          | Am
A3/ c/ c2 | B3/ G/ A2 | A3/ c/ B3/ G/ | A4
F         | Em Am     | F Em          | Am
A3/ c/ c2 | B3/ G/ A2 | A3/ c/ B3/ G/ | A4
[A]

pachelbel_canon; Canon in D; Johann Pachelbel, 1694; C; 4/4; 70-110
[A]
C G   | Am Em | F C   | F G
e2 d2 | c2 B2 | A2 G2 | A2 B2
[B]
C G   | Am Em | F C   | F G
c2 B2 | A2 G2 | F2 E2 | F2 D2
[C]
C G     | Am Em   | F C      | F G
C E G F | E C E D | C A, C G | F A G F

surprise_symphony; Andante of the Surprise Symphony; Joseph Haydn, 1791; C; 4/4; 110-140
[A]
C       | C      | G7      | G7
C C E E | G G E2 | F F D D | B, B, G,2
C       | C      | D7        | G
C C E E | G G E2 | c c ^F ^F | G4

brahms_lullaby; Lullaby; Johannes Brahms, 1868; C; 3/4; 76-100
[A]
-       | C         | C       | C         | C
z2 E/E/ | G3/ E/ E  | G2 E/G/ | c B3/ A/  | A G D/E/
G7      | G7      | G7       | C
F D D/E/ | F2 D/F/ | B/A/ G B | c2 C/C/
[B]
F       | C       | G7    | C
c2 A/F/ | G2 E/C/ | F G A | G2 C/C/
F       | C       | G7    | C
c2 A/F/ | G2 E/C/ | F E D | C2 z

fuer_elise; Für Elise; Ludwig van Beethoven, 1810; Am; 3/4; 110-150
[A]
-        | E7           | Am          | E7           | Am
z2 e/^d/ | e/^d/e/B/d/c/ | A z/ C/E/A/ | B z/ E/^G/B/ | c z/ E/e/^d/
E7            | Am          | E7          | Am
e/^d/e/B/d/c/ | A z/ C/E/A/ | B z/ E/c/B/ | A z/ B/c/d/
[B]
C           | G           | Am          | E7
e3/ G/f/e/  | d3/ F/e/d/  | c3/ E/d/c/  | B z e/^d/
[A]
E7            | Am          | E7           | Am
e/^d/e/B/d/c/ | A z/ C/E/A/ | B z/ E/^G/B/ | c z/ E/e/^d/
E7            | Am          | E7          | Am
e/^d/e/B/d/c/ | A z/ C/E/A/ | B z/ E/c/B/ | A2 z

minuet_in_g; Minuet in G; Christian Petzold, 1725; G; 3/4; 110-140
[A]
G          | G     | C           | G
d G/A/B/c/ | d G G | e c/d/e/^f/ | g G G
Am         | G          | D7          | D
c d/c/B/A/ | B c/B/A/G/ | ^F G/A/B/G/ | A3
[B]
G          | G     | C           | G
d G/A/B/c/ | d G G | e c/d/e/^f/ | g G G
Am         | G          | D7          | G
c d/c/B/A/ | B c/B/A/G/ | A B/A/G/^F/ | G3

jesu_joy; Jesu, Joy of Man's Desiring; Johann Sebastian Bach, 1723; G; 3/4; 70-100
[A]
G                                   | G Em G
z/3G/3A/3 B/3d/3c/3 c/3e/3d/3       | d/3g/3^f/3 g/3d/3B/3 G/3A/3B/3
C G Em                              | D D D7
c/3d/3e/3 d/3c/3B/3 A/3B/3G/3       | ^F/3G/3A/3 D/3^F/3A/3 c/3B/3A/3
G                                   | G Em G
B/3G/3A/3 B/3d/3c/3 c/3e/3d/3       | d/3g/3^f/3 g/3d/3B/3 G/3A/3B/3
C G D7                              | G
E/3d/3c/3 B/3A/3G/3 D/3G/3^F/3      | G3
"""
