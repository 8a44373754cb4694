import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { decodeDataset } from '../../classifier/files/dataset.ts';
import type { Example } from '../../classifier/features/example.ts';
import { isNatural } from '../../classifier/fit/labelled-rows.ts';
import { subsetOf } from '../../classifier/fit/split.ts';
import { hashText } from '../../classifier/text/hash.ts';
import { DATASET, SETTINGS } from '../../models/starter/settings.ts';

/**
 * The bundled dataset, divided as chance would have it: each world has a champion of its own, trained from its `base`.
 * Two worlds differ in which examples are held out, so what one hold-out set happens to favour does not decide twice.
 */
export interface World {
  number: number;
  /** What the champion is trained from, its hold-out set included. */
  base: Example[];
  /** Natural examples that no training and no gate has seen: by these harm is measured. */
  untouched: Example[];
  /** Natural examples that people may bring later. */
  pool: Example[];
  /** A class that the base has no example of, and all examples of it. */
  strangers: { variety: Strangers; country: Strangers };
}

/** A class that the champion has never seen, and its examples. */
export interface Strangers {
  name: string;
  examples: Example[];
}

/** The classes that each world's champion has never seen. */
const NEVER_SEEN = [
  { variety: 'Grüner Veltliner', country: 'Israel' },
  { variety: 'Barbera', country: 'Greece' },
  { variety: 'Albariño', country: 'South Africa' },
  { variety: 'Malbec', country: 'Germany' },
] as const;

/** How many worlds there are. */
export const WORLD_COUNT = NEVER_SEEN.length;

const UNTOUCHED_SHARE = 0.16;
const POOL_SHARE = 0.2;

/** Divides the dataset for a world, 0 to WORLD_COUNT − 1. */
export function makeWorld(number: number): World {
  const never = NEVER_SEEN[number];
  if (!never) throw new RangeError(`There is no world ${number}.`);
  const all = decodeDataset(brotliDecompressSync(readFileSync(DATASET))).map((example) => renew(example, number));
  const world: World = {
    number,
    base: [],
    untouched: [],
    pool: [],
    strangers: {
      variety: { name: never.variety, examples: [] },
      country: { name: never.country, examples: [] },
    },
  };
  for (const example of all) placeOf(world, example).push(example);
  return world;
}

function placeOf(world: World, example: Example): Example[] {
  const { strangers } = world;
  if (example.country === strangers.country.name) return strangers.country.examples;
  if (example.variety === strangers.variety.name) return strangers.variety.examples;
  if (!isNatural(example, SETTINGS) || subsetOf(example, SETTINGS.split) === 'holdout') return world.base;
  const draw = drawOf(example, 'division');
  if (draw < UNTOUCHED_SHARE) return world.untouched;
  return draw < UNTOUCHED_SHARE + POOL_SHARE ? world.pool : world.base;
}

/** The same example with a fingerprint of this world, so that another set of examples is held out. */
function renew(example: Example, world: number): Example {
  const hex = (half: number): string =>
    (hashText(`${world} ${example.fingerprint}`, half) >>> 0).toString(16).padStart(8, '0');
  return { ...example, fingerprint: hex(0) + hex(1) };
}

/** A number from 0 to less than 1, drawn for this example and purpose. */
export function drawOf({ fingerprint }: Example, purpose: string): number {
  return (hashText(`${purpose} ${fingerprint}`, 0) >>> 0) / 2 ** 32;
}

/** `count` of the examples, drawn for this purpose. */
export function drawSome(examples: readonly Example[], count: number, purpose: string): Example[] {
  return examples
    .map((example) => ({ example, draw: drawOf(example, purpose) }))
    .sort((one, other) => one.draw - other.draw)
    .slice(0, count)
    .map(({ example }) => example);
}
