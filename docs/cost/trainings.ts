import { ENVIRONMENTS, TIMEOUT_SECONDS } from '../../infra/environments.ts';
import { MEASURED_TRAININGS, TRAINING_EXPONENTS } from './measured.ts';
import type { MeasuredTraining } from './measured.ts';
import { PRICES } from './prices.ts';

/** A training of so many examples, and what it costs wherever it runs. */
export interface Training extends MeasuredTraining {
  /** Whether somebody has measured it; else it is calculated from the largest that was. */
  isMeasured: boolean;
  /** US dollars in the function; undefined where it has more examples than that takes, or takes more time or memory. */
  lambda: number | undefined;
  batch: number;
}

/** What a container on AWS Batch has, and how long it takes to start, billed from when its image is fetched. */
const CONTAINER = { vcpus: 4, memoryGb: 30, diskGb: 60, startSeconds: 60 };
const FREE_DISK_GB = 20;
const CALCULATED_ROWS = [1_000_000, 4_000_000, 10_000_000];

/** Trainings that were measured, and some larger ones. */
export function listTrainings(): Training[] {
  const largest = MEASURED_TRAININGS.at(-1);
  if (largest === undefined) throw new Error('Nobody has measured a training: run npm run bench.');
  const calculated = CALCULATED_ROWS.filter((rows) => rows > largest.rows).map((rows) => ({
    rows,
    seconds: largest.seconds * (rows / largest.rows) ** TRAINING_EXPONENTS.seconds,
    megabytes: largest.megabytes * (rows / largest.rows) ** TRAINING_EXPONENTS.megabytes,
    isMeasured: false,
  }));
  const measured = MEASURED_TRAININGS.map((training) => ({ ...training, isMeasured: true }));
  return [...measured, ...calculated].map((training) => ({
    ...training,
    lambda: priceFunction(training),
    batch: priceContainer(training.seconds),
  }));
}

function priceFunction({ rows, seconds, megabytes }: MeasuredTraining): number | undefined {
  const [environment] = ENVIRONMENTS;
  if (environment === undefined || seconds > TIMEOUT_SECONDS.train) return undefined;
  if (rows > environment.lambdaRowsMax || megabytes > environment.memoryMb.train) return undefined;
  return seconds * (environment.memoryMb.train / 1_024) * PRICES.lambdaGbSecond[environment.architecture];
}

function priceContainer(seconds: number): number {
  const { vcpus, memoryGb, diskGb, startSeconds } = CONTAINER;
  const hours = (seconds + startSeconds) / 3_600;
  const hourly =
    vcpus * PRICES.fargateVcpuHour +
    memoryGb * PRICES.fargateGbHour +
    (diskGb - FREE_DISK_GB) * PRICES.fargateDiskGbHour +
    PRICES.publicAddressHour;
  return hours * hourly;
}
