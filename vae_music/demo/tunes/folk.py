"""Folk songs and anthems, as lead sheets in the notation of `lead_sheet`."""

from __future__ import annotations

FOLK = """
auld_lang_syne; Auld Lang Syne; Scottish, 1799; C; 4/4; 80-110
[Verse]
-     | C           | G7          | C           | F
z3 G, | C3/ C/ C E  | D3/ C/ D E  | C3/ C/ E G  | A3 A
C          | G7         | F G7          | C
G3/ E/ E C | D3/ C/ D E | C3/ A,/ A, G, | C3 A
[Chorus]
C          | G7         | C          | F
G3/ E/ E C | D3/ C/ D A | G3/ E/ E G | A3 c
C          | G7         | F G7          | C
G3/ E/ E C | D3/ C/ D E | C3/ A,/ A, G, | C3 z

oh_susanna; Oh! Susanna; Stephen Foster, 1848; C; 4/4; 110-160
[Verse]
-       | C           | C           | C       | G7
z3 C/D/ | E G G3/ A/  | G E C3/ D/  | E E D C | D3 C/D/
C          | C          | C G7    | C
E G G3/ A/ | G E C3/ D/ | E E D D | C3 z
[Chorus]
F     | F      | C       | G7
F2 F2 | A A2 A | G G E C | D3 C/D/
C          | C          | C G7    | C
E G G3/ A/ | G E C3/ D/ | E E D D | C3 z

when_the_saints; When the Saints Go Marching In; American spiritual, 19th century; C; 4/4; 120-190
[A]
-       | C   | C       | C   | C
z C E F | G4- | G C E F | G4- | G C E F
C     | C     | G7  | G7
G2 E2 | C2 E2 | D4- | D E E D
[B]
C    | C7    | F     | F
C3 C | E2 G2 | G F3- | F2 E F
C     | G7    | C   | C
G2 E2 | C2 D2 | C4- | C z3

yankee_doodle; Yankee Doodle; American, 18th century; C; 4/4; 120-180
[Verse]
C       | C G7    | C       | C G7
c c d e | c e d G | c c d e | c2 B2
C       | F       | G7      | C
c c d e | f e d c | B G A B | c2 c2
[Chorus]
F          | F      | C          | C
A3/ B/ A G | A B c2 | G3/ A/ G F | E2 G2
F          | F       | C G7    | C
A3/ B/ A G | A B c A | G c B d | c2 c2

camptown_races; Camptown Races; Stephen Foster, 1850; C; 4/4; 130-190
[Verse]
C       | C      | G7     | G7
G G E G | A G E2 | E D2 z | E D2 z
C       | C      | G7     | C
G G E G | A G E2 | D2 E D | C4
[Chorus]
C          | C  | F          | C
C3/ C/ E G | c4 | A3/ A/ c A | G3 E
C            | C      | G7         | C
G G E/E/G/G/ | A G E2 | D E/F/ E D | C4

drunken_sailor; Drunken Sailor; sea shanty, 19th century; Dm; 4/4; 140-190
[Verse]
Dm          | Dm      | C           | C
A A/A/ A A/A/ | A D F A | G G/G/ G G/G/ | G C E G
Dm            | Dm      | C       | Dm
A A/A/ A A/A/ | A B c d | c A G E | D2 D2
[Chorus]
Dm     | Dm      | C      | C
A2 A A | A D F A | G2 G G | G C E G
Dm     | Dm      | C       | Dm
A2 A A | A B c d | c A G E | D2 D2

aura_lee; Aura Lee; George Poulton, 1861; C; 4/4; 76-110
[Verse]
C         | D7      | G7         | C
G, C B, C | D A, D2 | C B, A, B, | C4
C         | D7      | G7         | C
G, C B, C | D A, D2 | C B, A, B, | C4
[Chorus]
C E7   | Am C7  | F Fm    | C
E E E2 | E E E2 | E D C D | E4
A7      | D7      | G7         | C
E E F E | D A, D2 | C B, A, B, | C4

korobeiniki; Korobeiniki; Russian, 1861; Am; 4/4; 110-160
[A]
E7            | Am            | E7         | Am
e B/c/ d c/B/ | A A/c/ e d/c/ | B3/ c/ d e | c A A2
Dm            | C            | E7         | Am
d3/ f/ a g/f/ | e3/ c/ e d/c/ | B B/c/ d e | c A A2

sakura; Sakura, Sakura; Japanese, 19th century; Am; 4/4; 70-100
[A]
Am Em  | Am Em  | Am      | Am F
A A B2 | A A B2 | A B c B | A B/A/ F2
Am      | Am Em       | Am      | Am F
E C E F | E E/C/ B,2  | A B c B | A B/A/ F2
[B]
Am      | Am Em      | Am Em  | Am Em
E C E F | E E/C/ B,2 | A A B2 | A A B2
Am F       | Am
E F B/A/ F | E4

amazing_grace; Amazing Grace; New Britain, 1829; C; 3/4; 76-110
[A]
-    | C       | C    | F     | C
z2 G, | C2 E/C/ | E2 D | C2 A, | G,2 G,
C       | C    | G   | G7
C2 E/C/ | E2 D | G3- | G2 E
[B]
C          | C     | F             | C
G3/ E/ G/E/ | C2 G, | A,3/ C/ C/A,/ | G,2 G,
Am      | C G7 | C   | C
C2 E/C/ | E2 D | C3- | C2 z

greensleeves; Greensleeves; English, 1580; Am; 3/4; 90-130
[A]
-    | Am   | C          | G    | Em
z2 A | c2 d | e3/ f/ e   | d2 B | G3/ A/ B
Am   | Am          | E7    | E7
c2 A | A3/ ^G/ A   | B2 ^G | E2 A
Am   | C        | G    | Em
c2 d | e3/ f/ e | d2 B | G3/ A/ B
Am       | E7           | Am  | Am
c3/ B/ A | ^G3/ ^F/ ^G  | A3- | A3
[B]
C  | C        | G    | Em
g3 | g3/ f/ e | d2 B | G3/ A/ B
Am   | Am        | E7    | E7
c2 A | A3/ ^G/ A | B2 ^G | E3
C  | C        | G    | Em
g3 | g3/ f/ e | d2 B | G3/ A/ B
Am       | E7          | Am  | Am
c3/ B/ A | ^G3/ ^F/ ^G | A3- | A2 z

god_save_the_king; God Save the King (America); English, 1744; C; 3/4; 80-110
[A]
C Am Dm | G7        | C Am F | C        | Dm C G7 | C
C C D   | B,3/ C/ D | E E F  | E3/ D/ C | D C B,  | C3
[B]
C     | C        | G7    | G7
G G G | G3/ F/ E | F F F | F3/ E/ D
C          | C        | F C G7   | C
E F/E/D/C/ | E3/ F/ G | A/F/ E D | C3

clementine; Oh My Darling, Clementine; American, 1884; C; 3/4; 100-140
[Verse]
-       | C          | C        | C          | G7
z2 C/C/ | C G, E/E/  | E C C/E/ | G G F/E/   | D2 D/E/
G7       | C        | G7          | C
F F E/D/ | E C C/E/ | D G, B,/D/  | C2 C/C/
[Chorus]
C         | C        | C        | G7
C G, E/E/ | E C C/E/ | G G F/E/ | D2 D/E/
G7       | C        | G7         | C
F F E/D/ | E C C/E/ | D G, B,/D/ | C2 z

scarborough_fair; Scarborough Fair; English, 17th century; Dm; 3/4; 96-130
[A]
Dm   | Dm   | C        | Dm
D2 D | A2 A | E3/ F/ E | D3
F     | Dm   | Dm G  | Dm
z A c | d2 c | A B G | A3-
[B]
Dm   | Dm   | F    | F
A2 d | d2 d | c2 A | A G F
C    | C    | Dm    | C     | Dm  | Dm
E C2- | C2 D | A G F | E D C | D3- | D3

rising_sun; House of the Rising Sun; American, 19th century; Am; 3/4; 100-140
[A]
-    | Am   | C    | D    | F
z2 A | A2 B | c2 e | d2 A | A2 a
Am   | C    | E   | E7
a2 a | g2 e | e3- | e2 a
[B]
Am   | C    | D    | F
a2 a | g2 e | d2 A | A2 A
Am    | E7    | Am  | Am
A2 ^G | ^G2 B | A3- | A2 z
"""
