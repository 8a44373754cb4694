/** A table's entry among those of dynalite, as far as it is used here. */
interface TableEntry {
  TableName: string;
  TableStatus: string;
  GlobalSecondaryIndexes?: { IndexStatus?: string }[];
}

/** The part of dynalite's database that is gone through here. */
export interface Ranged {
  iterator: (range: Range) => AsyncIterable<[string, unknown]>;
  clear: (range: Range) => Promise<void>;
  put: (key: string, value: unknown) => Promise<void>;
}

interface Range {
  gte: string;
  lt: string;
}

/**
 * Ends what an earlier process had begun: it makes a table active, or forgets one that is deleted, a moment after it
 * has answered, and if it is ended in between, nothing would ever.
 */
export async function finishTables(db: Ranged): Promise<void> {
  for await (const [key, value] of db.iterator(under('table~'))) {
    const table = value as TableEntry;
    if (table.TableStatus === 'CREATING') {
      const indexes = table.GlobalSecondaryIndexes?.map((index) => ({ ...index, IndexStatus: 'ACTIVE' }));
      await db.put(key, { ...table, TableStatus: 'ACTIVE', ...(indexes && { GlobalSecondaryIndexes: indexes }) });
    } else if (table.TableStatus === 'DELETING') {
      const kinds = ['item-', 'tag-', 'index-global~', 'index-local~'];
      for (const kind of kinds) await db.clear(under(`${kind}${table.TableName}~`));
      // Its own entry alone: other names may begin with this one.
      await db.clear({ gte: key, lt: `${key}\u{0}` });
    }
  }
}

/** All keys that begin so. */
function under(prefix: string): Range {
  return { gte: prefix, lt: `${prefix}\u{ffff}` };
}
