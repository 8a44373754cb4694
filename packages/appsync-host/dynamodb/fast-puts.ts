/**
 * Puts, past most of dynalite: it looks at each value of each entry by six generic rules, and reads
 * and writes entry by entry, 0.4 ms each. What is written here is what it would write, under its locks; whatever is not
 * plainly right is left to it, so that it says what is wrong.
 */
import { createRequire } from 'node:module';
import type { FindTable, Table, TableStore } from './known-tables.ts';
import type { Ranged } from './unfinished-tables.ts';
import type { Streaming } from './value-stream.ts';
import { isRecord, type JsonRecord } from '../record.ts';

type Item = Record<string, unknown>;
/** What `lock` hands to whoever holds the locks: it wraps what is called at the end. */
type Release = (done: () => void) => () => void;

interface ItemDb {
  lock: (keys: string[], run: (release: Release) => void) => void;
}

/** dynalite's store, as far as it is used here. */
interface Store extends TableStore {
  db: Streaming &
    Ranged & {
      getMany: (keys: string[]) => Promise<(Item | undefined)[]>;
      batch: (operations: Operation[], done: (error: Error | null | undefined) => void) => void;
    };
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

/**
 * Does a call, and answers its body as JSON; undefined where dynalite is to do it, or to tell what is wrong with it.
 */
export type WriteFast = (action: string, body: JsonRecord) => Promise<string | undefined>;

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

/** Makes the function that puts into that store. */
export function createFastWriter(store: Store, findTable: FindTable): WriteFast {
  return async (action, body) => {
    const puts = action === 'BatchWriteItem' ? readBatch(body) : action === 'PutItem' ? readSingle(body) : undefined;
    if (puts === undefined) return undefined;
    const { tableName, items, ifNew } = puts;
    const table = await getTable(findTable, tableName);
    if (table === undefined || items.some((item) => db.validateItem(item, table) != null)) return undefined;
    // Every entry has its key, so that an entry without this attribute is none.
    if (ifNew !== undefined && !table.KeySchema.some(({ AttributeName }) => AttributeName === ifNew)) return undefined;
    const keys = items.map((item) => db.createKey(item, table));
    if (new Set(keys).size < keys.length) return undefined;
    const isDone = await put(store, table, { items, keys, isNew: ifNew !== undefined });
    if (!isDone) return undefined;
    return action === 'PutItem' ? '{}' : '{"UnprocessedItems":{}}';
  };
}

/** Entries of plain values for one table. */
interface Puts {
  tableName: string;
  items: Item[];
  /** The attribute that no entry of that key may have. */
  ifNew?: string | undefined;
}

/** A batch of nothing but puts; of one table, since one that is refused must leave the others unwritten. */
function readBatch({ RequestItems, ...others }: JsonRecord): Puts | undefined {
  if (!isRecord(RequestItems) || Object.keys(others).length > 0) return undefined;
  const [only, ...more] = Object.entries(RequestItems);
  if (only === undefined || more.length > 0) return undefined;
  const [tableName, writes] = only;
  if (!Array.isArray(writes) || writes.length === 0 || writes.length > ENTRIES_MAX) return undefined;
  const items = writes.map(readPut);
  return items.every((item) => item !== undefined && isPlainMap(item, 0))
    ? { tableName, items: items as Item[] }
    : undefined;
}

/** Names of keys that are none of DynamoDB's 570 reserved words, which an expression may not use as they are. */
const IF_NEW = /^attribute_not_exists\((id|pk|sk)\)$/;

/** A put without a condition, or of an entry that is to be new. */
function readSingle({ TableName, Item, ConditionExpression, ...others }: JsonRecord): Puts | undefined {
  if (typeof TableName !== 'string' || !isRecord(Item) || Object.keys(others).length > 0) return undefined;
  if (!isPlainMap(Item, 0)) return undefined;
  if (ConditionExpression === undefined) return { tableName: TableName, items: [Item] };
  const ifNew = typeof ConditionExpression === 'string' ? IF_NEW.exec(ConditionExpression)?.[1] : undefined;
  return ifNew === undefined ? undefined : { tableName: TableName, items: [Item], ifNew };
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

function getTable(find: FindTable, name: string): Promise<Table | undefined> {
  return new Promise((resolve) => find(name, (error, table) => resolve(error ? undefined : table)));
}

/** Returns false, and writes nothing, where an entry is not new and was to be. */
async function put(
  store: Store,
  table: Table,
  { items, keys, isNew }: { items: Item[]; keys: string[]; isNew: boolean },
): Promise<boolean> {
  const release = await lock(store.getItemDb(table.TableName), keys);
  try {
    const existing = isNew || hasIndexes(table) ? await store.db.getMany(keys.map((key) => placeOf(table, key))) : [];
    if (isNew && existing.some((one) => one !== undefined)) return false;
    const operations = items.flatMap((item, at): Operation[] => [
      ...indexOperations(table, existing[at], item),
      { type: 'put', key: placeOf(table, keys[at] ?? ''), value: item },
    ]);
    await new Promise<void>((resolve, reject) => {
      store.db.batch(operations, (error) => (error ? reject(error) : resolve()));
    });
    return true;
  } finally {
    release();
  }
}

function placeOf({ TableName }: Table, key: string): string {
  return `item-${TableName}~${key}`;
}

/** What an entry replaces matters to indexes alone. */
function hasIndexes({ GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: Table): boolean {
  return GlobalSecondaryIndexes.length + LocalSecondaryIndexes.length > 0;
}

/** In order, so that of two batches none waits for a lock of the other. */
function lock(itemDb: ItemDb, keys: string[]): Promise<() => void> {
  return new Promise((resolve) => itemDb.lock([...keys].sort(), (release) => resolve(release(() => undefined))));
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
