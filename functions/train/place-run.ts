import { TrainingFailed } from '../../artifacts/training-failed.ts';
import { SETTINGS } from '../../contract/settings.ts';
import { TRAIN_ON, type TrainingPlace, type TrainOn } from '../../contract/training-place.ts';
import { submitJob } from '../../store/aws/batch-jobs.ts';
import type { Bucket } from '../../store/s3/bucket.ts';
import { listDatasets } from '../../store/models/datasets.ts';
import { countLabelled } from '../../store/predictions/labels.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { batchOf } from '../run-jobs.ts';
import { readVariable } from '../settings.ts';

/** Where runs may go, and how. */
export interface Placing {
  trainOn: TrainOn;
  /** How many examples a training in the function takes at most. */
  lambdaRowsMax: number;
  /** How many examples a run would read, as far as that is known without reading them. Errors: what the store says. */
  countRows: () => Promise<number>;
  /** Has a container train in place of this process; returns its job's id. Errors: Error where Batch refuses. */
  submit: (runId: string) => Promise<string>;
}

/**
 * Where a run goes: where its starter wished, or else where the environment has its trainings run.
 *
 * Errors: TrainingFailed where that is the function, and the run has more examples than fit into it; what the store
 * says.
 */
export async function choosePlace(
  { trainOn, lambdaRowsMax, countRows }: Pick<Placing, 'trainOn' | 'lambdaRowsMax' | 'countRows'>,
  wish: TrainingPlace | null,
): Promise<TrainingPlace> {
  if (wish === 'BATCH' || (wish === null && trainOn === 'batch')) return 'BATCH';
  const rows = await countRows();
  if (rows <= lambdaRowsMax) return 'LAMBDA';
  if (wish === null && trainOn === 'bySize') return 'BATCH';
  const advice =
    trainOn === 'lambda'
      ? "Put trainOn: 'bySize' into infra/environments.ts, or deploy with -c trainOn=bySize, and train on AWS Batch."
      : 'Start it on BATCH.';
  throw new TrainingFailed(
    `There are ${rows.toLocaleString('en')} examples, and the function takes ` +
      `${lambdaRowsMax.toLocaleString('en')} (lambdaRowsMax). ${advice}`,
  );
}

/**
 * How many examples a run would read, as far as that is known without reading them: those of the bundled dataset, the
 * rows that the records of datasets tell of, and all labels. A dataset without a record counts for nothing.
 */
export async function countRows(bucket: Bucket, predictions: Table, bundledRows: number): Promise<number> {
  const datasets = (await listDatasets(bucket)).filter(({ record }) => (record?.removal ?? null) === null);
  const imported = datasets.reduce((sum, { record }) => sum + (record?.rows ?? 0), 0);
  return bundledRows + imported + (await countLabelled(predictions));
}

/**
 * Where runs may go from the function, as its own variables describe it. Errors: Error where one is missing or wrong.
 */
export function openPlacing(environment: NodeJS.ProcessEnv, rows: () => Promise<number>): Placing {
  const named = environment[SETTINGS.trainOn] ?? 'lambda';
  const trainOn = TRAIN_ON.find((one) => one === named);
  if (trainOn === undefined) throw new Error(`The environment variable ${SETTINGS.trainOn} is ${named}.`);
  return {
    trainOn,
    lambdaRowsMax: Number(readVariable(SETTINGS.lambdaRowsMax, environment)),
    countRows: rows,
    submit: (runId) =>
      submitJob(batchOf(environment), {
        name: runId,
        queue: readVariable(SETTINGS.batchQueue, environment),
        definition: readVariable(SETTINGS.batchDefinition, environment),
        environment: { [SETTINGS.trainRun]: runId },
      }),
  };
}
