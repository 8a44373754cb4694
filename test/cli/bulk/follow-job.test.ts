import { afterEach, beforeEach, expect, it } from 'vitest';
import { followJob } from '../../../cli/bulk/follow-job.ts';
import type { Files, PredictionJob } from '../../../packages/client/files.ts';
import { setStage, type Stage } from '../surroundings.ts';

let stage: Stage;
beforeEach(async () => void (stage = await setStage({})));
afterEach(() => stage.clear());

const ID = '01KASTV5XJ0123456789ABCDEF';

/** A job of four rows that is followed through these states. */
async function follow(states: Partial<PredictionJob>[]): Promise<string[]> {
  const job = { rows: 4, answered: 0, refused: 0, rowsCombined: 0 };
  const api: Pick<Files, 'predictionJobEvents'> = {
    predictionJobEvents: async function* () {
      for (const state of states) yield await Promise.resolve({ ...job, ...state } as PredictionJob);
    },
  };
  await followJob(api as Files, ID, stage);
  return stage.told;
}

it('each step is told by how much of it is done', async () => {
  const answered = { answered: 3, refused: 1 };
  expect(
    await follow([
      { status: 'SPLITTING', rows: null },
      { status: 'ANSWERING', answered: 1 },
      { status: 'COMBINING', ...answered, rowsCombined: 2 },
      { status: 'COMPLETED', ...answered, rowsCombined: 4 },
    ]),
  ).toEqual([
    '  0 %  looking where the rows are',
    ' 25 %  answering',
    ' 50 %  putting the answers together',
    '100 %  done',
  ]);
});

it('counts that are too high until the end, since an answer was lost, are never more than all', async () => {
  const told = await follow([
    { status: 'ANSWERING', answered: 6 },
    { status: 'COMBINING', answered: 3, rowsCombined: 4 },
    { status: 'COMBINING', answered: 0 },
  ]);
  expect(told).toEqual(['100 %  answering', '100 %  putting the answers together']);
});
