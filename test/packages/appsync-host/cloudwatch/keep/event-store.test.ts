import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openEventStore } from '../../../../../packages/appsync-host/cloudwatch/keep/event-store.ts';
import { makeFolder } from '../../temporary-folder.ts';

const GROUP = '/aws/lambda/Greeter';
const event = (atMs: number, message: string) => ({ group: GROUP, stream: 'one', atMs, message });

it('events are read by time, both ends included, and are there at the next start', () => {
  const folder = makeFolder();
  const store = openEventStore(folder, [GROUP]);
  for (let at = 1; at <= 5; at += 1) store.add(event(at * 1000, `line\t${at}`));
  expect(store.read(GROUP, 2000, 4000).map(({ message }) => message)).toEqual(['line\t2', 'line\t3', 'line\t4']);
  store.add(event(6000, 'unwritten'));
  store.flush();
  const again = openEventStore(folder, []);
  expect(again.read(GROUP, 0, 9000)).toHaveLength(6);
  expect(again.list()).toEqual([{ group: GROUP, bytes: expect.any(Number) as number }]);
  expect(again.read('/aws/lambda/Nobody', 0, 9000)).toEqual([]);
});

it('the oldest events go when there are too many', () => {
  const folder = makeFolder();
  const store = openEventStore(folder, [GROUP], { fileBytesMax: 1000, filesMax: 3 });
  for (let at = 1; at <= 100; at += 1) {
    store.add(event(at, 'x'.repeat(100)));
    store.flush();
  }
  const files = readdirSync(join(folder, encodeURIComponent(GROUP)));
  expect(files).toHaveLength(3);
  const kept = store.read(GROUP, 0, 1000).map(({ atMs }) => atMs);
  expect(kept.at(-1)).toBe(100);
  expect(kept[0]).toBeGreaterThan(60);
  expect(store.list()[0]?.bytes).toBeLessThan(4000);
});
