import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRoom } from '../../../artifacts/training-room.ts';
import type { Example } from '../../../classifier/features/example.ts';
import { createRandom } from '../../../classifier/fit/random.ts';
import { fingerprintText } from '../../../classifier/text/fingerprint.ts';
import { createPool } from '../../../functions/train/pool-examples.ts';

const DATASETS = ['shop', 'cellar', 'club'];
const COUNTRIES = ['Italy', 'France', 'Spain'];

/** Parts of a few datasets that tell the same texts again and again, and now and then none. */
function inventParts(seed: number): { dataset: string; examples: Example[] }[] {
  const random = createRandom(seed);
  const pick = <One>(some: readonly One[]): One => some[Math.floor(random.next() * some.length)]!;
  return Array.from({ length: 12 }, () => {
    const dataset = pick(DATASETS);
    const examples = Array.from({ length: 40 }, (): Example => {
      const description = random.next() < 0.1 ? '' : `Note ${Math.floor(random.next() * 150)}`;
      return {
        description,
        fingerprint: fingerprintText(description),
        source: dataset,
        ...(random.next() < 0.7 ? { country: pick(COUNTRIES) } : {}),
        ...(random.next() < 0.3 ? { winery: pick(['one', 'other']) } : {}),
      };
    });
    return { dataset, examples };
  });
}

function settle(seed: number, partCount: number, examplesMax: number) {
  const room = openRoom(join(tmpdir(), `terroir-test-${randomUUID()}`), { bytesMax: 0, examplesMax });
  const pool = createPool(room, partCount);
  const [bundled, ...parts] = inventParts(seed);
  pool.addBundled('bundled', bundled!.examples);
  for (const { dataset, examples } of parts) pool.takePart(dataset, examples);
  let looked = 0;
  const { examples, repeats } = pool.settle(() => (looked += 1));
  const all = [...examples.read()];
  expect([looked, [...examples.read()]]).toEqual([examples.count, all]);
  room.close();
  return { all, repeats };
}

test('however many groups texts are settled in, and in memory or not, the same examples come in the same order', () => {
  for (const seed of [1, 2, 3]) {
    const together = settle(seed, 1, 1e6);
    expect(together.all.length).toBeGreaterThan(100);
    expect(together.repeats.length).toBeGreaterThan(3);
    expect(settle(seed, 1, 0)).toEqual(together);
    expect(settle(seed, 30, 1e6)).toEqual(together);
    expect(settle(seed, 400, 50)).toEqual(together);
  }
});

test('of a text that is told again the later word counts, in the place of the part that told it last', () => {
  const room = openRoom(join(tmpdir(), `terroir-test-${randomUUID()}`), { bytesMax: 0, examplesMax: 10 });
  const pool = createPool(room, 2);
  const tell = (note: string, country: string): Example => {
    return { description: note, fingerprint: fingerprintText(note), source: 'shop', country };
  };
  pool.takePart('shop', [tell('One', 'Italy'), tell('Two', 'Italy')]);
  pool.takePart('shop', [tell('Three', 'Italy'), tell('One', 'France')]);
  const told = [...pool.settle(() => undefined).examples.read()].map((one) => `${one.description} ${one.country}`);
  expect(told).toEqual(['Two Italy', 'One France', 'Three Italy']);
  room.close();
});
