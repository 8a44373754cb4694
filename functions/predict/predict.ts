import { decodeTime } from 'ulid';
import { type Evidence, type ScoredClass, type Target, type Wine } from '../../contract/wine.ts';
import {
  EVIDENCE_LETTERS,
  type StoredClassification,
  type StoredPrediction,
} from '../../contract/stored/prediction.ts';
import { settleName } from '../../classifier/text/names.ts';
import type { Model } from '../../artifacts/open.ts';

/** A wine, and the id under which its prediction is recorded. */
export interface NumberedWine {
  id: string;
  wine: Wine;
}

/**
 * Predicts wines for a client, as they will be stored and answered. The same ids, wines and model version give the
 * same bytes, at any time and beside any other wines: the time of a prediction is the one within its id.
 */
export async function makePredictions(
  model: Model,
  clientId: string,
  wines: readonly NumberedWine[],
): Promise<StoredPrediction[]> {
  const answers = await model.classify(wines.map(({ wine }) => wine));
  return wines.map(({ id, wine }, n) => {
    const answer = answers[n];
    if (answer === undefined) throw new Error(`The model answered ${answers.length} of ${wines.length} wines.`);
    return {
      clientId,
      id,
      wine,
      country: toStored(answer.country),
      variety: toStored(answer.variety),
      settled: [settleBest('country', answer.country), settleBest('variety', answer.variety)],
      modelVersion: model.version,
      createdAt: new Date(decodeTime(id)).toISOString(),
      ...(answer.warnings.length === 0 ? {} : { warnings: answer.warnings }),
    };
  });
}

function settleBest(target: Target, { ranking }: { ranking: ScoredClass[] }): string {
  return settleName(target, ranking[0]?.name ?? '');
}

function toStored(answer: { ranking: ScoredClass[]; evidence: Evidence[] }): StoredClassification {
  return {
    ranking: answer.ranking.map(({ name, confidence }) => [name, roundConfidence(confidence)]),
    evidence: answer.evidence.map(({ feature, kind, effect }) => [
      feature,
      EVIDENCE_LETTERS[kind],
      roundEffect(effect),
    ]),
  };
}

/** A probability as it is stored and answered: to four decimals. */
export function roundConfidence(confidence: number): number {
  return round(confidence, 4);
}

/** What a piece of evidence does to a score, as it is stored and answered: to three decimals. */
export function roundEffect(effect: number): number {
  return round(effect, 3);
}

function round(value: number, decimals: number): number {
  // Adding 0 makes 0 of -0, which DynamoDB does not keep.
  return Math.round(value * 10 ** decimals) / 10 ** decimals + 0;
}
