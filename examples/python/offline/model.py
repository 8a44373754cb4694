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

FORMATS = (2, 3)
TARGETS = ("country", "variety")
# What is most probable is kept above the next by this factor at least.
AHEAD = 1 + 1e-9
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
    if manifest.get("format") not in FORMATS:
        known = " and ".join(map(str, FORMATS))
        raise ValueError(f"The manifest's format is {manifest.get('format')}, and this reader knows {known}.")
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
    probabilities = [share / total for share in shares]
    curve = calibration.get("curve")
    return _correct_highest(probabilities, curve) if curve else probabilities


def _correct_highest(probabilities: list[float], curve: list[list[float]]) -> list[float]:
    """The most probable class gets what the curve has for it, the others in proportion what is left; the order stays."""
    best = max(range(len(probabilities)), key=probabilities.__getitem__)
    highest = probabilities[best]
    following = max(probability for at, probability in enumerate(probabilities) if at != best)
    others = 1 - highest
    if others <= 0:
        return probabilities
    corrected = max(_read_curve(curve, highest), min(highest, AHEAD * following / (others + following)))
    changed = [probability * (1 - corrected) / others for probability in probabilities]
    changed[best] = corrected
    return changed


def _read_curve(curve: list[list[float]], said: float) -> float:
    """How often is right what is said with this probability: level beyond the ends, straight between two points."""
    if said <= curve[0][0]:
        return curve[0][1]
    for (x0, y0), (x1, y1) in zip(curve, curve[1:]):
        if said <= x1:
            return y0 + (y1 - y0) * (said - x0) / (x1 - x0)
    return curve[-1][1]


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
