import type { ModelFile } from '../objects.ts';
import type { TrainingPlace } from '../training-place.ts';

/** Whether a challenger may become the champion, and by what figures. */
export interface GateDecision {
  readonly promoted: boolean;
  /** In a sentence. */
  readonly reason: string;
  /** The name of the check that decided, or null; absent in what was stored before it was told. */
  readonly decidedBy?: string | null;
  readonly checks: readonly GateCheck[];
}

/** One check of the gate, with its figures; null where there is none. */
export interface GateCheck {
  readonly name: string;
  readonly passed: boolean;
  readonly champion: number | null;
  readonly challenger: number | null;
  readonly limit: number | null;
  /** GraphQL's Target, or null where it is about both; absent in what was stored before it was told. */
  readonly target?: 'COUNTRY' | 'VARIETY' | null;
  /** The ends of the interval of the challenger's figure; absent where none was taken. */
  readonly low?: number | null;
  readonly high?: number | null;
  /** From how many examples the figures come; absent where nobody counted. */
  readonly n?: number | null;
  /** In a sentence. */
  readonly detail: string;
}

/** One version of an object in the bucket, and by what its bytes are known again. */
export interface StoredFile {
  readonly key: string;
  readonly versionId: string;
  /** In hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A model version as it is registered. It never changes: what has become of it is told by the promotions. */
export interface StoredVersion {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The training run that made it; null for a starter version, which is registered when it first serves. */
  readonly trainedBy: string | null;
  /** How many examples it was trained on. */
  readonly examples: number;
  /** Accuracy on the hold-out set, given a note, numbers and the other target. */
  readonly countryAccuracy: number;
  readonly varietyAccuracy: number;
  /** JSON: the manifest's evaluation of each target. */
  readonly evaluation: string;
  /** Null for a starter version, which no gate has judged. */
  readonly decision: GateDecision | null;
  /** Whether the gate held it back. */
  readonly rejected: boolean;
  /** SHA-256, in hex, of all that it was made from: another training from the same would give the same model. */
  readonly inputs: string;
  readonly files: Readonly<Record<ModelFile, StoredFile>>;
}

/** A move of the champion. Moves are only ever added: the champion is the newest one's `to`. */
export interface StoredPromotion {
  /** 1 for the first, and so on without gaps. */
  readonly sequence: number;
  /** GraphQL's Promotion.kind; `kind` is the table's partition key. */
  readonly promotionKind: 'GATE' | 'PROMOTE' | 'ROLLBACK';
  readonly from: string;
  readonly to: string;
  /** A clientId, or `gate`. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string;
  /** The champions to go back to, the latest last. */
  readonly history: readonly string[];
  /** Tells a move from another one of the same words at the same time. */
  readonly moveId: string;
}

/** How the ids of versions that runs made begin; a run's id follows. Those of starter versions begin otherwise. */
export const TRAINED_PREFIX = 'v-';

/** The id of a move in the table has so many digits, so that ids sort as moves count. */
export const PROMOTION_ID_DIGITS = 10;

/** How the log loss stood in a step of the fits of a target, in the words of GraphQL's FitLoss. */
export interface StoredLoss {
  readonly target: 'COUNTRY' | 'VARIETY';
  readonly share: number;
  readonly logLoss: number;
}

/** A training run, in the words of GraphQL's TrainingRun, which explains them. */
export interface StoredRun {
  readonly id: string;
  readonly status: 'RUNNING' | 'PROMOTED' | 'REJECTED' | 'UNCHANGED' | 'FAILED';
  readonly stage: string;
  readonly share: number;
  readonly reason: string | null;
  readonly startedBy: string;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly finishedAt: string | null;
  readonly examples: number | null;
  readonly labels: number | null;
  /** Absent in runs of earlier releases. */
  readonly datasets?: readonly string[] | null;
  readonly refused: readonly string[];
  /** Absent in runs of earlier releases. */
  readonly losses?: readonly StoredLoss[] | null;
  readonly modelVersion: string | null;
  readonly decision: GateDecision | null;
  readonly failure: string | null;
  /** Where it is to run, or runs; null before that is known. Absent in runs of earlier releases. */
  readonly place?: TrainingPlace | null;
}
