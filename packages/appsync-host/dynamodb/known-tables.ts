/**
 * Tables as dynalite describes them, kept while they stay as they are: it reads a table's description from the disk for
 * each call, which takes longer than to store an entry.
 */

/** A table as dynalite keeps it. */
export interface Table {
  TableName: string;
  TableStatus: string;
  KeySchema: { AttributeName: string }[];
  GlobalSecondaryIndexes?: unknown[];
  LocalSecondaryIndexes?: unknown[];
}

type Callback = (error: Error | null | undefined, table?: Table) => void;
type Change = (name: string, ...more: unknown[]) => void;

/** The part of dynalite's store that is about tables. */
export interface TableStore {
  getTable: (name: string, done: Callback) => void;
  /** Where all changes of tables go through. */
  tableDb: { put: Change; del: Change };
}

/** Finds a table; it is shared, and never to be changed. With an error where there is none, as dynalite has it. */
export type FindTable = (name: string, done: Callback) => void;

/** Makes the look-up of tables of that store. */
export function keepTables(store: TableStore): FindTable {
  const known = new Map<string, Table>();
  let changes = 0;
  const watch =
    (change: Change): Change =>
    (name, ...more) => {
      changes += 1;
      known.delete(name);
      change(name, ...more);
    };
  const { tableDb } = store;
  tableDb.put = watch(tableDb.put);
  tableDb.del = watch(tableDb.del);
  return (name, done) => {
    const table = known.get(name);
    if (table !== undefined) return done(null, table);
    const seen = changes;
    store.getTable(name, (error, found) => {
      // One that is being made or deleted will be another one soon, and one that was changed meanwhile is.
      if (found?.TableStatus === 'ACTIVE' && seen === changes) known.set(name, found);
      done(error, found);
    });
  };
}
