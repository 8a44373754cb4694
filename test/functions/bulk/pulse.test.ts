import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPulse } from '../../../functions/bulk/pulse.ts';
import { type JobStage, startStage } from './job-stage.ts';

let stage: JobStage;
beforeAll(async () => void (stage = await startStage()));
afterAll(() => stage.close());

it('subscribers are told every two seconds, however often the job is changed in between', async () => {
  const job = await stage.begin('description\nplum\n');
  const pulse = startPulse(stage.dependencies, job);
  for (let rowsCombined = 1; rowsCombined <= 5; rowsCombined += 1) {
    stage.clock.advance(900);
    expect(await pulse.beat({ rowsCombined })).toMatchObject({ rowsCombined });
  }
  expect(stage.told.map(({ rowsCombined }) => rowsCombined)).toEqual([3]);
  stage.clock.advance(900);
  expect(pulse.isDue()).toBe(true);
});

it('nobody is told of a job that has ended, or is at another attempt', async () => {
  const job = await stage.begin('description\nplum\n');
  stage.told.length = 0;
  for (const change of [{ status: 'COMPLETED' }, { status: 'ANSWERING', attempt: 2 }] as const) {
    const pulse = startPulse(stage.dependencies, job);
    await stage.change(job, change);
    stage.clock.advance(2_000);
    expect(await pulse.beat({})).toBeUndefined();
  }
  expect(stage.told).toEqual([]);
});
