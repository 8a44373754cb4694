"""A peer: trains what serve_duties.py answers with.

usage: train_duties.py EXAMPLES.jsonl numbers|pipelines MODELS.joblib

EXAMPLES.jsonl and the features are those of train.py. Prints one JSON object.

pipelines: those of train.py with a LogisticRegression, which answers predict_proba in 0.15 ms; a calibrated LinearSVC
takes a curve a class, one after the other. It stops after 20 rounds, because how it answers takes the same time however
long it was trained.

numbers: a LinearSVC calibrated by sigmoids for each target, over the features of one vectorizer. What is kept is not the
estimator but its numbers, as an answer needs them: weights of features times classes in single precision, row after row.
By numbers a LogisticRegression answers no faster (0.67 and 0.72 ms of processor time a wine, records included).
"""

import collections
import json
import sys
import time

import joblib
import numpy as np
import train
from scipy.sparse import csr_matrix, hstack
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder
from sklearn.svm import LinearSVC

TARGETS = ("country", "variety")
FOLDS = 3
LEAST_ROWS = 10


def calibrate(features, names):
    model = CalibratedClassifierCV(LinearSVC(C=0.5), method="sigmoid", ensemble=False, cv=FOLDS).fit(features, names)
    (calibrated,) = model.calibrated_classifiers_
    curves = np.array([(curve.a_, curve.b_) for curve in calibrated.calibrators], dtype=np.float32)
    return calibrated.estimator, curves


def learnt_of(rows, target):
    """Where the rows are whose class is learnt."""
    counts = collections.Counter(row[target] for row in rows if row.get(target))
    return [at for at, row in enumerate(rows) if counts[row.get(target)] >= LEAST_ROWS]


def learn_numbers(rows, notes, target):
    """The numbers of one target's model; `notes` are the notes of all rows as features."""
    kept = learnt_of(rows, target)
    table = train.columns([rows[at] for at in kept], target)
    others = OneHotEncoder(handle_unknown="ignore").fit(table[:, [1]])
    features = hstack([notes[kept], others.transform(table[:, [1]]), csr_matrix(table[:, 2:].astype(np.float64))])
    estimator, curves = calibrate(features.tocsr(), [rows[at][target] for at in kept])
    weights = np.ascontiguousarray(estimator.coef_.T, dtype=np.float32)
    words = notes.shape[1]
    return {
        "classes": estimator.classes_.tolist(),
        "notes": weights[:words].copy(),
        "others": {name: weights[words + at].copy() for at, name in enumerate(others.categories_[0])},
        "numbers": weights[-2:].copy(),
        "intercepts": estimator.intercept_.astype(np.float32),
        "slopes": curves[:, 0].copy(),
        "offsets": curves[:, 1].copy(),
    }


def train_numbers(rows):
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32)
    notes = vectorizer.fit_transform([row["description"] for row in rows])
    return {"vectorizer": vectorizer, "models": {target: learn_numbers(rows, notes, target) for target in TARGETS}}


def train_pipelines(rows):
    train.ESTIMATORS["of a few rounds"] = lambda: LogisticRegression(C=10, max_iter=20)
    pipelines = {}
    for target in TARGETS:
        learnt = [rows[at] for at in learnt_of(rows, target)]
        names = [row[target] for row in learnt]
        pipelines[target] = train.build("of a few rounds").fit(train.columns(learnt, target), names)
    return {"pipelines": pipelines}


def main():
    path, kind, out = sys.argv[1:]
    with open(path, encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["set"] == "train"]
    started = time.perf_counter()
    models = train_pipelines(rows) if kind == "pipelines" else train_numbers(rows)
    seconds = time.perf_counter() - started
    joblib.dump(models, out)
    print(json.dumps({"trained": len(rows), "trainSeconds": seconds}))


if __name__ == "__main__":
    main()
