"""A peer: what a data scientist would build with scikit-learn. Trains one estimator for one target and judges it.

usage: train.py EXAMPLES.jsonl TARGET ESTIMATOR [MODEL.joblib]

EXAMPLES.jsonl: one object a line, {description, price, points, country, variety, natural, set, judged}, set being "train"
or "judge", judged the targets for which to judge by it. TARGET: country or variety. ESTIMATOR: LinearSVC,
LogisticRegression or SGDClassifier. Prints one JSON object.

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
    answers = model.predict(table)
    classes = model.named_steps["estimator"].classes_
    estimator = model.named_steps["estimator"]
    scores = (model.predict_proba if hasattr(estimator, "predict_proba") else model.decision_function)(table)
    best = np.argsort(-scores, axis=1)[:, :3]
    right = answers == truth
    return {
        "accuracy": float(right.mean()),
        "macroF1": float(f1_score(truth, answers, average="macro", zero_division=0)),
        "top3": float((classes[best] == truth[:, None]).any(axis=1).mean()),
        "calibrationError": float(calibration_error(scores.max(axis=1), right)) if hasattr(estimator, "predict_proba") else None,
        "judged": len(rows),
    }


def peak_megabytes():
    """The most memory in use so far; on Linux the kernel's mark, because ru_maxrss begins with the parent's."""
    try:
        with open("/proc/self/status", encoding="ascii") as lines:
            return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    path, target, estimator, *out = sys.argv[1:]
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    train = [row for row in rows if row["set"] == "train" and row.get(target)]
    counts = collections.Counter(row[target] for row in train)
    learnt = {name for name, count in counts.items() if count >= 10}
    train = [row for row in train if row[target] in learnt]
    held = [row for row in rows if row["set"] == "judge" and row["natural"] and target in row["judged"]]
    model = build(estimator)
    started = time.perf_counter()
    model.fit(columns(train, target), [row[target] for row in train])
    seconds = time.perf_counter() - started
    result = {"estimator": estimator, "target": target, "trained": len(train), "classes": len(learnt), "trainSeconds": seconds}
    result["peakMb"] = peak_megabytes()
    result.update(judge(model, held, target))
    if out:
        joblib.dump(model, out[0])
    print(json.dumps(result))


if __name__ == "__main__":
    main()
