import {
  EVIDENCE_KINDS,
  type StoredClass,
  type StoredClassification,
  type StoredEvidence,
  type StoredPrediction,
} from '../../contract/stored/prediction.ts';
import type { Classification, Evidence, Prediction, ScoredClass } from '../../generated/schema.ts';

/** The prediction as GraphQL answers it. */
export function expandPrediction(stored: StoredPrediction): Prediction {
  return {
    __typename: 'Prediction',
    id: stored.id,
    wine: stored.wine,
    country: expandClassification(stored.country),
    variety: expandClassification(stored.variety),
    modelVersion: stored.modelVersion,
    createdAt: stored.createdAt,
    warnings: stored.warnings ?? [],
    label: stored.label ?? null,
    labelHistory: stored.labelHistory ?? [],
  };
}

// The entries are written out because AppSync ends a loop after 1,000 rounds, without an error. Should it count the
// rounds of nested loops together, the 26 entries of each of 100 predictions would be cut short.
function expandClassification({ ranking: r, evidence: e }: StoredClassification): Classification {
  const best = scoredClass(r[0]);
  return {
    name: best.name,
    confidence: best.confidence,
    ranking: [best, scoredClass(r[1]), scoredClass(r[2]), scoredClass(r[3]), scoredClass(r[4])].slice(0, r.length),
    evidence: [
      evidence(e[0]),
      evidence(e[1]),
      evidence(e[2]),
      evidence(e[3]),
      evidence(e[4]),
      evidence(e[5]),
      evidence(e[6]),
      evidence(e[7]),
    ].slice(0, e.length),
  };
}

/** What stands for an absent entry is cut off by the caller. */
function scoredClass(stored: StoredClass | undefined): ScoredClass {
  return { name: stored?.[0] ?? '', confidence: stored?.[1] ?? 0 };
}

function evidence(stored: StoredEvidence | undefined): Evidence {
  return { feature: stored?.[0] ?? '', kind: EVIDENCE_KINDS[stored?.[1] ?? 'W'], effect: stored?.[2] ?? 0 };
}
