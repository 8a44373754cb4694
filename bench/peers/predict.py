"""A peer: times the pipelines that train.py wrote, both targets, in one process. One thread unless the caller's
environment says otherwise.

usage: predict.py COUNTRY.joblib VARIETY.joblib WINES.json ROUNDS

Prints {oneWineMs, oneWineP99Ms, winesPerSecond} as JSON, one number a round, after one round to warm up.
"""

import json
import sys
import time

import joblib
import numpy as np
import train  # the pipelines name its functions

sys.modules["__main__"].numbers = train.numbers
SINGLES = 200


def predict(models, wines):
    for target, model in models.items():
        model.predict(train.columns(wines, target))


def main():
    country, variety, path, rounds = sys.argv[1:]
    models = {"country": joblib.load(country), "variety": joblib.load(variety)}
    with open(path, encoding="utf-8") as text:
        wines = json.load(text)
    times = {"oneWineMs": [], "oneWineP99Ms": [], "winesPerSecond": []}
    for round_ in range(int(rounds) + 1):
        elapsed = []
        for wine in wines[:SINGLES]:
            begun = time.perf_counter()
            predict(models, [wine])
            elapsed.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        predict(models, wines)
        seconds = time.perf_counter() - begun
        if round_ == 0:
            continue
        times["oneWineMs"].append(float(np.median(elapsed)))
        times["oneWineP99Ms"].append(float(np.quantile(elapsed, 0.99)))
        times["winesPerSecond"].append(len(wines) / seconds)
    print(json.dumps(times))


if __name__ == "__main__":
    main()
