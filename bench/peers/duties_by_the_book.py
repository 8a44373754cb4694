"""How serve_duties.py classifies with the pipelines of scikit-learn that train_duties.py keeps, as they are: one transform
and one predict_proba a target, whatever the number of wines."""

import numpy as np
import train
from ranking import explain, rank


class Pipelines:
    def __init__(self, kept):
        self.parts = {}
        for target, pipeline in kept["pipelines"].items():
            features, estimator = pipeline
            # The weights row after row by feature, so that those of a note's terms are read in passing.
            weights = np.ascontiguousarray(estimator.coef_.T)
            words = features.named_transformers_["note"].get_feature_names_out().tolist()
            self.parts[target] = features, estimator, weights, words, estimator.classes_.tolist()

    def classify(self, wines):
        """For each wine name, ranking and evidence, by target."""
        rows = [wine.__dict__ for wine in wines]
        return {target: self.classify_target(rows, target) for target in self.parts}

    def classify_target(self, rows, target):
        features, estimator, weights, words, classes = self.parts[target]
        table = features.transform(train.columns(rows, target))
        winners, rankings = rank(estimator.predict_proba(table), classes)
        # What is not of the note has the last columns.
        notes = table[:, : len(words)]
        return zip(rankings, explain(notes, weights, winners, words))
