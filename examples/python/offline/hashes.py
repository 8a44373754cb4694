"""Keys of features: 48 bits of two hashes, as classifier/text/hash.ts makes them. Numbers are unsigned, of 32 bits."""

from collections.abc import Iterable, Sequence

from .tokens import utf16_units

MASK = 0xFFFFFFFF
WORD_SEED = 0x2545F491
GRAM_SEED = 0x632BE5AB
SECOND_HALF = 0x5BD1E995

# Both halves of a key.
Key = tuple[int, int]


def key_of_word(units: Sequence[int]) -> Key:
    """The key of a token."""
    return _hash_units(units, WORD_SEED), _hash_units(units, WORD_SEED ^ SECOND_HALF)


def key_of_gram(units: Sequence[int]) -> Key:
    """The key of a piece of a token."""
    return _hash_units(units, GRAM_SEED), _hash_units(units, GRAM_SEED ^ SECOND_HALF)


def key_of_name(name: str) -> Key:
    """The key of the name of a field."""
    units = utf16_units(name)
    return _mix(_absorb_all(WORD_SEED, units)), _mix(_absorb_all(WORD_SEED ^ SECOND_HALF, units))


def key_of_integer(integer: int) -> Key:
    """The key of an integer, which may be negative."""
    unit = integer & MASK
    return _mix(_absorb(GRAM_SEED, unit)), _mix(_absorb(GRAM_SEED ^ SECOND_HALF, unit))


def join_keys(key: Key, following: Key) -> Key:
    """Joins two keys into one; in the other order they give another."""
    return _join_hashes(key[0], following[0]), _join_hashes(key[1], following[1])


def _join_hashes(first: int, second: int) -> int:
    return _mix((first * 0x85EBCA6B & MASK) ^ (second + 0x7F4A7C15 & MASK))


def _hash_units(units: Sequence[int], seed: int) -> int:
    return _mix(_absorb_all(seed, units) ^ len(units))


def _absorb_all(seed: int, units: Iterable[int]) -> int:
    hashed = seed
    for unit in units:
        hashed = _absorb(hashed, unit)
    return hashed


def _absorb(hashed: int, unit: int) -> int:
    product = (hashed ^ unit) * 0x9E3779B1 & MASK
    return product ^ product >> 15


def _mix(hashed: int) -> int:
    """The finishing step of MurmurHash3 (Austin Appleby, public domain)."""
    mixed = (hashed ^ hashed >> 16) * 0x85EBCA6B & MASK
    mixed = (mixed ^ mixed >> 13) * 0xC2B2AE35 & MASK
    return mixed ^ mixed >> 16
