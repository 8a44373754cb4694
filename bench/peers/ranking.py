"""From probabilities and weights to what is answered: the most probable classes, and the strongest terms."""

import numpy as np

RANKED = 5
TERMS = 8


def rank(chances, classes):
    """Which class won, and the five most probable ones, best first; both for each row."""
    best = np.argpartition(-chances, RANKED, axis=1)[:, :RANKED]
    best_chances = np.take_along_axis(chances, best, axis=1)
    order = np.argsort(-best_chances, axis=1)
    ranked = np.take_along_axis(best, order, axis=1)
    ranked_chances = np.take_along_axis(best_chances, order, axis=1).astype(np.float64).round(4).tolist()
    rankings = [
        [{"name": classes[at], "confidence": chance} for at, chance in zip(row, row_chances)]
        for row, row_chances in zip(ranked.tolist(), ranked_chances)
    ]
    return ranked[:, 0], rankings


def explain(notes, weights, winners, terms):
    """The strongest terms of each note for the class that won, all notes at once; `notes` in CSR form."""
    rows = np.repeat(np.arange(notes.shape[0]), np.diff(notes.indptr))
    effects = notes.data * weights[notes.indices, winners[rows]]
    order = np.lexsort((-np.abs(effects), rows))
    for begin, end in zip(notes.indptr[:-1].tolist(), notes.indptr[1:].tolist()):
        strongest = order[begin : min(end, begin + TERMS)]
        features = [terms[at] for at in notes.indices[strongest].tolist()]
        yield [
            {"feature": feature, "kind": "PHRASE" if " " in feature else "WORD", "effect": effect}
            for feature, effect in zip(features, effects[strongest].astype(np.float64).round(3).tolist())
        ]
