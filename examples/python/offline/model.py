"""A model version, opened from a folder, that answers as the service does; see docs/ARTIFACT.md."""

import hashlib
import json
import math
from pathlib import Path
from typing import Callable, NamedTuple

from .features import COUNTRY, DESCRIPTION, POINTS, PRICE, REGION, VARIETY, WINERY, list_features
from .graph import Weights, read_weights, score_classes
from .names import create_class_finder, is_unknown_name
from .vocabulary import Entry, Vocabulary, decode_vocabulary, weigh_features

FORMAT = 2
TARGETS = ("country", "variety")
OWN_BIT = {"country": COUNTRY, "variety": VARIETY}
FIELD_BITS = (
    (DESCRIPTION, "description"),
    (COUNTRY, "country"),
    (VARIETY, "variety"),
    (REGION, "region"),
    (WINERY, "winery"),
    (POINTS, "points"),
    (PRICE, "price"),
)


class Model(NamedTuple):
    """A model version that is ready to answer."""

    manifest: dict
    vocabulary: Vocabulary
    weights: dict[str, Weights]
    find_class: dict[str, Callable]


def open_model(folder: Path) -> Model:
    """Opens a model version. Errors: OSError where a file is missing, ValueError where it is not what it should be."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if manifest.get("format") != FORMAT:
        raise ValueError(f"The manifest's format is {manifest.get('format')}, and this reader knows {FORMAT}.")
    graph = _read_verified(folder, "model.onnx", manifest)
    vocabulary = decode_vocabulary(_read_verified(folder, "vocabulary.bin", manifest))
    weights = {target: read_weights(graph, target) for target in TARGETS}
    finders = {target: create_class_finder(target, manifest["targets"][target]["classes"]) for target in TARGETS}
    return Model(manifest, vocabulary, weights, finders)


def classify(model: Model, wine: dict, length: int = 5) -> dict:
    """
    What the model says of a wine, whose fields are those of WineInput: for each target a ranking of the `length` most
    probable classes, best first, as pairs of name and confidence.
    """
    settled = _settle(model, wine)
    entries = weigh_features(list_features(settled, model.manifest["features"]), model.vocabulary)
    return {target: _classify_target(model, target, entries, length) for target in TARGETS}


def _classify_target(model: Model, target: str, entries: list[Entry], length: int) -> list[tuple[str, float]]:
    facts = model.manifest["targets"][target]
    # The model for one target never sees that target's own field.
    telling = [entry for entry in entries if not entry.needs & OWN_BIT[target]]
    if not telling:
        return _rank_classes(facts["classes"], facts["prior"], length)
    fields = 0
    for entry in telling:
        fields |= entry.needs
    scores = score_classes(model.weights[target], telling)
    return _rank_classes(facts["classes"], _calibrate(scores, facts, fields), length)


def _calibrate(scores: list[float], facts: dict, fields: int) -> list[float]:
    """Probabilities that add up to 1: the softmax of the scores, calibrated for what was told."""
    told = "+".join(name for bit, name in FIELD_BITS if fields & bit)
    calibration = facts["calibration"].get(told, {"slope": 1, "prior": 0})
    slope, prior = calibration["slope"], calibration["prior"]
    calibrated = [slope * score + prior * math.log(share) for score, share in zip(scores, facts["prior"])]
    highest = max(calibrated)
    shares = [math.exp(score - highest) for score in calibrated]
    total = sum(shares)
    return [share / total for share in shares]


def _rank_classes(classes: list[str], probabilities: list[float], length: int) -> list[tuple[str, float]]:
    """The most probable classes, best first; of equal ones the first."""
    return sorted(zip(classes, probabilities), key=lambda ranked: -ranked[1])[:length]


def _settle(model: Model, wine: dict) -> dict:
    """The fields that are known, with country and variety spelt as the model does, where it knows them."""
    settled = {field: value for field, value in wine.items() if value is not None}
    for target in TARGETS:
        name = settled.get(target)
        if name is None:
            continue
        if is_unknown_name(name):
            del settled[target]
        else:
            settled[target] = model.find_class[target](name) or name
    return settled


def _read_verified(folder: Path, name: str, manifest: dict) -> bytes:
    data = (folder / name).read_bytes()
    found, expected = hashlib.sha256(data).hexdigest(), manifest["files"][name]["sha256"]
    if found != expected:
        raise ValueError(f"The SHA-256 of {name} is {found}, and the manifest has {expected}.")
    return data
