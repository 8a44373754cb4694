/** What a key may be allowed to do. */
export const SCOPES = ['predict', 'history', 'label', 'operate', 'keys'] as const;

/** One thing that a key may be allowed to do. */
export type Scope = (typeof SCOPES)[number];

/** What a field needs of a key: a scope, `any` (every valid key will do), or `none` (no key opens it, only IAM). */
export type FieldScope = Scope | 'any' | 'none';

/**
 * What AppSync asks for answers. `predictions` reads that table, `labels` reads and changes it; `registry` reads the
 * table of models, `keys` that of clients, `usage` that of quotas, `jobs` that of jobs; `predict`, `models`, `train`,
 * `drift`, `bulk` are Lambdas; `none` answers with what it is given.
 */
export type DataSourceName =
  | 'predictions'
  | 'labels'
  | 'registry'
  | 'keys'
  | 'usage'
  | 'jobs'
  | 'predict'
  | 'models'
  | 'train'
  | 'drift'
  | 'bulk'
  | 'none';

/**
 * The steps that look into one numbered partition each, PARTITIONS_MAX of them: whether a pipeline may run one and the
 * same function several times is nowhere told.
 */
const HISTORY_STEPS = [
  'readPartition0',
  'readPartition1',
  'readPartition2',
  'readPartition3',
  'readPartition4',
  'readPartition5',
  'readPartition6',
  'readPartition7',
] as const;
type HistoryStepName = (typeof HISTORY_STEPS)[number];
const HISTORY_STEP = { source: 'predictions', code: 'steps/readPartition' } as const;

/** The name of a step of a pipeline. */
export type StepName =
  | 'readPrediction'
  | 'recordLabel'
  | 'readHistory'
  | HistoryStepName
  | 'readRun'
  | 'readRuns'
  | 'settleRuns'
  | 'readNewestMove'
  | 'moveChampion'
  | 'claimTraining'
  | 'launchTraining'
  | 'readOwnJob'
  | 'readKey';

/** What answers a step, and by which code. */
export interface Step {
  readonly source: DataSourceName;
  /** The file of resolvers/, without `.ts`, where the step has none of its own name in `resolvers/steps/`. */
  readonly code?: string;
}

/** The steps of pipelines. */
export const STEPS: Readonly<Record<StepName, Step>> = {
  readPrediction: { source: 'labels' },
  recordLabel: { source: 'labels' },
  readHistory: { source: 'predictions', code: 'Query.predictionHistory' },
  readPartition0: HISTORY_STEP,
  readPartition1: HISTORY_STEP,
  readPartition2: HISTORY_STEP,
  readPartition3: HISTORY_STEP,
  readPartition4: HISTORY_STEP,
  readPartition5: HISTORY_STEP,
  readPartition6: HISTORY_STEP,
  readPartition7: HISTORY_STEP,
  readRun: { source: 'registry' },
  readRuns: { source: 'registry' },
  settleRuns: { source: 'models' },
  readNewestMove: { source: 'registry' },
  moveChampion: { source: 'models' },
  claimTraining: { source: 'models', code: 'ask-models' },
  launchTraining: { source: 'train' },
  readOwnJob: { source: 'jobs' },
  readKey: { source: 'keys' },
};

/** Who may ask for a field, what answers it, and by which code. */
export interface RootField {
  readonly scope: FieldScope;
  /** The data source, or the steps in turn. */
  readonly source: DataSourceName | readonly StepName[];
  /**
   * The file of resolvers/, without `.ts`, of fields that differ by nothing but their names; else it is named after
   * the field.
   */
  readonly code?: string;
}

