"""A song as a DAWproject file, the open format in which programs for making music hand a project to each other.

The file is a zip archive of two XML documents, `project.xml` and `metadata.xml`: see the schema of version 1.0 at
https://github.com/bitwig/dawproject.
"""

from __future__ import annotations

from itertools import count
from xml.etree.ElementTree import Element, SubElement, tostring

from vae_music.audio.sound import seat_of
from vae_music.general_midi import instrument_name, label
from vae_music.render.archive import zipped
from vae_music.render.colours import DRUMS, colours_of
from vae_music.song import Metre, Song, Track
from vae_music.text import printable
from vae_music.version import __version__

_DRUM_CHANNEL = 9
_TEMPO_RANGE = (20.0, 666.0)  # of Bitwig Studio; a song that goes beyond has a wider one


def dawproject(song: Song, title: str = "") -> bytes:
    """The bytes of a DAWproject file with the notes, markers, tempo and metre of a song.

    Each track has a clip as long as the song, a colour, and a channel with its volume and its place on the stage. It
    brings no instruments: a track's comment names its General MIDI program.

    Args:
        title: of the song, in the metadata.
    """
    metadata = Element("MetaData")
    if title:
        SubElement(metadata, "Title").text = printable(title)
    return zipped([("project.xml", _document(_project(song))), ("metadata.xml", _document(metadata))])


def _document(root: Element) -> bytes:
    return tostring(root, encoding="UTF-8", xml_declaration=True)


def _project(song: Song) -> Element:
    """The elements stand in the order that the schema demands."""
    project = Element("Project", version="1.0")
    SubElement(project, "Application", name="vae-music", version=__version__)
    _transport(SubElement(project, "Transport"), song)
    structure, arrangement = SubElement(project, "Structure"), SubElement(project, "Arrangement", id="arrangement")
    lanes = SubElement(arrangement, "Lanes", id="lanes", timeUnit="beats")
    colours = colours_of([song])
    for number, track in zip(count(1), song.tracks):
        colour = DRUMS if track.is_drum else colours.get(track.program, DRUMS)
        _track(structure, track, f"track{number}", colour)
        _clip(SubElement(lanes, "Lanes", id=f"lanes{number}", track=f"track{number}"), song, track)
    master = SubElement(structure, "Track", id="master", name="Master", contentType="audio notes", loaded="true")
    _channel(master, "channel0", role="master")
    _frame(arrangement, song)
    return project


def _transport(transport: Element, song: Song) -> None:
    tempi = [tempo.qpm for tempo in song.tempo]
    (low, high), first = _TEMPO_RANGE, song.metre[0] if song.metre else Metre(0.0, 4, 4)
    reach = {"min": _number(min(low, *tempi)), "max": _number(max(high, *tempi))}
    SubElement(transport, "Tempo", reach, id="tempo", name="Tempo", unit="bpm", value=_number(tempi[0]))
    SubElement(transport, "TimeSignature", _metre(first), id="metre", name="Time Signature")


def _track(structure: Element, track: Track, name: str, colour: str) -> None:
    program = "Drums" if track.is_drum else instrument_name(track.program)
    played = f"General MIDI program {track.program + 1}: {program}"
    told = {"id": name, "name": label(track), "color": colour, "comment": played}
    element = SubElement(structure, "Track", told, contentType="notes", loaded="true")
    _channel(element, name.replace("track", "channel"), "channel0", seat=seat_of(track))


def _channel(track: Element, name: str, destination: str = "", role: str = "regular", seat: float = 0.0) -> None:
    """A channel of the mixer; seat: -1 left to 1 right."""
    told = {"id": name, "role": role, "audioChannels": "2"} | ({"destination": destination} if destination else {})
    channel = SubElement(track, "Channel", told, solo="false")
    SubElement(channel, "Mute", id=f"{name}mute", name="Mute", value="false")
    place = _number((1 + seat) / 2)
    SubElement(channel, "Pan", id=f"{name}pan", name="Pan", unit="normalized", min="0", max="1", value=place)
    SubElement(channel, "Volume", id=f"{name}volume", name="Volume", unit="linear", min="0", max="2", value="1")


def _clip(lanes: Element, song: Song, track: Track) -> None:
    """One clip of a track's notes, in beats."""
    whole = {"time": "0.0", "duration": _number(song.length_beats), "playStart": "0.0"}
    clip = SubElement(SubElement(lanes, "Clips"), "Clip", whole, name=label(track), contentTimeUnit="beats")
    notes, channel = SubElement(clip, "Notes"), str(_DRUM_CHANNEL if track.is_drum else 0)
    for onset, duration, pitch, velocity in track.rows():
        told = {"time": _number(onset), "duration": _number(duration), "channel": channel, "key": str(pitch)}
        SubElement(notes, "Note", told, vel=f"{velocity / 127:.6f}")


def _frame(arrangement: Element, song: Song) -> None:
    """The markers, the tempo map and the changes of metre."""
    if song.markers:
        markers = SubElement(arrangement, "Markers", timeUnit="beats")
        for marker in song.markers:
            SubElement(markers, "Marker", time=_number(marker.beat), name=printable(marker.text))
    tempi = SubElement(arrangement, "TempoAutomation", timeUnit="beats", unit="bpm")
    SubElement(tempi, "Target", parameter="tempo")
    for tempo in song.tempo:
        told = {"time": _number(tempo.beat), "value": _number(tempo.qpm)}
        SubElement(tempi, "RealPoint", told, interpolation="hold")
    metres = SubElement(arrangement, "TimeSignatureAutomation", timeUnit="beats")
    SubElement(metres, "Target", parameter="metre")
    for metre in song.metre:
        SubElement(metres, "TimeSignaturePoint", _metre(metre), time=_number(metre.beat))


def _metre(metre: Metre) -> dict[str, str]:
    return {"numerator": str(metre.numerator), "denominator": str(metre.denominator)}


def _number(value: float) -> str:
    """The shortest text from which the same number is read."""
    return repr(float(value))
