"""Names and lyrics as evidence of the tune: tracks that are called the singer or the melody, or that have the words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np

from vae_music.rolls.tune_lines import TICKS_PER_BEAT, Lines
from vae_music.song import Song

NOTHING, LEADS, SINGS, HAS_THE_WORDS = range(4)
"""The ranks of evidence; a track of a higher rank has the tune wherever it plays."""

_SINGS = re.compile(
    "(lead)?(vocals?|vocalz|vocalist[ae]?|vocale?|vokal|voc|vox|voices?|vo[zci]|voces?|voci|voix|melod(y|ies?|ia|i|ie)?"
    "|mel|singers?|singing|sings?|sang|sung|chant|chanteu(r|se)|cant[oa]|cantante|gesang|stimme|tune|lyrics?|words)1?"
)
_LEADS = re.compile("leads?|solos?|soloist|theme|main")
_NOT = re.compile(
    "back.*|bg.*|bk.*|bv.*|bck.*|harm.*|choir.*|chor(us|al|ale|eographer|as)?s?|choeurs?|chrs|prechorus|a+hs?|o+hs?|doo"
    "|synth?|syn|synvox|vocoder|counter.*|second|2nd|3rd|echo.*|dbl|double.*|copy|cloned|toms?|extra|low|high|lo|hi"
    "|other|misc|space|pads?|rhythm|percussion|strings?|ad|adlibs?|layer|ii+|music|by|[2-9]|solo|bass"
)
_PATCH = re.compile(r"lead *\d *\(|solo vox|synth voice|voice oohs")
_TOO_MANY = 0.5
_WORDS_F1 = 0.7
_SLACK_TICKS = 1


def evidence_of_tracks(song: Song, lines: Lines) -> np.ndarray:
    """The rank of the evidence for each track of a song by its name and by the lyrics; int, shape (tracks,)."""
    rank = np.array([rank_of_name(track.name) for track in song.tracks], np.int64)
    pitched = np.bincount(lines.track, minlength=len(rank)) > 0
    rank[~pitched] = NOTHING
    for level in (LEADS, SINGS):  # the title of a song, or a name that tells nothing since most tracks have it
        if (rank == level).sum() > max(_TOO_MANY * pitched.sum(), 1):
            rank[rank == level] = NOTHING
    agreement = _agreement_with_lyrics(song, lines)
    if agreement.max(initial=0) > _WORDS_F1:
        rank[agreement.argmax()] = HAS_THE_WORDS
    return rank


@lru_cache(4096)
def rank_of_name(name: str) -> int:
    """The rank of the evidence in the name of a track, by its words, whatever their case and accents.

    Example:
        >>> [rank_of_name(name) for name in ("Lead Vocals", "backing vocals", "Solo", "Piano")] == [
        ...     SINGS, NOTHING, LEADS, NOTHING
        ... ]
        True
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"\d+(?:nd|rd|st)|[a-z]+\d*|\d+", plain)
    if _PATCH.search(plain):
        return NOTHING
    sings = any(_SINGS.fullmatch(word) for word in words)
    if sings and not any(_NOT.fullmatch(word) for word in words):
        return SINGS
    return LEADS if len(words) == 1 and _LEADS.fullmatch(words[0]) else NOTHING


def _agreement_with_lyrics(song: Song, lines: Lines) -> np.ndarray:
    """The F1 of the onsets of each track and the times of the lyrics, within a tick; shape (tracks,)."""
    tracks = len(song.tracks)
    sung = np.unique([round(beat * TICKS_PER_BEAT) for beat, text in song.lyrics if text.strip()]).astype(np.int64)
    if not len(sung) or not len(lines.tick):
        return np.zeros(tracks)
    near = np.zeros(int(max(sung.max(), lines.tick.max())) + 2 * _SLACK_TICKS + 1, bool)
    near[(sung[:, None] + np.arange(2 * _SLACK_TICKS + 1)).ravel()] = True
    hits = np.bincount(lines.track[near[lines.tick + _SLACK_TICKS]], minlength=tracks)
    onsets = np.bincount(lines.track, minlength=tracks)
    return 2 * np.minimum(hits, len(sung)) / (onsets + len(sung))
