import type { EvidenceKind, Wine } from '../wine.ts';

/**
 * A prediction as it is recorded, and as the predict Lambda answers it; resolvers expand it to GraphQL's Prediction.
 * It is compact so that a typical one stays under 1 KB, which is one write unit.
 */
export interface StoredPrediction {
  /**
   * Partition key. In the table that of a numbered partition, `client-7#3`, where the client has several; whatever
   * store/ brings or takes has the client's own id.
   */
  readonly clientId: string;
  /** Sort key: a ULID. */
  readonly id: string;
  /** Only the fields that were given, trimmed. */
  readonly wine: Wine;
  readonly country: StoredClassification;
  readonly variety: StoredClassification;
  /** The names that were answered, as names are compared: what filters go by. Absent in what was written before 0.1. */
  readonly settled?: readonly [country: string, variety: string];
  readonly modelVersion: string;
  /** ISO 8601 in UTC, to the millisecond: the time within `id`. */
  readonly createdAt: string;
  /** Absent where there are none. */
  readonly warnings?: readonly string[];
  /** What its client has said is true; absent where nobody said. */
  readonly label?: StoredLabel;
  /**
   * Whether `label` says what was answered, names compared as names are; a target of which it says nothing is absent.
   * Absent as a whole in what was labelled before filters asked for it: there the spellings are compared.
   */
  readonly labelRight?: { readonly country?: boolean; readonly variety?: boolean };
  /** Every label there was, oldest first, `label` last; the latest LABEL_HISTORY_MAX are kept. */
  readonly labelHistory?: readonly StoredLabel[];
  /** `YYYY-MM` of `labelledAt`: partition key of the index byLabelMonth, in which only labelled predictions are. */
  readonly labelMonth?: string;
  /** Sort key of byLabelMonth: `label.labelledAt`. */
  readonly labelledAt?: string;
}

/** The truth about a prediction, as its client told it: one target or both. */
export interface StoredLabel {
  readonly country?: string;
  readonly variety?: string;
  /** ISO 8601, UTC. */
  readonly labelledAt: string;
}

/** What the model said about one target. */
export interface StoredClassification {
  /** Class and calibrated probability, to 4 decimals: the five most probable, best first. */
  readonly ranking: readonly StoredClass[];
  /** Feature, kind and effect, to 3 decimals: up to eight, strongest first. */
  readonly evidence: readonly StoredEvidence[];
}

/** A class as a prediction is stored: name and calibrated probability. */
export type StoredClass = readonly [name: string, confidence: number];

/** A piece of evidence as a prediction is stored: feature, kind and effect. */
export type StoredEvidence = readonly [feature: string, kind: EvidenceLetter, effect: number];

/** WORD, PHRASE or FIELD. */
export type EvidenceLetter = 'W' | 'P' | 'F';

/** The letter under which each kind of evidence is stored. */
export const EVIDENCE_LETTERS: Readonly<Record<EvidenceKind, EvidenceLetter>> = { WORD: 'W', PHRASE: 'P', FIELD: 'F' };

/** The kind of evidence that each stored letter stands for. */
export const EVIDENCE_KINDS: Readonly<Record<EvidenceLetter, EvidenceKind>> = { W: 'WORD', P: 'PHRASE', F: 'FIELD' };

/**
 * What the sort key of a claim begins with: it sorts after every ULID, so that no range of prediction ids holds a
 * claim.
 */
export const CLAIM_PREFIX = 'request#';

/** That a client asked for something under a requestId of its own; kept for a day beside the predictions. */
export interface RequestClaim {
  readonly clientId: string;
  readonly requestId: string;
  /** Id of the first wine's prediction; the n-th wine of a batch has this ULID incremented n times. */
  readonly predictionId: string;
  /** SHA-256 of the wines, in hex: tells a repeat from another request under the same requestId. */
  readonly digest: string;
  /** The model version that answers, and so makes the same bytes again if a crash kept an answer from being stored. */
  readonly modelVersion: string;
  /** To how many partitions its predictions are written, by whoever writes them; absent: to one. */
  readonly partitions?: number;
  /** Epoch ms; of a claim that was taken over, when it was. */
  readonly claimedAt: number;
  /** A ULID of the request that took it over from one that left it unfinished; absent where none did. */
  readonly holder?: string;
  /** Epoch seconds, when DynamoDB may drop it. */
  readonly expiresAt: number;
}
