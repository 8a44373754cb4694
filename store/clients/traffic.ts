import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  HISTOGRAM_ATTRIBUTES,
  HOUR_CHARACTERS,
  PREDICTIONS_ATTRIBUTE,
  SUM_ATTRIBUTES,
  TRAFFIC_DAYS,
  type StoredCheck,
  type StoredFindings,
} from '../../contract/stored/traffic.ts';
import { TRAFFIC_KINDS } from '../../contract/tables.ts';
import { HISTOGRAM_BINS, HISTOGRAMS, type HistogramName, type Tally } from '../../contract/traffic.ts';
import { TARGETS } from '../../contract/wine.ts';
import { retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

/** What was counted of one model version's predictions in one hour. */
export interface VersionHour {
  /** `2026-11-28T10`, UTC. */
  hour: string;
  modelVersion: string;
  tally: Tally;
}

/** How long one page of at most 1 MB is waited for. */
const PAGE_MS = 15_000;
/** Confidences have four decimals; what adding them up does beyond is left out. */
const SUM_STEPS = 1e4;

/** The hour of a time, as entries are called: `2026-11-28T10`, UTC. */
export function hourOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, HOUR_CHARACTERS);
}

/**
 * Adds to what was counted of a version in an hour, in one write that is not tried again. One whose answer was lost may
 * have been done: whoever adds the same again counts it twice.
 *
 * Errors: what DynamoDB says; AbortError at the signal.
 */
export async function addToHour(
  table: Table,
  { hour, modelVersion, tally }: VersionHour,
  abortSignal: AbortSignal,
): Promise<void> {
  const counts = Object.entries(toAttributes(tally)).filter(([, count]) => count !== 0);
  // DynamoDB refuses an ADD of nothing.
  if (counts.length === 0) return;
  const update = new UpdateCommand({
    TableName: table.name,
    Key: { kind: TRAFFIC_KINDS.hour, id: `${hour}#${modelVersion}` },
    UpdateExpression: `SET expiresAt = :expiresAt ADD ${counts.map(([name]) => `${name} :${name}`).join(', ')}`,
    ExpressionAttributeValues: {
      ':expiresAt': expiryOf(Date.parse(`${hour}:00Z`)),
      ...Object.fromEntries(counts.map(([name, count]) => [`:${name}`, count])),
    },
  });
  await table.dynamo.send(update, { abortSignal });
}

/**
 * What was counted in the hours from `from` to `to` (`2026-11-28T10`, both included), oldest first. Not strongly
 * consistent: what was counted in the last second may be missing.
 *
 * Errors: StoreUnavailable where a page does not come within 15 s.
 */
export async function readHours(table: Table, from: string, to: string): Promise<VersionHour[]> {
  // `~` sorts after every character of a version's id.
  const entries = await readRange(table, TRAFFIC_KINDS.hour, from, `${to}#~`);
  return entries.map((entry) => {
    const id = String(entry['id']);
    return {
      hour: id.slice(0, HOUR_CHARACTERS),
      modelVersion: id.slice(HOUR_CHARACTERS + 1),
      tally: fromAttributes(entry),
    };
  });
}

/** Keeps what a check of drift found. Errors: StoreUnavailable at the deadline (epoch ms). */
export async function putCheck(table: Table, found: StoredFindings, deadline: number): Promise<void> {
  const { checkedAt, modelVersion, state, predictions, ratios } = found;
  const check: StoredCheck = { checkedAt, modelVersion, state, predictions, ratios };
  const expiresAt = expiryOf(Date.parse(checkedAt));
  const entries = [
    { ...check, kind: TRAFFIC_KINDS.check, id: checkedAt, expiresAt },
    { ...found, kind: TRAFFIC_KINDS.findings, id: TRAFFIC_KINDS.findings, expiresAt },
  ];
  for (const Item of entries) {
    const put = new PutCommand({ TableName: table.name, Item });
    await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(put, { abortSignal }));
  }
}

/** The newest check of drift; undefined where there was none. Errors: StoreUnavailable at the deadline (epoch ms). */
export async function readFindings(table: Table, deadline: number): Promise<StoredFindings | undefined> {
  const Key = { kind: TRAFFIC_KINDS.findings, id: TRAFFIC_KINDS.findings };
  const get = new GetCommand({ TableName: table.name, Key, ConsistentRead: true });
  const { Item } = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(get, { abortSignal }));
  return Item as StoredFindings | undefined;
}

/**
 * The checks of drift since a time (ISO 8601, UTC), oldest first.
 *
 * Errors: StoreUnavailable where a page does not come within 15 s.
 */
export async function readChecks(table: Table, since: string): Promise<StoredCheck[]> {
  return (await readRange(table, TRAFFIC_KINDS.check, since, '~')) as unknown as StoredCheck[];
}

type Entry = Readonly<Record<string, unknown>>;

async function readRange(table: Table, kind: string, from: string, to: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const query = new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: '#kind = :kind AND id BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#kind': 'kind' },
      ExpressionAttributeValues: { ':kind': kind, ':from': from, ':to': to },
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    const page = await retryUntil(table.clock, table.clock.now() + PAGE_MS, (abortSignal) =>
      table.dynamo.send(query, { abortSignal }),
    );
    entries.push(...((page.Items ?? []) as Entry[]));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return entries;
}

function expiryOf(timeMs: number): number {
  return Math.floor(timeMs / 1000) + TRAFFIC_DAYS * 24 * 60 * 60;
}

function toAttributes({ predictions, bins, confidence }: Tally): Record<string, number> {
  const attributes: Record<string, number> = { [PREDICTIONS_ATTRIBUTE]: predictions };
  for (const name of HISTOGRAMS) {
    for (const [bin, count] of bins[name].entries()) attributes[`${HISTOGRAM_ATTRIBUTES[name]}${bin}`] = count;
  }
  for (const target of TARGETS) {
    const { sum, squares } = SUM_ATTRIBUTES[target];
    attributes[sum] = Math.round(confidence[target].sum * SUM_STEPS) / SUM_STEPS;
    attributes[squares] = Math.round(confidence[target].squares * SUM_STEPS) / SUM_STEPS;
  }
  return attributes;
}

function fromAttributes(entry: Entry): Tally {
  const read = (name: string): number => Number(entry[name] ?? 0);
  const bins = HISTOGRAMS.map((name) => {
    const letters = HISTOGRAM_ATTRIBUTES[name];
    return [name, Array.from({ length: HISTOGRAM_BINS[name] }, (_, bin) => read(`${letters}${bin}`))] as const;
  });
  const sums = TARGETS.map((target) => {
    const { sum, squares } = SUM_ATTRIBUTES[target];
    return [target, { sum: read(sum), squares: read(squares) }] as const;
  });
  return {
    predictions: read(PREDICTIONS_ATTRIBUTE),
    bins: Object.fromEntries(bins) as Record<HistogramName, number[]>,
    confidence: Object.fromEntries(sums) as Tally['confidence'],
  };
}
