/** Metrics of functions. Source: Lambda developer guide, "Types of metrics for Lambda functions". */
import type { AddValue, Telemetry } from '../cloudwatch/gather/telemetry.ts';

/** What is counted of a function, as it was called. */
export interface FunctionMeter {
  /** At the beginning of an invocation, how many run with it. */
  begun: (running: number) => void;
  ended: (durationMs: number, hasFailed: boolean) => void;
  throttled: () => void;
}

const NAMESPACE = 'AWS/Lambda';

/** Opens the meter of one function as it is called: by a version or alias, or neither. */
export type OpenMeter = (qualifier: string | undefined, executedVersion: string | undefined) => FunctionMeter;

/** Meters of one function. The version that is executed counts by itself where the function is called by an alias. */
export function createMeters(telemetry: Telemetry | undefined, FunctionName: string): OpenMeter {
  const meters = new Map<string, FunctionMeter>();
  return (qualifier, executedVersion) => {
    const name = `${qualifier ?? ''} ${executedVersion ?? ''}`;
    let meter = meters.get(name);
    if (meter === undefined) {
      meters.set(name, (meter = createMeter(telemetry, FunctionName, qualifier, executedVersion)));
    }
    return meter;
  };
}

function createMeter(
  telemetry: Telemetry | undefined,
  FunctionName: string,
  qualifier: string | undefined,
  ExecutedVersion: string | undefined,
): FunctionMeter {
  const Resource = qualifier === undefined ? FunctionName : `${FunctionName}:${qualifier}`;
  const sets = [
    { FunctionName },
    { FunctionName, Resource },
    ...(ExecutedVersion === undefined ? [] : [{ FunctionName, Resource, ExecutedVersion }]),
  ];
  const open = (name: string, unit: string, dimensionSets: Record<string, string>[]): AddValue =>
    telemetry?.open({ namespace: NAMESPACE, name, unit, dimensionSets }) ?? (() => undefined);
  const invocations = open('Invocations', 'Count', [{}, ...sets]);
  const errors = open('Errors', 'Count', [{}, ...sets]);
  const throttles = open('Throttles', 'Count', [{}, ...sets]);
  const duration = open('Duration', 'Milliseconds', [{}, ...sets]);
  const concurrent = open('ConcurrentExecutions', 'Count', sets);
  return {
    begun: concurrent,
    ended: (durationMs, hasFailed) => {
      invocations(1);
      errors(hasFailed ? 1 : 0);
      throttles(0);
      duration(durationMs);
    },
    throttled: () => throttles(1),
  };
}
