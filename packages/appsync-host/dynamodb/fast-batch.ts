/**
 * Puts of BatchWriteItem, past most of dynalite: it looks at each value of each entry by six generic rules, and reads
 * and writes entry by entry, 0.4 ms each. What is written here is what it would write, under its locks; whatever is not
 * plainly right is left to it, so that it says what is wrong.
 */
import { createRequire } from 'node:module';
import { isRecord, type JsonRecord } from '../record.ts';

/** A table as dynalite keeps it. */
interface Table {
  TableName: string;
  GlobalSecondaryIndexes?: unknown[];
  LocalSecondaryIndexes?: unknown[];
}

type Item = Record<string, unknown>;
type Callback<T> = (error: Error | null | undefined, value?: T) => void;

/** What `lock` hands to whoever holds the locks: it wraps what is called at the end. */
type Release = (done: () => void) => () => void;

interface ItemDb {
  lock: (keys: string[], run: (release: Release) => void) => void;
}

/** dynalite's store, as far as it is used here. */
interface Store {
  db: {
    getMany: (keys: string[]) => Promise<(Item | undefined)[]>;
    batch: (operations: Operation[], done: Callback<undefined>) => void;
  };
  getTable: (name: string, done: Callback<Table>) => void;
  getItemDb: (name: string) => ItemDb;
}

type Operation = { type: 'put'; key: string; value: Item } | { type: 'del'; key: string };

/** The functions of dynalite's db module that are used here. */
interface Db {
  create: (options: object) => Store;
  validateItem: (item: Item, table: Table) => Error | null | undefined;
  createKey: (item: Item, table: Table) => string;
  getIndexActions: (
    indexes: unknown[],
    existing: Item | undefined,
    item: Item,
    table: Table,
  ) => { puts: { index: string; key: string; item: Item }[]; deletes: { index: string; key: string }[] };
}

/** Does a BatchWriteItem; false where dynalite is to do it, or to tell what is wrong with it. */
export type WriteBatch = (body: JsonRecord) => Promise<boolean>;

const db = createRequire(import.meta.url)('dynalite/db') as Db;

/** Sees the store that dynalite makes next, which it keeps to itself. */
export function watchForStore(): () => Store {
  const { create } = db;
  let made: Store | undefined;
  db.create = (options) => {
    db.create = create;
    return (made = create(options));
  };
  return () => {
    if (made === undefined) throw new Error('dynalite no longer makes its store by db.create.');
    return made;
  };
}

const ENTRIES_MAX = 25;

/** Makes the function that does batches in that store. */
export function createBatchWriter(store: Store): WriteBatch {
  return async (body) => {
    const puts = readPuts(body);
    if (puts === undefined) return false;
    for (const { tableName, items } of puts) {
      const table = await getTable(store, tableName);
      if (table === undefined || items.some((item) => db.validateItem(item, table) != null)) return false;
      const keys = items.map((item) => db.createKey(item, table));
      if (new Set(keys).size < keys.length) return false;
      // Of several tables the first are written before the last are looked at: dynalite's own way, too.
      await put(store, table, items, keys);
    }
    return true;
  };
}

/** The entries of a batch of nothing but puts of plain values, by table. */
function readPuts(body: JsonRecord): { tableName: string; items: Item[] }[] | undefined {
  const { RequestItems, ...others } = body;
  if (!isRecord(RequestItems) || Object.keys(others).length > 0) return undefined;
  const tables = Object.entries(RequestItems);
  // One that is refused must leave the others unwritten.
  if (tables.length !== 1) return undefined;
  const puts = tables.map(([tableName, writes]) => ({
    tableName,
    items: Array.isArray(writes) ? writes.map(readPut) : [],
  }));
  const isPlain = puts.every(
    ({ items }) =>
      items.length > 0 &&
      items.length <= ENTRIES_MAX &&
      items.every((item) => item !== undefined && isPlainMap(item, 0)),
  );
  return isPlain ? (puts as { tableName: string; items: Item[] }[]) : undefined;
}

function readPut(write: unknown): Item | undefined {
  if (!isRecord(write) || Object.keys(write).length !== 1) return undefined;
  const put = write['PutRequest'];
  if (!isRecord(put) || Object.keys(put).length !== 1) return undefined;
  return isRecord(put['Item']) ? put['Item'] : undefined;
}

const NESTING_LEVELS_MAX = 30;
/** Numbers that DynamoDB keeps as they are: no exponent, no zeros to take off, far from 38 digits. */
const PLAIN_NUMBER = /^(0|-?[1-9]\d{0,15}|-?(0|[1-9]\d{0,15})\.\d{0,19}[1-9])$/;

function isPlainMap(map: Item, level: number): boolean {
  for (const name in map) if (name === '' || name.length > 255 || !isPlainValue(map[name], level)) return false;
  return true;
}

function isPlainValue(value: unknown, level: number): boolean {
  if (!isRecord(value) || level > NESTING_LEVELS_MAX) return false;
  let type = '';
  for (const name in value) {
    if (type !== '') return false;
    type = name;
  }
  const held = value[type];
  switch (type) {
    case 'S':
      return typeof held === 'string';
    case 'N':
      return typeof held === 'string' && PLAIN_NUMBER.test(held);
    case 'BOOL':
      return typeof held === 'boolean';
    case 'NULL':
      return held === true;
    case 'M':
      return isRecord(held) && isPlainMap(held, level + 1);
    case 'L':
      return Array.isArray(held) && held.every((one) => isPlainValue(one, level + 1));
    default:
      return false;
  }
}

function getTable(store: Store, name: string): Promise<Table | undefined> {
  return new Promise((resolve) => store.getTable(name, (error, table) => resolve(error ? undefined : table)));
}

async function put(store: Store, table: Table, items: Item[], keys: string[]): Promise<void> {
  const release = await lock(store.getItemDb(table.TableName), keys);
  try {
    const existing = await findExisting(store, table, keys);
    const operations = items.flatMap((item, at): Operation[] => [
      ...indexOperations(table, existing[at], item),
      { type: 'put', key: `item-${table.TableName}~${keys[at] ?? ''}`, value: item },
    ]);
    await new Promise<void>((resolve, reject) => {
      store.db.batch(operations, (error) => (error ? reject(error) : resolve()));
    });
  } finally {
    release();
  }
}

/** In order, so that of two batches none waits for a lock of the other. */
function lock(itemDb: ItemDb, keys: string[]): Promise<() => void> {
  return new Promise((resolve) => itemDb.lock([...keys].sort(), (release) => resolve(release(() => undefined))));
}

/** What the entries replace matters to indexes alone. */
function findExisting(store: Store, table: Table, keys: string[]): Promise<(Item | undefined)[]> {
  const count = (table.GlobalSecondaryIndexes?.length ?? 0) + (table.LocalSecondaryIndexes?.length ?? 0);
  return count === 0 ? Promise.resolve([]) : store.db.getMany(keys.map((key) => `item-${table.TableName}~${key}`));
}

function indexOperations(table: Table, existing: Item | undefined, item: Item): Operation[] {
  return (['Local', 'Global'] as const).flatMap((kind) => {
    const { puts, deletes } = db.getIndexActions(table[`${kind}SecondaryIndexes`] ?? [], existing, item, table);
    const keyOf = (index: string, key: string): string =>
      `index-${kind.toLowerCase()}~${table.TableName}~${index}~${key}`;
    return [
      ...deletes.map(({ index, key }): Operation => ({ type: 'del', key: keyOf(index, key) })),
      ...puts.map((one): Operation => ({ type: 'put', key: keyOf(one.index, one.key), value: one.item })),
    ];
  });
}
