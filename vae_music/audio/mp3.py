"""MP3 files, encoded by LAME, with the header by which players know how long they are and where to seek."""

from __future__ import annotations

from collections.abc import Iterable

from vae_music.audio.sampler import RATE

_VARIABLE, _QUALITY = 4, 4.5  # the newer of LAME's variable rates, 0 best to 9 smallest: about 130 kbps
_EFFORT = 5  # 2 thorough to 7 fast; the bits are spent as with the default of libsndfile

_BLOCK = 1152
"""Frames of sound in each frame of a file."""

_DELAY = 576  # frames of silence that LAME puts before the sound
_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_HEADER_KBPS = 128  # a frame of this rate has room for the header
_ALL_FIELDS = 0b1111  # frames, bytes, the table for seeking, quality
_LONGEST_PADDING = (1 << 12) - 1


def mp3_of(samples: Iterable[bytes], rate: int, length: int, kbps: int | None = None) -> bytes:
    """An MP3 file of 44.1 kHz.

    Args:
        samples: stereo sound in pieces: integers of 16 bits, left and right in turn.
        rate: of the samples, per second.
        length: the number of samples on each side.
        kbps: thousand bits per second; by default as many as the music needs, about 130.
    """
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(RATE)
    encoder.set_quality(_EFFORT)
    if kbps is None:
        encoder.set_vbr(_VARIABLE)
        encoder.set_vbr_quality(_QUALITY)
    else:
        encoder.set_bit_rate(kbps)
    first = encoder.encode(b"")  # without it, no sound at all would be an error
    music = b"".join([first, *map(encoder.encode, samples), encoder.flush()])
    return _header(music, round(length * RATE / rate), kbps is not None) + music


def _header(music: bytes, length: int, constant: bool) -> bytes:
    """The header of Xing and LAME, in a silent frame: without it, the duration of a variable rate is guessed.

    Args:
        length: frames of sound, without the silence that the encoder puts before and behind them.
        constant: the rate does not vary.
    """
    starts, size = _starts(music), _frame_size(_HEADER_KBPS)
    total = size + len(music)
    seek = bytes(256 * (size + starts[len(starts) * percent // 100]) // total for percent in range(100))
    padding = min(max(len(starts) * _BLOCK - _DELAY - length, 0), _LONGEST_PADDING)
    header = bytearray(size)
    header[:3] = 0xFF, 0xFB, _KBPS.index(_HEADER_KBPS) << 4
    header[36:40] = b"Info" if constant else b"Xing"
    header[40:52] = b"".join(number.to_bytes(4) for number in (_ALL_FIELDS, len(starts), total))
    header[52:152] = seek
    header[156:160] = b"LAME"
    header[177:180] = (_DELAY << 12 | padding).to_bytes(3)
    header[184:188] = total.to_bytes(4)
    header[190:192] = _checksum(header[:190]).to_bytes(2)
    return bytes(header)


def _frame_size(kbps: int) -> int:
    return _BLOCK // 8 * 1000 * kbps // RATE


def _starts(music: bytes) -> list[int]:
    """The places at which the frames of a file begin."""
    starts, at = [], 0
    while at < len(music):
        starts.append(at)
        padded = music[at + 2] >> 1 & 1
        at += _frame_size(_KBPS[music[at + 2] >> 4]) + padded
    return starts


def _checksum(header: Iterable[int]) -> int:
    """CRC-16/ARC, by which some players tell a header of LAME from other bytes."""
    crc = 0
    for byte in header:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
