"""The features of a wine, as classifier/features/features.ts and fields.ts list them."""

import math
from collections.abc import Iterator
from typing import NamedTuple, Optional

from .hashes import Key, join_keys, key_of_gram, key_of_integer, key_of_name, key_of_word
from .tokens import normalise_text, scan_tokens

WORD, PAIR, GRAM, FIELD, CROSS = range(5)
DESCRIPTION, VARIETY, COUNTRY, REGION, WINERY, POINTS, PRICE = (1 << bit for bit in range(7))

COUNTRY_IS = key_of_name("country")
VARIETY_IS = key_of_name("variety")
VARIETY_HAS = key_of_name("variety has word")
REGION_HAS = key_of_name("region")
REGION_HAS_WORD = key_of_name("region has word")
WINERY_IS = key_of_name("winery")
WINERY_HAS = key_of_name("winery has word")
POINTS_ARE = key_of_name("points")
PRICE_IS = key_of_name("price")
JOINT_PRICE_IS = key_of_name("joint price")


class Feature(NamedTuple):
    """One feature of a wine; `needs` are the fields that it was made of, as bits."""

    key: Key
    kind: int
    needs: int


def list_features(wine: dict, settings: dict) -> Iterator[Feature]:
    """Lists the features of a wine; one may be listed more than once. The order counts: a cross follows its word."""
    country = key_of_text(COUNTRY_IS, wine["country"]) if "country" in wine else None
    variety = key_of_text(VARIETY_IS, wine["variety"]) if "variety" in wine else None
    before = None
    for token in scan_tokens(normalise_text(wine.get("description", ""))):
        word = key_of_word(token)
        yield Feature(word, WORD, DESCRIPTION)
        if country:
            yield Feature(join_keys(country, word), CROSS, DESCRIPTION | COUNTRY)
        if variety:
            yield Feature(join_keys(variety, word), CROSS, DESCRIPTION | VARIETY)
        yield from _list_grams(token, settings)
        if before:
            yield Feature(join_keys(before, word), PAIR, DESCRIPTION)
        before = word
    for key, needs in _list_fields(wine, country, variety, settings):
        yield Feature(key, FIELD, needs)


def _list_grams(token: tuple[int, ...], settings: dict) -> Iterator[Feature]:
    length = int(settings["gramLength"])
    if len(token) < settings["shortestWordCut"]:
        return
    for at in range(len(token) - length + 1):
        yield Feature(key_of_gram(token[at : at + length]), GRAM, DESCRIPTION)


def _list_fields(
    wine: dict, country: Optional[Key], variety: Optional[Key], settings: dict
) -> Iterator[tuple[Key, int]]:
    """The keys of all fields but the note, and those of the country or the variety together with the price."""
    if country:
        yield country, COUNTRY
    if variety:
        yield variety, VARIETY
    if "variety" in wine:
        yield from _list_words(wine["variety"], VARIETY_HAS, VARIETY)
    if "region" in wine:
        places = (key_of_text(REGION_HAS, place) for place in wine["region"].split(","))
        yield from ((place, REGION) for place in places if place)
        yield from _list_words(wine["region"], REGION_HAS_WORD, REGION)
    if "winery" in wine:
        winery = key_of_text(WINERY_IS, wine["winery"])
        if winery:
            yield winery, WINERY
        yield from _list_words(wine["winery"], WINERY_HAS, WINERY)
    if "points" in wine:
        yield join_keys(POINTS_ARE, key_of_integer(_round(wine["points"]))), POINTS
    if "price" not in wine:
        return
    yield _key_of_price(PRICE_IS, wine["price"], settings["priceStepsPerDoubling"]), PRICE
    joint = _key_of_price(JOINT_PRICE_IS, wine["price"], settings["jointPriceStepsPerDoubling"])
    if country:
        yield join_keys(country, joint), COUNTRY | PRICE
    if variety:
        yield join_keys(variety, joint), VARIETY | PRICE


def key_of_text(name: Key, text: str) -> Optional[Key]:
    """The key of a text's tokens in their order; None where it has neither letter nor number."""
    tokens = scan_tokens(normalise_text(text))
    key = name
    for token in tokens:
        key = join_keys(key, key_of_word(token))
    return key if tokens else None


def _list_words(text: str, name: Key, bit: int) -> Iterator[tuple[Key, int]]:
    for token in scan_tokens(normalise_text(text)):
        yield join_keys(name, key_of_word(token)), bit


def _key_of_price(name: Key, price: float, steps_per_doubling: float) -> Key:
    return join_keys(name, key_of_integer(_round(steps_per_doubling * math.log2(price))))


def _round(number: float) -> int:
    """To the nearest integer, halves upwards: Python's own round() takes them to the even one."""
    return math.floor(number + 0.5)
