import {
  EVIDENCE_KINDS,
  type StoredClassification,
  type StoredLabel,
  type StoredPrediction,
} from '../../contract/stored/prediction.ts';
import type { Classification, Label, Prediction, Wine } from '../../packages/client/client.ts';

/** A stored prediction as a line of JSON: with the fields, and the order of them, that the API answers. */
export function formatPredictionLine(stored: StoredPrediction): string {
  const { id, wine, country, variety, modelVersion, createdAt, warnings = [], label, labelHistory = [] } = stored;
  const prediction: Prediction = {
    id,
    wine: expandWine(wine),
    country: expandClassification(country),
    variety: expandClassification(variety),
    modelVersion,
    createdAt,
    warnings: [...warnings],
    label: label === undefined ? null : expandLabel(label),
    labelHistory: labelHistory.map(expandLabel),
  };
  return `${JSON.stringify(prediction)}\n`;
}

function expandWine({ description, variety, country, region, winery, points, price }: StoredPrediction['wine']): Wine {
  return {
    description: description ?? null,
    variety: variety ?? null,
    country: country ?? null,
    region: region ?? null,
    winery: winery ?? null,
    points: points ?? null,
    price: price ?? null,
  };
}

function expandClassification({ ranking, evidence }: StoredClassification): Classification {
  const classes = ranking.map(([name, confidence]) => ({ name, confidence }));
  const { name, confidence } = classes[0] ?? { name: '', confidence: 0 };
  const pieces = evidence.map(([feature, kind, effect]) => ({ feature, kind: EVIDENCE_KINDS[kind], effect }));
  return { name, confidence, ranking: classes, evidence: pieces };
}

function expandLabel({ country, variety, labelledAt }: StoredLabel): Label {
  return { country: country ?? null, variety: variety ?? null, labelledAt };
}
