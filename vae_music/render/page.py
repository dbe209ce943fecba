"""One page on which a song is heard and seen: as it was, and as it became, at each strength of the transfer."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from vae_music.audio.sound import song_to_sound
from vae_music.general_midi import instrument_name
from vae_music.midi.write import song_to_bytes
from vae_music.render.html import MAKER, Markup, data_uri, document, fill
from vae_music.render.player_data import CHANGES, Take, drawn, seconds_of
from vae_music.song import Song

__all__ = ["Take", "player_page"]

SOUND_BYTES = 13_000_000
"""What the sounds of a page may take, as they stand in it; only very long songs need more."""

_KBPS = (128, 112, 96, 80, 64, 56, 48)


def player_page(title: str, takes: Sequence[Take], style: str | None = None, start: int | None = None) -> str:
    """HTML of a page that needs nothing but itself.

    Args:
        title: of the song.
        takes: the song as it was, then what became of it, if anything did.
        style: that of the transfer.
        start: index of the take that is shown and heard first; by default the last.

    Raises RenderError where a song cannot be heard.
    """
    start = len(takes) - 1 if start is None else start
    parts = [
        _header(title, takes, style),
        "<main>",
        *_rolls(takes, style),
        *_told(takes, style),
        _files(title, takes),
        _remarks(takes[0].song),
        "</main>",
        _footer(takes),
        fill("bar.html", clock=_clock(seconds_of(takes)), seconds=f"{seconds_of(takes):.2f}"),
    ]
    whole = f"{title} as {style}" if style else title
    return document(whole, "\n".join(parts), "player.js", drawn(takes, start))


def _header(title: str, takes: Sequence[Take], style: str | None) -> Markup:
    eyebrow = "Style transfer" if style else "Before and after" if len(takes) > 1 else "Song"
    manner = f"as {style}" if style else ""
    return fill("header.html", eyebrow=eyebrow, title=title, style=manner, lead=_lead(takes[0].song))


def _lead(song: Song) -> str:
    tempi, metres = sorted({round(t.qpm) for t in song.tempo}), dict.fromkeys(f"{m[1]}/{m[2]}" for m in song.metre)
    speed = f"{tempi[0]}" if len(tempi) == 1 else f"{tempi[0]} to {tempi[-1]}"
    bars = f"{len(song.downbeats()) - 1:,} bars of {', '.join([*metres][:3])}"
    names = [instrument_name(track.program) for track in song.tracks if len(track) and not track.is_drum]
    drums = ["Drums"] if any(track.is_drum and len(track) for track in song.tracks) else []
    return " · ".join([_clock(song.seconds), bars, f"{speed} qpm", ", ".join([*dict.fromkeys(names), *drums][:8])])


def _rolls(takes: Sequence[Take], style: str | None) -> list[Markup]:
    if len(takes) == 1:
        return [fill("roll.html", name="before", title="The song", kind="alone")]
    rolls = [fill("roll.html", name="before", title="Before", kind="")]
    if len(takes) > 2:
        ticks = Markup("".join(f"<span>{take.strength:g}</span>" for take in takes[1:]))
        rolls.append(fill("dial.html", last=len(takes) - 2, ticks=ticks))
    return [*rolls, fill("roll.html", name="after", title=f"After: {style or takes[1].label}", kind="")]


def _told(takes: Sequence[Take], style: str | None) -> list[str]:
    if len(takes) == 1:
        return []
    count = '<div><dt><i class="{0}"></i>{1}</dt><dd id="count-{0}"></dd></div>'
    counts = "".join(count.format(name, text) for name, text in CHANGES.items())
    shares = "".join(f'<i class="{name}" id="share-{name}"></i>' for name in CHANGES)
    notes = fill("notes.html", counts=Markup(counts), shares=Markup(shares))
    if any(take.styles is None for take in takes):
        return [notes]
    rows = (
        fill("style.html", name=name, index=index, kind="target" if name == style else "")
        for index, name in enumerate(takes[0].styles or ())
    )
    return ['<div class="two">', fill("styles.html", rows=Markup("".join(rows))), notes, "</div>"]


def _files(title: str, takes: Sequence[Take]) -> str:
    with ThreadPoolExecutor() as threads:  # the encoder lets go of the interpreter
        sounds = list(threads.map(lambda take: song_to_sound(take.song).to_bytes("mp3", _kbps(takes)), takes))
    rows = (
        fill(
            "file.html",
            index=index,
            label=take.label[:1].upper() + take.label[1:],
            name=_file_name(title, take),
            sound=data_uri("audio/mpeg", sound),
            midi=data_uri("audio/midi", song_to_bytes(take.song)),
        )
        for index, (take, sound) in enumerate(zip(takes, sounds, strict=True))
    )
    return f'<section class="card"><h2>Take it with you</h2><ul class="files">{"".join(rows)}</ul></section>'


def _file_name(title: str, take: Take) -> str:
    return "".join(char if char.isalnum() or char in "-_., " else "_" for char in f"{title}, {take.label}")[:100]


def _kbps(takes: Sequence[Take]) -> int:
    """Thousand bits a second, as many as the room for all sounds allows; base64 takes four bytes for three."""
    room = SOUND_BYTES * 3 / 4 * 8 / 1000 / sum(take.song.seconds + 2 for take in takes)
    return next((kbps for kbps in _KBPS if kbps <= room), _KBPS[-1])


def _remarks(song: Song) -> str:
    items = "".join(fill("remark.html", remark=remark) for remark in song.remarks)
    whole = f'<section class="card"><h2>To be said of the source</h2><ul class="remarks">{items}</ul></section>'
    return whole if song.remarks else ""


def _footer(takes: Sequence[Take]) -> Markup:
    keys = [("Space", "play"), ("←", ""), ("→", "five seconds")]
    keys += [("B", "before"), ("A", "after")] if len(takes) > 1 else []
    keys += [("-", ""), ("+", "strength")] if len(takes) > 2 else []
    return fill("footer.html", maker=MAKER, keys=Markup(" ".join(f"<kbd>{key}</kbd> {what}" for key, what in keys)))


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
