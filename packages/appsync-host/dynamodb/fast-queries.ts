/**
 * Queries of a table, past dynalite's reading: it parses each entry, measures it, and writes it again, 0.1 ms each.
 * What a query may ask is checked by dynalite, and where it begins and ends; entries are then passed on as the text
 * that they are kept as, and only those that a filter has to see are parsed.
 */
import { createRequire } from 'node:module';
import type { JsonRecord } from '../record.ts';
import type { FindTable } from './known-tables.ts';
import type { Streaming } from './value-stream.ts';

/** Answers a Query's body as JSON; undefined where dynalite is to do it, or to tell what is wrong with it. */
export type ReadFast = (body: JsonRecord) => Promise<Buffer | undefined>;

/** A query that dynalite has found to be right. */
interface Checked {
  TableName: string;
  Limit?: number;
  _filter?: { expression: object };
}

/** Between which keys of the table, one entry more than the limit. */
interface Bounds {
  gte?: string;
  gt?: string;
  lte?: string;
  lt?: string;
  reverse: boolean;
  limit: number;
}

type Answer = (error: Error | null | undefined, page?: Page) => void;
type QueryTable = (
  store: object,
  table: object,
  query: Checked,
  bounds: Bounds,
  ...more: [...unknown[], Answer]
) => void;

/** What was read; undefined where dynalite has to. */
interface Page {
  body: Buffer | undefined;
}

/** The parts of dynalite that are used here. */
interface Db {
  queryTable: QueryTable;
  matchesExprFilter: (item: object, expression: object) => boolean;
}
interface Checks {
  checkTypes: (body: object, types: object) => Checked;
  checkValidations: (query: Checked, types: object, custom: object, store: object) => void;
}

const require = createRequire(import.meta.url);
const db = require('dynalite/db') as Db;
const checks = require('dynalite/validations') as Checks;
const { types, custom } = require('dynalite/validations/query') as { types: object; custom: object };
const query = require('dynalite/actions/query') as (store: object, query: Checked, done: Answer) => void;

/** All that a fast query may be made of; others read an index, choose attributes, or want to know their cost. */
const PARTS = new Set([
  'TableName',
  'KeyConditionExpression',
  'FilterExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ConsistentRead',
  'ScanIndexForward',
  'Limit',
  'ExclusiveStartKey',
]);

/** Makes the function that queries that store. */
export function createFastReader(store: object & { db: Streaming }, findTable: FindTable): ReadFast {
  const withKnownTables = Object.assign(Object.create(store) as object, { getTable: findTable });
  const fast = new WeakSet<Checked>();
  const { queryTable } = db;
  db.queryTable = (...call) => {
    const [, , checked, bounds] = call;
    if (!fast.has(checked)) return queryTable(...call);
    const [keyNames, done] = call.slice(-2) as [string[], Answer];
    readPage(store.db, checked, bounds, keyNames).then(
      (answered) => done(null, { body: answered }),
      (error: unknown) => done(error as Error),
    );
  };
  return async (body) => {
    // How far an unlimited page goes can only be told by measuring.
    if (body['Limit'] === undefined || !Object.keys(body).every((name) => PARTS.has(name))) return undefined;
    try {
      const checked = checks.checkTypes(body, types);
      checks.checkValidations(checked, types, custom, store);
      fast.add(checked);
      const page = await new Promise<Page | undefined>((resolve, reject) => {
        query(withKnownTables, checked, (error, found) => (error ? reject(error) : resolve(found)));
      });
      return page?.body;
    } catch (error) {
      // What is wrong with it, dynalite says again, in the form that callers know.
      if (error instanceof Error && 'statusCode' in error) return undefined;
      throw error;
    }
  };
}

/** DynamoDB ends a page here, whatever the limit. */
const PAGE_BYTES_MAX = 1024 * 1024;

/** At most so large an entry counts by dynalite's measure: its text, a third more for long keys, and a constant. */
function boundBytes(text: Buffer): number {
  return text.length * 1.4 + 64;
}

const COMMA = Buffer.from(',');

async function readPage(
  store: Streaming,
  { TableName, Limit, _filter }: Checked,
  bounds: Bounds,
  keyNames: string[],
): Promise<Buffer | undefined> {
  if (Limit === undefined) return undefined;
  const texts = await readTexts(store, TableName, { ...bounds, limit: Limit });
  if (texts.reduce((sum, text) => sum + boundBytes(text), 0) >= PAGE_BYTES_MAX) return undefined;
  const items = _filter ? texts.filter((text) => db.matchesExprFilter(parse(text), _filter.expression)) : texts;
  const last = texts.length >= Limit ? texts.at(-1) : undefined;
  const more = last === undefined ? '' : `,"LastEvaluatedKey":${writeKey(parse(last), keyNames)}`;
  const parts = items.flatMap((text, at) => (at === 0 ? [text] : [COMMA, text]));
  const [head, tail] = [`{"Count":${items.length},"Items":[`, `],"ScannedCount":${texts.length}${more}}`];
  return Buffer.concat([Buffer.from(head), ...parts, Buffer.from(tail)]);
}

async function readTexts(store: Streaming, tableName: string, bounds: Bounds): Promise<Buffer[]> {
  const prefix = `item-${tableName}~`;
  const within: Record<string, unknown> = { valueEncoding: 'buffer', highWaterMarkBytes: PAGE_BYTES_MAX };
  for (const [name, bound] of Object.entries(bounds) as [string, unknown][])
    within[name] = typeof bound === 'string' ? prefix + bound : bound;
  const iterator = store.values(within);
  const texts: Buffer[] = [];
  try {
    for (;;) {
      const block = (await iterator.nextv(bounds.limit)) as Buffer[];
      if (block.length === 0) return texts;
      texts.push(...block);
    }
  } finally {
    await iterator.close();
  }
}

function parse(text: Buffer): JsonRecord {
  return JSON.parse(text.toString()) as JsonRecord;
}

function writeKey(item: JsonRecord, names: string[]): string {
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, item[name]])));
}
