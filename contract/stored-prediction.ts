import type { Evidence, Wine } from './wine.ts';

/**
 * A prediction as it is recorded, and as the predict Lambda answers it; resolvers expand it to GraphQL's Prediction.
 * It is compact so that a typical one stays under 1 KB, which is one write unit.
 */
export interface StoredPrediction {
  /** Partition key. */
  clientId: string;
  /** Sort key: a ULID. */
  id: string;
  /** Only the fields that were given, trimmed. */
  wine: Wine;
  country: StoredClassification;
  variety: StoredClassification;
  modelVersion: string;
  /** ISO 8601 in UTC, to the millisecond: the time within `id`. */
  createdAt: string;
  /** Absent where there are none. */
  warnings?: string[];
  /** What its client has said is true; absent where nobody said. */
  label?: StoredLabel;
  /** Every label there was, oldest first, `label` last: at most 20. */
  labelHistory?: StoredLabel[];
  /** `YYYY-MM` of `labelledAt`: partition key of the index byLabelMonth, in which only labelled predictions are. */
  labelMonth?: string;
  /** Sort key of byLabelMonth: `label.labelledAt`. */
  labelledAt?: string;
}

/** The truth about a prediction, as its client told it: one target or both. */
export interface StoredLabel {
  country?: string;
  variety?: string;
  /** ISO 8601, UTC. */
  labelledAt: string;
}

/** What the model said about one target. */
export interface StoredClassification {
  /** Class and calibrated probability, to 4 decimals: the five most probable, best first. */
  ranking: [name: string, confidence: number][];
  /** Feature, kind and effect, to 3 decimals: up to eight, strongest first. */
  evidence: [feature: string, kind: EvidenceLetter, effect: number][];
}

/** WORD, PHRASE or FIELD. */
export type EvidenceLetter = 'W' | 'P' | 'F';

/** The letter under which a kind of evidence is stored. */
export const EVIDENCE_LETTERS: Record<Evidence['kind'], EvidenceLetter> = { WORD: 'W', PHRASE: 'P', FIELD: 'F' };

/** That a client asked for something under a requestId of its own; kept for a day beside the predictions. */
export interface RequestClaim {
  clientId: string;
  requestId: string;
  /** Id of the first wine's prediction; the n-th wine of a batch has this ULID incremented n times. */
  predictionId: string;
  /** SHA-256 of the wines, in hex: tells a repeat from another request under the same requestId. */
  digest: string;
  /** The model version that answers, and so makes the same bytes again if a crash kept an answer from being stored. */
  modelVersion: string;
  /** Epoch ms. */
  claimedAt: number;
  /** Epoch seconds, when DynamoDB may drop it. */
  expiresAt: number;
}
