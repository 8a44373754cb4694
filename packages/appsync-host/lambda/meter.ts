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
const ONLY_VERSION = '$LATEST';

/** Meters of one function, by the version or alias that it is called by; undefined for neither. */
export function createMeters(
  telemetry: Telemetry | undefined,
  FunctionName: string,
): (qualifier: string | undefined) => FunctionMeter {
  const meters = new Map<string | undefined, FunctionMeter>();
  return (qualifier) => {
    let meter = meters.get(qualifier);
    if (meter === undefined) meters.set(qualifier, (meter = createMeter(telemetry, FunctionName, qualifier)));
    return meter;
  };
}

function createMeter(telemetry: Telemetry | undefined, FunctionName: string, qualifier?: string): FunctionMeter {
  const Resource = qualifier === undefined ? FunctionName : `${FunctionName}:${qualifier}`;
  const sets = [
    { FunctionName },
    { FunctionName, Resource },
    ...(qualifier === undefined ? [] : [{ FunctionName, Resource, ExecutedVersion: ONLY_VERSION }]),
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
