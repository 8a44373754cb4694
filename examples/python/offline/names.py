"""Names of countries and varieties as they are compared, as classifier/text/names.ts has it."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Optional

from .tokens import without_excess_marks

NAMES = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))


def fold_name(name: str) -> str:
    """By what a name is known again: case, accents, spaces, hyphens and punctuation do not matter."""
    decomposed = unicodedata.normalize("NFKD", without_excess_marks(name))
    return "".join(character for character in decomposed if unicodedata.category(character)[0] in "LN").lower()


UNKNOWN = {fold_name(name) for name in NAMES["unknown"]}


def is_unknown_name(name: str) -> bool:
    """Whether a name says that nobody knows, such as `N/A`."""
    return fold_name(name) in UNKNOWN


def create_class_finder(target: str, classes: list[str]) -> Callable[[str], Optional[str]]:
    """Makes the search for the class that a name means, by other names of countries too."""
    found: dict[str, str] = {}

    def add(name: str, meant: str) -> None:
        folded = fold_name(name)
        if folded:
            found.setdefault(folded, meant)

    for name in classes:
        add(name, name)
    if target == "country":
        for country, others in NAMES["countries"].items():
            meant = found.get(fold_name(country))
            for other in others if meant else []:
                add(other, meant)
    return lambda name: found.get(fold_name(name))
