"""The vocabulary of a model version, as classifier/features/vocabulary.ts reads and uses it."""

import math
import struct
import sys
from array import array
from collections.abc import Iterable
from typing import NamedTuple

from .features import CROSS, FIELD, WORD, Feature
from .hashes import MASK, Key

MAGIC = b"TRV2"
HEADER_BYTES = 24
ENTRY_BYTES = 10


class Vocabulary(NamedTuple):
    """The features that a model knows."""

    # Number and weight of each feature, by its key as one integer.
    features: dict[int, tuple[int, float]]
    # Features from this number on are used by no model, but make notes longer.
    used_end: int
    least_length: float


class Entry(NamedTuple):
    """A feature of a wine that the models use."""

    number: int
    weight: float
    needs: int


def decode_vocabulary(data: bytes) -> Vocabulary:
    """Reads vocabulary.bin. Errors: ValueError where it is none, or a damaged one."""
    if data[:4] != MAGIC or len(data) < HEADER_BYTES:
        raise ValueError("vocabulary.bin is not a vocabulary that this reader knows.")
    count, _country_first, country_end, _variety_end = struct.unpack_from("<4I", data, 4)
    (least_length,) = struct.unpack_from("<f", data, 20)
    if len(data) != HEADER_BYTES + ENTRY_BYTES * count:
        raise ValueError("vocabulary.bin is cut off, or too long.")
    firsts = _read_steps(data[HEADER_BYTES : HEADER_BYTES + 4 * count], count)
    weights = little_endian("f", data[HEADER_BYTES + 4 * count : HEADER_BYTES + 8 * count])
    seconds = little_endian("H", data[HEADER_BYTES + 8 * count :])
    features = {
        first << 16 | second: (number, weight)
        for number, (first, second, weight) in enumerate(zip(firsts, seconds, weights))
    }
    return Vocabulary(features, country_end, least_length)


def little_endian(code: str, data: bytes) -> array:
    """Numbers of the struct type `code` that lie in a file, lowest byte first."""
    numbers = array(code)
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def weigh_features(features: Iterable[Feature], vocabulary: Vocabulary) -> list[Entry]:
    """
    The features that the models use, each once, in the order in which they were listed. The squares of those of the
    note, crosses excepted, add up to 1, or to less in a note that is shorter than the least length.
    """
    seen: set[int] = set()
    entries: list[tuple[Entry, int]] = []
    squares = word_weight = 0.0
    for key, kind, needs in features:
        number, own_weight = vocabulary.features.get(_as_integer(key), (None, 0.0))
        if kind == WORD:
            word_weight = own_weight
        if number is None or number in seen:
            continue
        seen.add(number)
        weight = word_weight if kind == CROSS else own_weight
        if kind not in (FIELD, CROSS):
            squares += weight * weight
        if number < vocabulary.used_end:
            entries.append((Entry(number, weight, needs), kind))
    factor = 1 / max(vocabulary.least_length, math.sqrt(squares or 1))
    return [
        entry if kind == FIELD else entry._replace(weight=entry.weight * factor) for entry, kind in entries
    ]


def _read_steps(data: bytes, count: int) -> list[int]:
    """The first halves of the keys: each is so far from the one before; the lowest bytes of all come first."""
    numbers, last = [], 0
    for at in range(count):
        step = sum(data[byte * count + at] << 8 * byte for byte in range(4))
        last = last + step & MASK
        numbers.append(last)
    return numbers


def _as_integer(key: Key) -> int:
    """48 bits of a key: of the second half the last 16 count."""
    return key[0] << 16 | key[1] & 0xFFFF
