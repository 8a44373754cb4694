"""A peer: trains what serve_duties.py answers with, both targets from the features of one vectorizer.

usage: train_duties.py EXAMPLES.jsonl MODELS.joblib [svc|lr]

EXAMPLES.jsonl and the features are those of train.py. A LinearSVC calibrated by sigmoids (svc, which is what is served),
or a LogisticRegression of a few rounds (lr): as large and as fast, to compare how fast they answer. What is kept is not
the estimator but its numbers, as an answer needs them: weights of features times classes in single precision, row after
row. Prints one JSON object.
"""

import collections
import json
import sys
import time

import joblib
import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder
from sklearn.svm import LinearSVC
from train import columns

TARGETS = ("country", "variety")
FOLDS = 3


def learn_svc(features, names):
    model = CalibratedClassifierCV(LinearSVC(C=0.5), method="sigmoid", ensemble=False, cv=FOLDS).fit(features, names)
    (calibrated,) = model.calibrated_classifiers_
    curves = np.array([(curve.a_, curve.b_) for curve in calibrated.calibrators], dtype=np.float32)
    return calibrated.estimator, {"slopes": curves[:, 0], "offsets": curves[:, 1]}


def learn_lr(features, names):
    return LogisticRegression(C=10, max_iter=3).fit(features, names), {}


def learn(rows, notes, target, learner):
    """The numbers of one target's model; `notes` are the notes of all rows as features."""
    counts = collections.Counter(row[target] for row in rows if row.get(target))
    kept = [at for at, row in enumerate(rows) if counts[row.get(target)] >= 10]
    table = columns([rows[at] for at in kept], target)
    others = OneHotEncoder(handle_unknown="ignore").fit(table[:, [1]])
    features = hstack([notes[kept], others.transform(table[:, [1]]), csr_matrix(table[:, 2:].astype(np.float64))])
    estimator, curves = learner(features.tocsr(), [rows[at][target] for at in kept])
    weights = np.ascontiguousarray(estimator.coef_.T, dtype=np.float32)
    words = notes.shape[1]
    return {
        "classes": estimator.classes_.tolist(),
        "notes": weights[:words].copy(),
        "others": {name: weights[words + at].copy() for at, name in enumerate(others.categories_[0])},
        "numbers": weights[-2:].copy(),
        "intercepts": estimator.intercept_.astype(np.float32),
        **curves,
    }


def main():
    path, out, *named = sys.argv[1:]
    learner = learn_lr if named == ["lr"] else learn_svc
    with open(path, encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["set"] == "train"]
    started = time.perf_counter()
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32)
    notes = vectorizer.fit_transform([row["description"] for row in rows])
    models = {target: learn(rows, notes, target, learner) for target in TARGETS}
    seconds = time.perf_counter() - started
    joblib.dump({"vectorizer": vectorizer, "models": models}, out)
    print(json.dumps({"trained": len(rows), "features": notes.shape[1], "trainSeconds": seconds}))


if __name__ == "__main__":
    main()
