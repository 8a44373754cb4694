/** Metrics of state machines. Source: Step Functions developer guide, "Monitoring Step Functions metrics". */
import type { AddValue, Telemetry } from '../cloudwatch/gather/telemetry.ts';
import type { EndStatus } from './keep/records.ts';

/** What is counted of a machine. */
export interface MachineMeter {
  started: () => void;
  ended: (status: EndStatus, durationMs: number) => void;
}

const ENDS = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
} as const;

/** Opens the meter of a machine. */
export function createMeter({ open }: Pick<Telemetry, 'open'>, StateMachineArn: string): MachineMeter {
  const metric = (name: string, unit = 'Count'): AddValue =>
    open({ namespace: 'AWS/States', name, unit, dimensionSets: [{ StateMachineArn }] });
  return {
    started: () => metric('ExecutionsStarted')(1),
    ended: (status, durationMs) => {
      metric(ENDS[status])(1);
      metric('ExecutionTime', 'Milliseconds')(durationMs);
    },
  };
}
