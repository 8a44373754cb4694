import { EVIDENCE_KINDS, type StoredClassification, type StoredPrediction } from '../../contract/stored/prediction.ts';
import type { Classification, Prediction } from '../../generated/schema.ts';

/** A prediction as GraphQL answers it, letter for letter what resolvers make of it; those run elsewhere. */
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

function expandClassification({ ranking, evidence }: StoredClassification): Classification {
  const classes = ranking.map(([name, confidence]) => ({ name, confidence }));
  const [{ name, confidence } = { name: '', confidence: 0 }] = classes;
  return {
    name,
    confidence,
    ranking: classes,
    evidence: evidence.map(([feature, kind, effect]) => ({ feature, kind: EVIDENCE_KINDS[kind], effect })),
  };
}
