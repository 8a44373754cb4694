/** What the host and the functions have told, as samples of metrics and events of logs. */
import { addValue, emptyBucket } from '../keep/bucket.ts';
import type { EventStore } from '../keep/event-store.ts';
import type { MetricStore } from '../keep/metric-store.ts';
import { looksEmbedded, readEmbedded } from './embedded.ts';
import { createLineReader } from './line-reader.ts';
import type { Batch, HostMetric } from './telemetry.ts';

/** Where what comes in is kept. */
export interface IntakeParts {
  metrics: MetricStore;
  events: EventStore;
  clock: IntakeClock;
  /** One line for the user. */
  warn: (line: string) => void;
}

/** By which time things are stamped. */
export interface IntakeClock {
  now: () => number;
  /** Whether what lines say of their own time counts for nothing. */
  isByHand: boolean;
}

/** Makes what takes one batch after the other, all of one telemetry. */
export function createIntake({ metrics, events, clock, warn }: IntakeParts): (batch: Batch) => void {
  const opened: HostMetric[] = [];
  const readers: ((text: string, atMs: number) => void)[] = [];
  const told = new Set<string>();
  const onLine = (group: string, stream: string, line: string, atMs: number): void => {
    events.add({ group, stream, atMs, message: line });
    if (!looksEmbedded(line)) return;
    const embedded = readEmbedded(line, clock.now(), clock.isByHand ? atMs : undefined);
    if (embedded === undefined) return;
    if ('samples' in embedded) for (const sample of embedded.samples) metrics.add(sample);
    else if (!told.has(embedded.fault)) {
      told.add(embedded.fault);
      warn(`CloudWatch would take no metric from a line of ${group}: ${embedded.fault}.`);
    }
  };
  return (batch) => {
    opened.push(...batch.metrics);
    for (const group of batch.streams) {
      const stream = `laptop-${readers.length}`;
      readers.push(createLineReader((line, atMs) => onLine(group, stream, line, atMs)));
    }
    const nowMs = clock.now();
    for (const [number, values] of batch.values) {
      const metric = opened[number];
      if (metric) keepValues(metrics, metric, values, nowMs);
    }
    for (const [number, atMs, text] of batch.texts) readers[number]?.(text, clock.isByHand ? nowMs : atMs);
  };
}

function keepValues(metrics: MetricStore, metric: HostMetric, values: Float64Array, atMs: number): void {
  const { namespace, name, unit, dimensionSets } = metric;
  const bucket = emptyBucket();
  for (const value of values) addValue(bucket, value);
  for (const dimensions of dimensionSets) metrics.add({ series: { namespace, name, dimensions }, unit, atMs, bucket });
}
