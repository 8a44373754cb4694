"""How serve_duties.py classifies with the numbers that train_duties.py keeps: one transform and three sums of products a
target, whatever the number of wines."""

import math

import numpy as np
from ranking import explain, rank


class Numbers:
    def __init__(self, kept):
        self.vectorizer, self.models = kept["vectorizer"], kept["models"]
        self.terms = self.vectorizer.get_feature_names_out().tolist()

    def classify(self, wines):
        """For each wine name, ranking and evidence, by target."""
        notes = self.vectorizer.transform([wine.description for wine in wines])
        numbers = np.array([to_numbers(wine) for wine in wines], dtype=np.float32)
        return {
            "country": self.classify_target(wines, notes, numbers, "country", "variety"),
            "variety": self.classify_target(wines, notes, numbers, "variety", "country"),
        }

    def classify_target(self, wines, notes, numbers, target, other):
        model = self.models[target]
        scores = notes @ model["notes"]
        scores += numbers @ model["numbers"]
        scores += model["intercepts"]
        for row, wine in enumerate(wines):
            weights = model["others"].get(getattr(wine, other) or "")
            if weights is not None:
                scores[row] += weights
        scores *= model["slopes"]
        scores += model["offsets"]
        chances = 1 / (1 + np.exp(scores))
        chances /= chances.sum(axis=1, keepdims=True)
        winners, rankings = rank(chances, model["classes"])
        return zip(rankings, explain(notes, model["notes"], winners, self.terms))


def to_numbers(wine):
    price = 0 if wine.price is None else math.log(wine.price) / 5
    return price, 0 if wine.points is None else (wine.points - 80) / 20
