"""The tokens of a text, as classifier/text/tokens.ts and letters.ts read them."""

import functools
import re
import sys
import unicodedata
from array import array

OTHER, NUMBER, LETTER = 0, 1, 2
APOSTROPHES = (0x27, 0x2019)
MARKS_MAX = 30
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def normalise_text(text: str) -> str:
    """The form in which a text is read: without what nobody sees, and composed (NFC)."""
    return unicodedata.normalize("NFC", without_excess_marks(_INVISIBLE.sub("", text)))


def without_excess_marks(text: str) -> str:
    """A text with no more than 30 marks in a row, the others left out."""
    kept, run = [], 0
    for character in text:
        run = run + 1 if unicodedata.category(character)[0] == "M" or character in "\uff9e\uff9f" else 0
        if run <= MARKS_MAX:
            kept.append(character)
    return "".join(kept)


def scan_tokens(text: str) -> list[tuple[int, ...]]:
    """The tokens of a normalised text in their order, each as UTF-16 code units in lower case."""
    units = utf16_units(text)
    tokens, at = [], 0
    while at < len(units):
        end = _scan_run(units, at, NUMBER)
        if end == at:
            at += 1
            continue
        last = _scan_elision(units, end)
        tokens.append(tuple(_lower_case(unit) for unit in units[at:last]))
        at = last
    return tokens


def utf16_units(text: str) -> array:
    """A text as UTF-16 code units."""
    units = array("H")
    units.frombytes(text.encode("utf-16-le" if sys.byteorder == "little" else "utf-16-be", "surrogatepass"))
    return units


def _scan_run(units: array, start: int, least: int) -> int:
    """The end of the run of characters that are at least `least`."""
    at = start
    while at < len(units):
        unit = units[at]
        if _kind_of(unit) >= least:
            at += 1
        elif 0xD800 <= unit < 0xDC00 and at + 1 < len(units) and _kind_of_pair(unit, units[at + 1]) >= least:
            at += 2
        else:
            break
    return at


def _scan_elision(units: array, at: int) -> int:
    """The end of what follows an apostrophe, or `at` where nothing does."""
    if at >= len(units) or units[at] not in APOSTROPHES:
        return at
    end = _scan_run(units, at + 1, LETTER)
    return at if end == at + 1 else end


@functools.lru_cache(maxsize=None)
def _kind_of(unit: int) -> int:
    return _kind_of_category(unicodedata.category(chr(unit)))


def _kind_of_pair(high: int, low: int) -> int:
    if not 0xDC00 <= low < 0xE000:
        return OTHER
    return _kind_of_category(unicodedata.category(chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))))


def _kind_of_category(category: str) -> int:
    return {"L": LETTER, "N": NUMBER}.get(category[0], OTHER)


@functools.lru_cache(maxsize=None)
def _lower_case(unit: int) -> int:
    """A unit's lower case; what has two units in lower case, or is half of a pair, stays as it is. Apostrophes are alike."""
    if unit in APOSTROPHES:
        return APOSTROPHES[0]
    lowered = chr(unit).lower()
    return ord(lowered) if len(lowered) == 1 else unit
