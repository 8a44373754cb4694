import type { DeliveryMetricName } from '../../contract/delivery.ts';
import type { PipelineAction } from '../../store/aws/pipeline-actions.ts';

/** The end of a stage of a pipeline, well or not. */
export interface StageEnd {
  stage: string;
  executionId: string;
  succeeded: boolean;
  timeMs: number;
  /** The action that ends the stage: when it has succeeded, the stage has. */
  lastAction: string;
}

const MINUTE_MS = 60_000;

/**
 * What the end of a release adds to the metrics of delivery. `actions` are what the pipeline did, in any order; where
 * they do not tell a time, its metric is absent.
 */
export function measureDelivery(
  end: StageEnd,
  actions: readonly PipelineAction[],
): Partial<Record<DeliveryMetricName, number>> {
  if (!end.succeeded) return { failedDeployments: 1 };
  const begun = Math.min(
    ...actions.filter(({ executionId }) => executionId === end.executionId).map(({ startedMs }) => startedMs),
  );
  const failed = firstFailureBefore(end, actions);
  return {
    deployments: 1,
    failedDeployments: 0,
    ...(Number.isFinite(begun) && { leadTimeMinutes: (end.timeMs - begun) / MINUTE_MS }),
    ...(failed !== undefined && { restoreMinutes: (end.timeMs - failed) / MINUTE_MS }),
  };
}

/** When the stage first failed since it had last succeeded; undefined where it has not. */
function firstFailureBefore(end: StageEnd, actions: readonly PipelineAction[]): number | undefined {
  const ofStage = actions.filter(({ stage }) => stage === end.stage);
  // The event may come after the action that it tells of is in the history: that is this release, not one before.
  const ended = ofStage.filter(
    ({ executionId, action, status }) =>
      executionId !== end.executionId && action === end.lastAction && status === 'Succeeded',
  );
  const lastEndMs = Math.max(-Infinity, ...ended.map(({ updatedMs }) => updatedMs));
  const failures = ofStage
    .filter(({ status, updatedMs }) => status === 'Failed' && updatedMs > lastEndMs && updatedMs <= end.timeMs)
    .map(({ updatedMs }) => updatedMs);
  return failures.length === 0 ? undefined : Math.min(...failures);
}
