/** A stage of a fit. */
export type FittingStage = 'vocabulary' | 'country' | 'variety';

/** A stage of training; those of the two targets may overlap. */
export type TrainingStage = FittingStage | 'calibration';

/** What a caller of train() may hang in. */
export interface TrainingWatch {
  /** Called now and then with a share from 0 to 1 of the stage; waited for, so the caller may let other work go first. */
  onProgress?(stage: TrainingStage, shareDone: number): void | Promise<void>;
  /** Training ends soon after `aborted` has become true: an AbortSignal will do. */
  signal?: { readonly aborted: boolean };
}

/** Why there is no model. */
export type FailureReason = 'cancelled' | 'no examples' | 'missing column' | 'one class';

/** Thrown where training cannot go on. */
export class TrainingStopped extends Error {
  override name = 'TrainingStopped';
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Tells the caller how far training is. Throws TrainingStopped if the caller has had enough. */
export async function reportProgress(watch: TrainingWatch, stage: TrainingStage, shareDone: number): Promise<void> {
  await watch.onProgress?.(stage, shareDone);
  if (watch.signal?.aborted) throw new TrainingStopped('cancelled', 'The training was cancelled.');
}
