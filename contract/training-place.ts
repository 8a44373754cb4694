/** Where a training run works, in the words of GraphQL's TrainingPlace. */
export type TrainingPlace = 'LAMBDA' | 'BATCH';

/** Where an environment has its trainings run; `bySize` is the function for those that fit into it. */
export const TRAIN_ON = ['lambda', 'batch', 'bySize'] as const;

/** One of TRAIN_ON. */
export type TrainOn = (typeof TRAIN_ON)[number];

/** The stage of a run whose container has not begun. */
export const QUEUED_STAGE = 'wait for AWS Batch';
