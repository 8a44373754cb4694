import { describe, expect, it } from 'vitest';
import { listFileJob, type FileJob } from '../../../docs/cost/file-jobs.ts';
import { listTrainings } from '../../../docs/cost/trainings.ts';
import { ENVIRONMENTS } from '../../../infra/environments.ts';

const MILLION = 1_000_000;
const priceOf = (job: FileJob): number => listFileJob(job).reduce((sum, { count, price }) => sum + count * price, 0);

describe('a file that is answered as a job', () => {
  it('costs 20 cents at most for a million rows that are not recorded', () => {
    expect(priceOf({ rows: MILLION, partitions: 0 })).toBeLessThanOrEqual(0.2);
  });

  it('costs ten times as much for ten times the rows', () => {
    const [one, ten] = [MILLION, 10 * MILLION].map((rows) => priceOf({ rows, partitions: 0 }));
    expect((ten ?? 0) / (one ?? 1)).toBeCloseTo(10, 0);
  });

  it('costs a write unit a row where it is recorded, and little waiting for them, whatever the partitions', () => {
    const [unrecorded, ...recorded] = [0, 1, 2, 8].map((partitions) => priceOf({ rows: MILLION, partitions }));
    for (const price of recorded) {
      expect(price).toBeGreaterThan((unrecorded ?? 0) + 0.625);
      expect(price).toBeLessThan((unrecorded ?? 0) + 0.8);
    }
  });

  it('has as many children at once as the job is given: 40, and where it records 5 for each partition', () => {
    const startsOf = (partitions: number): string | undefined =>
      /\d+ starts/.exec(
        listFileJob({ rows: MILLION, partitions })
          .map(({ how }) => how)
          .join(),
      )?.[0];
    expect([0, 1, 2, 8, 16].map(startsOf)).toEqual(['40 starts', '5 starts', '10 starts', '40 starts', '40 starts']);
  });

  it('has no line that is negative or not a number', () => {
    for (const { what, count, price } of listFileJob({ rows: 1, partitions: 1 })) {
      expect(count * price, what).toBeGreaterThan(0);
    }
  });
});

describe('a training', () => {
  it('is dearer on AWS Batch than in the function as long as it fits there, and goes on where it does not', () => {
    const trainings = listTrainings();
    const fitting = trainings.filter(({ lambda }) => lambda !== undefined);
    expect(fitting.length).toBeGreaterThan(0);
    for (const { rows, lambda = 0, batch } of fitting) expect(batch, `${rows} rows`).toBeGreaterThan(lambda);
    expect(trainings.at(-1)?.lambda).toBeUndefined();
    const rowsMax = ENVIRONMENTS[0]?.lambdaRowsMax ?? 0;
    const ends = trainings.filter(({ rows, lambda }) => rows > rowsMax && lambda !== undefined);
    expect(ends, 'the function ends these as FAILED').toEqual([]);
    expect(trainings.map(({ seconds }) => seconds)).toEqual(
      trainings.map(({ seconds }) => seconds).sort((one, other) => one - other),
    );
  });
});
