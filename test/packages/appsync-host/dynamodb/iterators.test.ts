import { createRequire } from 'node:module';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { closeIteratorsOnReturn } from '../../../../packages/appsync-host/dynamodb/iterators.ts';
import { makeFolder } from '../temporary-folder.ts';

interface Iterator {
  next: () => Promise<unknown>;
}

/** What dynalite calls its store: the part of it that is needed here. */
interface Store {
  db: { values: (options: object) => Iterator; open: () => Promise<void>; close: () => Promise<void> };
  getItemDb: (table: string) => { put: (key: string, value: object, done: (error: unknown) => void) => void };
}

it('a stream of the engine that is not read to its end leaves no iterator open', async () => {
  closeIteratorsOnReturn();
  const { create } = createRequire(import.meta.url)('dynalite/db') as { create: (options: object) => Store };
  const store = create({ path: makeFolder() });
  onTestFinished(() => store.db.close());
  const items = store.getItemDb('wines');
  for (const key of ['a', 'b', 'c']) await new Promise((done) => items.put(key, { key }, done));
  const opened: Iterator[] = [];
  const { values } = store.db;
  store.db.values = (options) => {
    const iterator = values.call(store.db, options);
    opened.push(iterator);
    return iterator;
  };
  const stream = (
    items as unknown as { createValueStream: (options: object) => NodeJS.ReadableStream & { destroy: () => void } }
  ).createValueStream({ limit: -1 });
  await once(stream, 'data');
  stream.destroy();
  await once(stream, 'close');
  expect(opened).toHaveLength(1);
  await expect(opened[0]?.next()).rejects.toThrow(/not open/);
});
