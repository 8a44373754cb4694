/** Every root field of schema.graphql, and what answers it: a data source of infra/data-sources.ts, or steps in turn. */
export const FIELDS = {
  'Query.prediction': 'predictions',
  'Query.predictionHistory': 'predictions',
  'Query.champion': 'models',
  'Query.modelVersion': 'models',
  'Query.modelVersions': 'models',
  'Query.accuracy': 'models',
  'Query.promotions': 'registry',
  'Query.trainingRun': 'registry',
  'Query.trainingRuns': 'registry',
  'Mutation.predict': 'predict',
  'Mutation.predictBatch': 'predict',
  'Mutation.labelPrediction': ['readPrediction', 'recordLabel'],
  'Mutation.startTraining': ['claimTraining', 'launchTraining'],
  'Mutation.promoteModel': 'models',
  'Mutation.rollbackModel': 'models',
  'Mutation.publishTrainingProgress': 'none',
  'Mutation.publishTrainingCompleted': 'none',
  'Subscription.onTrainingProgress': 'none',
  'Subscription.onTrainingCompleted': 'none',
} as const satisfies Readonly<Record<string, DataSourceName | readonly StepName[]>>;

/** The steps of pipelines, and what answers each. The code between is `resolvers/steps/<step>.ts`. */
export const STEPS = {
  readPrediction: 'labels',
  recordLabel: 'labels',
  claimTraining: 'models',
  launchTraining: 'train',
} as const satisfies Readonly<Record<string, DataSourceName>>;

export type StepName = keyof typeof STEPS;

/**
 * `predictions` reads that table, `labels` reads and changes it; `registry` reads the table of models; `predict`,
 * `models` and `train` are Lambdas; `none` answers with what it is given.
 */
export type DataSourceName = 'predictions' | 'labels' | 'registry' | 'predict' | 'models' | 'train' | 'none';
