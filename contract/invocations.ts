// What resolvers send to the Lambdas behind them, and what those answer. Each answer is one of two, told apart by
// reading a property that the other has not: APPSYNC_JS knows no operator `in`.
import type { Failure } from './errors.ts';
import type { CallerContext } from './stored/client.ts';
import type { StoredPrediction } from './stored/prediction.ts';

/** What the predict function is asked: wines of one client, as GraphQL coerced them, not yet validated. */
export interface PredictQuestion extends CallerContext {
  readonly wines: readonly unknown[];
  readonly requestId: string | null;
}

/** What the predict function answers: one outcome a wine, in order, or why the request as a whole failed. */
export type PredictAnswer = (
  | { readonly outcomes: readonly Outcome[]; readonly failure?: never }
  | { readonly failure: Failure; readonly outcomes?: never }
) & {
  /** Absent where nothing limits the client, and where nothing was asked of its quota. */
  readonly quota?: QuotaState;
};

/** What the predict function is asked where a wine is only tried: it is the one of `wines`. */
export interface TrialQuestion extends PredictQuestion {
  readonly trial: {
    /** The version that is to answer; null for the champion. */
    readonly modelVersion: string | null;
  };
}

/** What the predict function answers about a wine that is tried; the value has the shape of GraphQL's `Trial`. */
export type TrialAnswer = ModelsAnswer & { readonly quota?: QuotaState };

/** How a client's quota stands, per minute or per day: of two the one of which less is left. */
export interface QuotaState {
  /** In wines. */
  readonly limit: number;
  readonly remaining: number;
  /** Until the limit is whole again. */
  readonly resetSeconds: number;
}

/** What became of one wine. */
export type Outcome =
  | { readonly prediction: StoredPrediction; readonly rejection?: never }
  | { readonly rejection: Failure; readonly prediction?: never };

/**
 * What the models function does: an operation is called as the GraphQL field that it answers; a step and a schedule
 * ask for `settleRuns`, and another schedule for `takeStock`.
 */
export const MODELS_OPERATIONS = [
  'accuracy',
  'accuracyOverTime',
  'admitClass',
  'admittedClasses',
  'champion',
  'dataset',
  'datasets',
  'classes',
  'clients',
  'compareModels',
  'createClient',
  'health',
  'importDataset',
  'metrics',
  'drift',
  'modelVersion',
  'modelVersions',
  'promoteModel',
  'removeDataset',
  'restoreDataset',
  'resumeKey',
  'rollbackModel',
  'rotateKey',
  'settleRuns',
  'startTraining',
  'suspendKey',
  'takeStock',
  'withdrawClass',
] as const;

/** The name of something that the models function does. */
export type ModelsOperation = (typeof MODELS_OPERATIONS)[number];

/** What the models function is asked: who asks, for what, with which arguments of the GraphQL field. */
export interface ModelsQuestion {
  readonly operation: ModelsOperation;
  readonly clientId: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /**
   * Of a field that moves the champion: the sequence of the newest move when the request came, 0 before the first. A
   * move that was made since then makes this one a conflict.
   */
  readonly newestMove?: number;
  /** Of a field about keys: SHA-256, in hex, of the key by which it is asked. */
  readonly keyHash?: string;
}

/**
 * What the models function answers; a value has the shape of the field's GraphQL type, but AWSJSON as the value
 * itself.
 */
export type ModelsAnswer =
  { readonly value: unknown; readonly failure?: never } | { readonly failure: Failure; readonly value?: never };

/**
 * What sets the train function to work: a schedule, or startTraining, which has written the run and taken its lease.
 */
export type TrainEvent = { readonly source: 'schedule' } | { readonly run: string };

/** What the bulk function does for clients: an operation is called as the GraphQL field that it answers. */
export const BULK_OPERATIONS = [
  'createUpload',
  'predictFile',
  'cancelPredictionJob',
  'resumePredictionJob',
  'predictionJobFiles',
] as const;

/** The name of something that the bulk function does for clients. */
export type BulkOperation = (typeof BULK_OPERATIONS)[number];

/** What the bulk function is asked: who asks, for what, with which arguments of the GraphQL field. */
export interface BulkQuestion extends CallerContext {
  readonly operation: BulkOperation;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** As in `arguments`, for the log; null where the field has none, or none was given. */
  readonly requestId: string | null;
}

/** What the bulk function answers; a value has the shape of the field's GraphQL type. */
export type BulkAnswer = ModelsAnswer;
