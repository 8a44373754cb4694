/**
 * Metrics of tables: counted where calls are answered, in the engine's process, and brought to the host from there.
 * Source: DynamoDB developer guide, "DynamoDB metrics and dimensions".
 */
import type { ChildProcess } from 'node:child_process';
import type { ServerResponse } from 'node:http';
import { type AddValue, createTelemetry, type HostMetric, type Telemetry } from '../cloudwatch/gather/telemetry.ts';
import { isRecord, type JsonRecord } from '../record.ts';

/** Sees a call when it has come, and again when it is answered. */
export type WatchCall = (action: string, body: unknown, response: ServerResponse) => void;

/** From the engine: what was counted since the last time, and which question it answers. */
interface CountMessage {
  metrics: HostMetric[];
  values: [number, number[]][];
  settled?: number;
}

/** To the engine: asks for what was counted. */
export interface SettleMessage {
  settle: number;
}

const NAMESPACE = 'AWS/DynamoDB';
const SEND_EVERY_MS = 1000;
const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
const READS = ['GetItem', 'Query', 'Scan', 'BatchGetItem'];

/** In the engine's process: counts calls, and tells the host of them once a second and whenever it asks. */
export function countCalls(): WatchCall {
  const telemetry = createTelemetry();
  const send = (settled?: number): void => {
    const batch = telemetry.take();
    if (batch === undefined && settled === undefined) return;
    const values = (batch?.values ?? []).map(([number, array]): [number, number[]] => [number, [...array]]);
    const message: CountMessage = { metrics: batch?.metrics ?? [], values, ...(settled !== undefined && { settled }) };
    if (process.connected) process.send?.(message);
  };
  setInterval(send, SEND_EVERY_MS).unref();
  process.on('message', (message: unknown) => {
    if (isRecord(message) && typeof message['settle'] === 'number') send(message['settle']);
  });
  return createWatch(telemetry);
}

/** In the host's process: takes what the engine counts, and asks for it before all is taken. */
export function relayCounts(telemetry: Telemetry, engine: () => ChildProcess): (child: ChildProcess) => void {
  const waiting = new Map<number, () => void>();
  let asked = 0;
  telemetry.beforeTaking(
    () =>
      new Promise((resolve) => {
        const child = engine();
        if (!child.connected) return resolve();
        asked += 1;
        waiting.set(asked, resolve);
        child.send({ settle: asked } satisfies SettleMessage);
      }),
  );
  return (child) => {
    const opened: AddValue[] = [];
    // One that ends answers nobody.
    child.once('exit', () => {
      for (const resolve of waiting.values()) resolve();
      waiting.clear();
    });
    child.on('message', (message: unknown) => {
      if (!isRecord(message) || !Array.isArray(message['metrics'])) return;
      const { metrics, values, settled = 0 } = message as unknown as CountMessage;
      for (const metric of metrics) opened.push(telemetry.open(metric));
      for (const [number, array] of values) for (const value of array) opened[number]?.(value);
      waiting.get(settled)?.();
      waiting.delete(settled);
    });
  };
}

function createWatch(telemetry: Telemetry): WatchCall {
  const opened = new Map<string, AddValue>();
  const add = (name: string, unit: string, value: number, TableName?: string, Operation?: string): void => {
    const key = `${name} ${TableName ?? ''} ${Operation ?? ''}`;
    let push = opened.get(key);
    if (push === undefined) {
      const dimensions = {
        ...(TableName !== undefined && { TableName }),
        ...(Operation !== undefined && { Operation }),
      };
      push = telemetry.open({ namespace: NAMESPACE, name, unit, dimensionSets: [dimensions] });
      opened.set(key, push);
    }
    push(value);
  };
  return (action, body, response) => {
    // The host's own, when it makes the tables.
    if (action.includes('Table')) return;
    const startedMs = performance.now();
    const end = response.end.bind(response) as (chunk?: unknown, ...rest: unknown[]) => ServerResponse;
    response.end = (chunk?: unknown, ...rest: unknown[]) => {
      const tables = listTables(body);
      const { statusCode } = response;
      for (const table of tables) {
        if (statusCode < 400) {
          add('SuccessfulRequestLatency', 'Milliseconds', performance.now() - startedMs, table, action);
          addCapacity(add, table, action, body as JsonRecord, lengthOf(chunk));
        } else addFault(add, statusCode, String(chunk), table, action);
      }
      return end(chunk, ...rest);
    };
  };
}

type Add = (name: string, unit: string, value: number, table?: string, operation?: string) => void;

function addFault(add: Add, statusCode: number, answer: string, table: string, action: string): void {
  if (statusCode >= 500) return add('SystemErrors', 'Count', 1, table, action);
  if (/ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded/.test(answer)) {
    return add('ThrottledRequests', 'Count', 1, table, action);
  }
  if (answer.includes('ConditionalCheckFailed')) return add('ConditionalCheckFailedRequests', 'Count', 1, table);
  add('UserErrors', 'Count', 1);
}

/** What it would have taken, by the sizes of what is sent and answered. */
function addCapacity(add: Add, table: string, action: string, body: JsonRecord, answerBytes: number): void {
  if (WRITES.includes(action)) {
    const units = listPuts(action, body, table).reduce<number>(
      (sum, bytes) => sum + Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES)),
      0,
    );
    add('ConsumedWriteCapacityUnits', 'Count', units, table);
  } else if (READS.includes(action)) {
    const units = Math.max(1, Math.ceil(answerBytes / READ_UNIT_BYTES));
    add('ConsumedReadCapacityUnits', 'Count', body['ConsistentRead'] === true ? units : units / 2, table);
  }
}

/** The sizes of what a call writes into a table; of an update or a deletion nothing is known: it counts as small. */
function listPuts(action: string, body: JsonRecord, table: string): number[] {
  if (action === 'PutItem') return [sizeOf(body['Item'])];
  if (action !== 'BatchWriteItem') return [0];
  const requests = isRecord(body['RequestItems']) ? body['RequestItems'][table] : [];
  const puts = Array.isArray(requests) ? requests.filter(isRecord) : [];
  return puts.map(({ PutRequest }) => (isRecord(PutRequest) ? sizeOf(PutRequest['Item']) : 0));
}

/** Names and values, roughly as DynamoDB counts them. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 1;
  let bytes = 0;
  for (const [name, inner] of Object.entries(value)) bytes += (name.length > 4 ? name.length : 1) + sizeOf(inner);
  return bytes;
}

function listTables(body: unknown): string[] {
  if (!isRecord(body)) return [];
  const { TableName, RequestItems } = body;
  if (typeof TableName === 'string') return [TableName];
  return isRecord(RequestItems) ? Object.keys(RequestItems) : [];
}

function lengthOf(chunk: unknown): number {
  return typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk.length : 0;
}
