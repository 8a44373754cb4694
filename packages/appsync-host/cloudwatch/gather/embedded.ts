/**
 * Metrics that a log line carries. Source: CloudWatch user guide, "Specification: Embedded metric format".
 */
import { isRecord, type JsonRecord } from '../../record.ts';
import { addValue, emptyBucket } from '../keep/bucket.ts';
import type { Sample } from '../keep/metric-store.ts';

const DIMENSIONS_MAX = 30;
const METRICS_MAX = 100;
const VALUES_MAX = 100;
const TEXT_CHARACTERS_MAX = 1024;
const NAMESPACE_CHARACTERS_MAX = 256;
const RESOLUTIONS = [1, 60];
const PAST_MS_MAX = 14 * 24 * 60 * 60 * 1000;
const FUTURE_MS_MAX = 2 * 60 * 60 * 1000;

/** What a line carries: metrics, or why it carries none though it means to. */
export type Embedded = { samples: Sample[] } | { fault: string };

/** Whether a line may be of the format at all, without parsing it. */
export function looksEmbedded(line: string): boolean {
  return line.startsWith('{') && line.includes('"CloudWatchMetrics"');
}

/**
 * The metrics of a line; undefined for a line that means none. As in CloudWatch a line with a fault yields no metric.
 * With `stampMs` that is the time of all, whatever the line says.
 */
export function readEmbedded(line: string, nowMs: number, stampMs?: number): Embedded | undefined {
  const root = parse(line);
  const meta = root?.['_aws'];
  if (root === undefined || !isRecord(meta) || meta['CloudWatchMetrics'] === undefined) return undefined;
  const told = meta['Timestamp'];
  if (typeof told !== 'number' || !Number.isInteger(told))
    return { fault: '_aws.Timestamp must be epoch milliseconds' };
  const atMs = stampMs ?? told;
  if (atMs < nowMs - PAST_MS_MAX || atMs > nowMs + FUTURE_MS_MAX) {
    return { fault: '_aws.Timestamp must be within two weeks back and two hours ahead' };
  }
  const directives = meta['CloudWatchMetrics'];
  if (!Array.isArray(directives)) return { fault: '_aws.CloudWatchMetrics must be a list' };
  const samples: Sample[] = [];
  for (const directive of directives) {
    const fault = readDirective(root, directive, atMs, samples);
    if (fault !== undefined) return { fault };
  }
  return { samples };
}

function parse(line: string): JsonRecord | undefined {
  try {
    const root: unknown = JSON.parse(line);
    return isRecord(root) ? root : undefined;
  } catch {
    return undefined;
  }
}

/** Adds the samples of one directive; the fault is returned. */
function readDirective(root: JsonRecord, directive: unknown, atMs: number, samples: Sample[]): string | undefined {
  if (!isRecord(directive)) return 'a directive must be an object';
  const { Namespace: namespace, Dimensions: sets, Metrics: metrics } = directive;
  if (typeof namespace !== 'string' || namespace === '' || namespace.length > NAMESPACE_CHARACTERS_MAX) {
    return `Namespace must be a text of 1 to ${NAMESPACE_CHARACTERS_MAX} characters`;
  }
  if (!Array.isArray(sets) || sets.length === 0) return 'Dimensions must be a list of sets';
  if (!Array.isArray(metrics) || metrics.length > METRICS_MAX)
    return `Metrics must be a list of at most ${METRICS_MAX}`;
  const resolved = sets.map((set) => readDimensions(root, set));
  const wrong = resolved.find((one) => typeof one === 'string');
  if (wrong !== undefined) return wrong;
  for (const metric of metrics) {
    const read = readMetric(root, metric);
    if (typeof read === 'string') return read;
    for (const dimensions of resolved as Record<string, string>[]) {
      const bucket = emptyBucket();
      for (const value of read.values) addValue(bucket, value);
      samples.push({ series: { namespace, name: read.name, dimensions }, unit: read.unit, atMs, bucket });
    }
  }
  return undefined;
}

/** The values of a set of dimensions, or the fault. */
function readDimensions(root: JsonRecord, set: unknown): Record<string, string> | string {
  if (!Array.isArray(set) || set.length > DIMENSIONS_MAX)
    return `a set of dimensions has at most ${DIMENSIONS_MAX} names`;
  const dimensions: Record<string, string> = {};
  for (const name of set) {
    const value = typeof name === 'string' && Object.hasOwn(root, name) ? root[name] : undefined;
    if (typeof value !== 'string' || value === '' || value.length > TEXT_CHARACTERS_MAX) {
      return `the dimension ${String(name)} must be a text of 1 to ${TEXT_CHARACTERS_MAX} characters in the line`;
    }
    dimensions[String(name)] = value;
  }
  return dimensions;
}

function readMetric(root: JsonRecord, metric: unknown): { name: string; unit: string; values: number[] } | string {
  const name = isRecord(metric) ? metric['Name'] : undefined;
  if (!isRecord(metric) || typeof name !== 'string' || name === '' || name.length > TEXT_CHARACTERS_MAX) {
    return `Name of a metric must be a text of 1 to ${TEXT_CHARACTERS_MAX} characters`;
  }
  const { Unit: unit = 'None', StorageResolution: resolution = 60 } = metric;
  if (typeof unit !== 'string' || !UNITS.has(unit)) return `${name} has the unit ${String(unit)}, which is none`;
  if (!RESOLUTIONS.includes(resolution as number)) return `StorageResolution of ${name} must be 1 or 60`;
  const target = Object.hasOwn(root, name) ? root[name] : undefined;
  const values = Array.isArray(target) ? (target as unknown[]) : [target];
  const areNumbers = values.every((value): value is number => typeof value === 'number' && Number.isFinite(value));
  if (!areNumbers || values.length === 0 || values.length > VALUES_MAX) {
    return `${name} must be a number in the line, or a list of 1 to ${VALUES_MAX} numbers`;
  }
  return { name, unit, values };
}

const SIZES = [
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Gigabytes',
  'Terabytes',
  'Bits',
  'Kilobits',
  'Megabits',
  'Gigabits',
  'Terabits',
];

/** What a metric may be measured in (API reference, MetricDatum). */
export const UNITS: ReadonlySet<string> = new Set([
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None'],
  ...SIZES.flatMap((size) => [size, `${size}/Second`]),
]);
