"""A peer: what a data scientist would build with scikit-learn. Trains one estimator for one target and judges it.

usage: train.py EXAMPLES.jsonl TARGET ESTIMATOR [MODEL.joblib]

EXAMPLES.jsonl: one object a line, {description, price, points, country, variety, natural, set}, set being "train" or
"judge". TARGET: country or variety. ESTIMATOR: LinearSVC, LogisticRegression or SGDClassifier. Prints one JSON object.

Features: TF-IDF of words and word pairs (min_df 2, sublinear), the other target one-hot, points and log price scaled.
Classes with fewer than ten training examples are not learnt, as in Terroir.
"""

import collections
import json
import math
import resource
import sys
import time

import joblib
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.metrics import f1_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder
from sklearn.svm import LinearSVC

ESTIMATORS = {
    "LinearSVC": lambda: LinearSVC(C=0.5),
    "LogisticRegression": lambda: LogisticRegression(C=10, max_iter=200),
    "SGDClassifier": lambda: SGDClassifier(loss="log_loss", alpha=1e-6, random_state=1),
}


def columns(rows, target):
    """The rows as columns: note, other target, and the two numbers scaled to about 0..1 (0 where unknown)."""
    other = "variety" if target == "country" else "country"
    table = np.empty((len(rows), 4), dtype=object)
    for index, row in enumerate(rows):
        price = row.get("price")
        points = row.get("points")
        table[index] = (
            row["description"],
            row.get(other) or "",
            0.0 if price is None else math.log(price) / 5,
            0.0 if points is None else (points - 80) / 20,
        )
    return table


def numbers(table):
    return csr_matrix(table.astype(np.float64))


def build(estimator):
    features = ColumnTransformer(
        [
            ("note", TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), 0),
            ("other", OneHotEncoder(handle_unknown="ignore"), [1]),
            ("numbers", FunctionTransformer(numbers), [2, 3]),
        ]
    )
    return Pipeline([("features", features), ("estimator", ESTIMATORS[estimator]())])


def calibration_error(probabilities, right, bins=15):
    """Expected calibration error: bins of equal width, weighted by how many answers fall in."""
    total = 0.0
    edges = np.minimum((probabilities * bins).astype(int), bins - 1)
    for edge in range(bins):
        inside = edges == edge
        if inside.any():
            total += inside.sum() * abs(probabilities[inside].mean() - right[inside].mean())
    return total / len(right)


def judge(model, rows, target):
    truth = np.array([row[target] for row in rows])
    table = columns(rows, target)
    started = time.perf_counter()
    answers = model.predict(table)
    seconds = time.perf_counter() - started
    classes = model.named_steps["estimator"].classes_
    estimator = model.named_steps["estimator"]
    scores = (model.predict_proba if hasattr(estimator, "predict_proba") else model.decision_function)(table)
    best = np.argsort(-scores, axis=1)[:, :3]
    right = answers == truth
    singles = []
    for row in table[:100]:
        begun = time.perf_counter()
        model.predict(row.reshape(1, -1))
        singles.append(time.perf_counter() - begun)
    return {
        "accuracy": float(right.mean()),
        "macroF1": float(f1_score(truth, answers, average="macro", zero_division=0)),
        "top3": float((classes[best] == truth[:, None]).any(axis=1).mean()),
        "calibrationError": float(calibration_error(scores.max(axis=1), right)) if hasattr(estimator, "predict_proba") else None,
        "examplesPerSecond": len(rows) / seconds,
        "oneWineMs": float(np.median(singles) * 1000),
        "judged": len(rows),
    }


def main():
    path, target, estimator, *out = sys.argv[1:]
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    train = [row for row in rows if row["set"] == "train" and row.get(target)]
    counts = collections.Counter(row[target] for row in train)
    learnt = {name for name, count in counts.items() if count >= 10}
    train = [row for row in train if row[target] in learnt]
    held = [row for row in rows if row["set"] == "judge" and row["natural"] and row.get(target) in learnt]
    model = build(estimator)
    started = time.perf_counter()
    model.fit(columns(train, target), [row[target] for row in train])
    seconds = time.perf_counter() - started
    result = {"estimator": estimator, "target": target, "trained": len(train), "classes": len(learnt), "trainSeconds": seconds}
    result.update(judge(model, held, target))
    result["peakMb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if out:
        joblib.dump(model, out[0])
    print(json.dumps(result))


if __name__ == "__main__":
    main()
