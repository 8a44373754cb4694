"""Tells country and variety of wines without any service, by the files of a model version, with nothing but Python:

    python3 examples/python/classify.py FOLDER "Tart cherry, silky." --price 42
    python3 examples/python/classify.py FOLDER < wines.jsonl > answers.jsonl

FOLDER holds manifest.json, model.onnx and vocabulary.bin. docs/ARTIFACT.md says what they are and where they come from.
Each line of wines.jsonl is a wine as WineInput has it, such as {"description": "Tart cherry, silky.", "price": 42}.
"""

import argparse
import json
import sys
from pathlib import Path

from offline.model import Model, classify, open_model


def answer(model: Model, wine: dict, length: int) -> dict:
    """An answer as the API has it: the model version, and for each target its name, confidence and ranking."""
    answered = {"modelVersion": model.manifest["version"]}
    for target, ranking in classify(model, wine, length).items():
        ranked = [{"name": name, "confidence": confidence} for name, confidence in ranking]
        answered[target] = {**ranked[0], "ranking": ranked}
    return answered


def main() -> None:
    """Reads the command line and the wines, and prints an answer a line."""
    parser = argparse.ArgumentParser(description="Tells country and variety of wines by the files of a model version.")
    parser.add_argument("folder", type=Path, help="the folder of the model version")
    parser.add_argument("note", nargs="?", help="a tasting note; without it, wines are read as JSON lines")
    parser.add_argument("--price", type=float, help="US dollars a bottle, with a note")
    parser.add_argument("--ranking", type=int, default=5, help="how many classes are told: 5 unless told")
    arguments = parser.parse_args()
    try:
        model = open_model(arguments.folder)
    except (OSError, ValueError) as error:
        sys.exit(f"The model version cannot be opened: {error}")
    if arguments.note is not None:
        wine = {"description": arguments.note, "price": arguments.price}
        print(json.dumps(answer(model, wine, arguments.ranking), ensure_ascii=False))
        return
    sys.stdin.reconfigure(encoding="utf-8")
    sys.stdout.reconfigure(encoding="utf-8")
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(answer(model, json.loads(line), arguments.ranking), ensure_ascii=False))


if __name__ == "__main__":
    main()
