import { describe, expect, it } from 'vitest';
import { measureDelivery, type StageEnd } from '../../../functions/delivery/measure.ts';
import type { PipelineAction } from '../../../store/aws/pipeline-actions.ts';

const MINUTE_MS = 60_000;

/** An action of a release, by its minutes of the day: `a` began at minute 10, and its trial ended at 40. */
function did(
  executionId: string,
  stage: string,
  action: string,
  [from, to]: [number, number],
  status: PipelineAction['status'] = 'Succeeded',
): PipelineAction {
  return { executionId, stage, action, status, startedMs: from * MINUTE_MS, updatedMs: to * MINUTE_MS };
}

/** A release, from its push to what became of it in production. */
function release(executionId: string, from: number, to: number, status: PipelineAction['status']): PipelineAction[] {
  return [
    did(executionId, 'Source', 'source', [from, from + 1]),
    did(executionId, 'staging', 'Try', [from + 2, from + 3]),
    did(executionId, 'production', 'Deploy', [to - 2, to - 1], status),
    ...(status === 'Succeeded' ? [did(executionId, 'production', 'Try', [to - 1, to])] : []),
  ];
}

const end = (executionId: string, at: number, succeeded = true): StageEnd => ({
  stage: 'production',
  executionId,
  succeeded,
  timeMs: at * MINUTE_MS,
  lastAction: 'Try',
});

describe('a release that comes to its end', () => {
  it('is counted, with the time since its push', () => {
    const figures = measureDelivery(end('b', 130), [
      ...release('a', 0, 30, 'Succeeded'),
      ...release('b', 100, 130, 'Succeeded'),
    ]);
    expect(figures).toEqual({ deployments: 1, failedDeployments: 0, leadTimeMinutes: 30 });
  });

  it('after some that failed tells how long that was, from the first of them', () => {
    const figures = measureDelivery(end('d', 400), [
      ...release('a', 0, 30, 'Succeeded'),
      ...release('b', 100, 131, 'Failed'),
      ...release('c', 200, 231, 'Failed'),
      ...release('d', 350, 400, 'Succeeded'),
    ]);
    expect(figures).toEqual({ deployments: 1, failedDeployments: 0, leadTimeMinutes: 50, restoreMinutes: 400 - 130 });
  });

  it('when it is tried again makes good its own failure', () => {
    const failed = did('b', 'production', 'Deploy', [120, 130], 'Failed');
    const figures = measureDelivery(end('b', 150), [...release('b', 100, 150, 'Succeeded'), failed]);
    expect(figures.restoreMinutes).toBe(20);
  });

  it('has nothing to make good where staging failed, or what failed was made good before', () => {
    const figures = measureDelivery(end('d', 400), [
      ...release('a', 0, 30, 'Failed'),
      ...release('b', 50, 90, 'Succeeded'),
      did('c', 'staging', 'Try', [200, 230], 'Failed'),
      ...release('d', 350, 400, 'Succeeded'),
    ]);
    expect(figures).not.toHaveProperty('restoreMinutes');
  });

  it('is counted also where nothing is known of before', () => {
    expect(measureDelivery(end('a', 30), [])).toEqual({ deployments: 1, failedDeployments: 0 });
  });
});

describe('a release that fails', () => {
  it('is counted as that, and as nothing else', () => {
    const figures = measureDelivery(end('a', 30, false), release('a', 0, 30, 'Failed'));
    expect(figures).toEqual({ failedDeployments: 1 });
  });
});