const FIELDS = {
  'Query.prediction': { scope: 'history', source: 'predictions' },
  'Query.predictionHistory': { scope: 'history', source: ['readHistory', ...HISTORY_STEPS], code: 'answer-last-step' },
  'Query.champion': { scope: 'any', source: 'models', code: 'ask-models' },
  'Query.modelVersion': { scope: 'any', source: 'models', code: 'ask-models' },
  'Query.modelVersions': { scope: 'any', source: 'models', code: 'ask-models' },
  'Query.promotions': { scope: 'any', source: 'registry' },
  'Query.trainingRun': { scope: 'any', source: ['readRun', 'settleRuns'], code: 'answer-last-step' },
  'Query.trainingRuns': { scope: 'any', source: ['readRuns', 'settleRuns'], code: 'answer-last-step' },
  'Query.caller': { scope: 'any', source: 'none' },
  'Query.quota': { scope: 'any', source: 'usage' },
  'Query.tryWine': { scope: 'predict', source: 'predict' },
  'Query.classes': { scope: 'predict', source: 'models', code: 'ask-models' },
  'Query.compareModels': { scope: 'any', source: 'models', code: 'ask-models' },
  'Query.accuracy': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Query.accuracyOverTime': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Query.drift': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Query.datasets': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Query.dataset': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Query.admittedClasses': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Query.metrics': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Query.health': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Query.clients': { scope: 'keys', source: 'models', code: 'ask-keys' },
  'Query.keyActs': { scope: 'keys', source: 'registry' },
  'Query.predictionJob': { scope: 'predict', source: 'jobs' },
  'Query.predictionJobs': { scope: 'predict', source: 'jobs' },
  'Query.predictionJobFiles': { scope: 'predict', source: 'bulk', code: 'ask-bulk' },
  'Mutation.predict': { scope: 'predict', source: 'predict' },
  'Mutation.predictBatch': { scope: 'predict', source: 'predict' },
  'Mutation.labelPrediction': { scope: 'label', source: ['readPrediction', 'recordLabel'] },
  'Mutation.startTraining': { scope: 'operate', source: ['claimTraining', 'launchTraining'] },
  'Mutation.promoteModel': { scope: 'operate', source: ['readNewestMove', 'moveChampion'], code: 'answer-last-step' },
  'Mutation.rollbackModel': { scope: 'operate', source: ['readNewestMove', 'moveChampion'], code: 'answer-last-step' },
  'Mutation.importDataset': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Mutation.removeDataset': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Mutation.restoreDataset': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Mutation.admitClass': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Mutation.checkDrift': { scope: 'operate', source: 'drift', code: 'ask-models' },
  'Mutation.withdrawClass': { scope: 'operate', source: 'models', code: 'ask-models' },
  'Mutation.createClient': { scope: 'keys', source: 'models', code: 'ask-keys' },
  'Mutation.rotateKey': { scope: 'keys', source: 'models', code: 'ask-keys' },
  'Mutation.suspendKey': { scope: 'keys', source: 'models', code: 'ask-keys' },
  'Mutation.resumeKey': { scope: 'keys', source: 'models', code: 'ask-keys' },
  'Mutation.createUpload': { scope: 'predict', source: 'bulk' },
  'Mutation.predictFile': { scope: 'predict', source: 'bulk', code: 'ask-bulk' },
  'Mutation.cancelPredictionJob': { scope: 'predict', source: 'bulk', code: 'ask-bulk' },
  'Mutation.resumePredictionJob': { scope: 'predict', source: 'bulk', code: 'ask-bulk' },
  'Mutation.publishTrainingProgress': { scope: 'none', source: 'none', code: 'publish-training' },
  'Mutation.publishTrainingCompleted': { scope: 'none', source: 'none', code: 'publish-training' },
  'Mutation.publishPredictionJob': { scope: 'none', source: 'none' },
  'Mutation.endSubscriptions': { scope: 'none', source: 'none' },
  'Subscription.onTrainingProgress': { scope: 'any', source: 'keys', code: 'begin-subscription' },
  'Subscription.onTrainingCompleted': { scope: 'any', source: 'keys', code: 'begin-subscription' },
  'Subscription.onPredictionJob': { scope: 'predict', source: ['readOwnJob', 'readKey'] },
} as const satisfies Readonly<Record<string, RootField>>;

/** The name of a root field, as AppSync's deniedFields have it: `Query.champion`. */
export type RootFieldName = keyof typeof FIELDS;

/**
 * Every root field of schema.graphql. AppSync lets a key through to whatever its authorizer does not deny, so a field
 * that is missing here would be open to all: a test holds this table against the schema.
 */
export const ROOT_FIELDS: Readonly<Record<RootFieldName, RootField>> = FIELDS;

/** The fields that a client subscribes to. */
export const SUBSCRIPTIONS = ['onTrainingProgress', 'onTrainingCompleted', 'onPredictionJob'] as const;

/** The mutations by which a training tells how far it is; only IAM opens them. */
export const PUBLICATIONS = ['publishTrainingProgress', 'publishTrainingCompleted'] as const;

/** The name of a mutation by which a training tells how far it is. */
export type Publication = (typeof PUBLICATIONS)[number];

/** The mutation by which the bulk function tells how far a job is; only IAM opens it. */
export const JOB_PUBLICATION = 'publishPredictionJob' satisfies StripMutation<RootFieldName>;

type StripMutation<Name extends string> = Name extends `Mutation.${infer Field}` ? Field : never;
