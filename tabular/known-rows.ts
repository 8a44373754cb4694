import { type Target, TARGETS, type Wine } from '../contract/wine.ts';
import { tellingsOf } from './examples.ts';

/** What became of an example that was given to a dataset. */
export type Added =
  /** Its text was not in the dataset. */
  | 'added'
  /** Its text was there, and something of it is told otherwise now. */
  | 'replaced'
  /** It was there as it is, or another row of this import has the same text. */
  | 'known';

/** A wine with its text's fingerprint. */
export interface KeyedWine extends Wine {
  fingerprint: string;
}

/**
 * What a dataset says of each text, one row a text. A row takes some 60 bytes, so that millions fit; of
 * the text there is the fingerprint alone.
 */
export interface KnownRows {
  readonly count: number;
  /** Takes over what the dataset has said already; a later row adds to an earlier one of its text. */
  learn: (example: KeyedWine) => void;
  /** Takes an example of this import, the first of its text. */
  add: (example: KeyedWine) => Added;
  /** How many rows have each class, the most frequent first. */
  countClasses: (target: Target) => [string, number][];
}

/** What is told of a text, as tellingsOf() compares it, in the order of a row's slots. */
const TOLD = ['country', 'variety', 'region', 'winery', 'points', 'price'];

/** A fingerprint has 64 bits. */
const KEY_WORDS = 2;
/** After the key what is told, the targets as they are spelt, and whether this import has had the text. */
const SPELT = KEY_WORDS + TOLD.length;
const SEEN = SPELT + TARGETS.length;
const ROW_WORDS = SEEN + 1;
const BLOCK_ROWS = 65_536;
const PLACES_FIRST = 1024;

/** Begins without a row. */
export function createKnownRows(): KnownRows {
  const rows = createRowStore();
  const values = createNumbering();
  /** Pairs of a slot and what an example has in it. */
  const slotsOf = (wine: Wine): [number, number][] =>
    [...tellingsOf(wine)].map(([field, value]) => [KEY_WORDS + TOLD.indexOf(field), values.numberOf(value)]);
  const merge = (row: number, wine: Wine): void => {
    for (const [slot, value] of slotsOf(wine)) rows.write(row, slot, value);
    for (const [at, target] of TARGETS.entries()) {
      const name = wine[target];
      if (name !== undefined) rows.write(row, SPELT + at, values.numberOf(name));
    }
  };
  return {
    get count() {
      return rows.count();
    },
    learn(example) {
      const key = keyOf(example);
      merge(rows.find(key) ?? rows.append(key), example);
    },
    add(example) {
      const key = keyOf(example);
      const known = rows.find(key);
      const row = known ?? rows.append(key);
      const isFirst = rows.read(row, SEEN) === 0;
      rows.write(row, SEEN, 1);
      // Whether it tells anything otherwise than the row of its text, or more; the text does not count.
      if (!isFirst || !slotsOf(example).some(([slot, value]) => rows.read(row, slot) !== value)) return 'known';
      merge(row, example);
      return known === undefined ? 'added' : 'replaced';
    },
    countClasses(target) {
      const slot = SPELT + TARGETS.indexOf(target);
      const counts = new Map<number, number>();
      for (let row = 0; row < rows.count(); row += 1) {
        const value = rows.read(row, slot);
        if (value > 0) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const named = [...counts].map(([value, times]): [string, number] => [String(values.valueOf(value)), times]);
      return named.sort(([, one], [, other]) => other - one);
    },
  };
}

/** Rows of numbers, found by the words of their keys. */
function createRowStore() {
  // Blocks stay where they are: only the places, 4 bytes each, are copied as rows come.
  const blocks: Uint32Array[] = [];
  /** By the sum of the key's words, or the next free place after it; a row's number plus 1, 0 where there is none. */
  let places = new Uint32Array(PLACES_FIRST);
  let count = 0;
  const read = (row: number, word: number): number =>
    blocks[Math.floor(row / BLOCK_ROWS)]?.[(row % BLOCK_ROWS) * ROW_WORDS + word] ?? 0;
  const write = (row: number, word: number, value: number): void => {
    const block = blocks[Math.floor(row / BLOCK_ROWS)];
    if (block) block[(row % BLOCK_ROWS) * ROW_WORDS + word] = value;
  };
  /** The place of a key, or the free one that it would take. */
  const placeOf = (key: readonly number[]): number => {
    for (let place = key.reduce((sum, word) => sum + word, 0) % places.length; ; place = (place + 1) % places.length) {
      const row = (places[place] ?? 0) - 1;
      if (row < 0 || key.every((word, at) => read(row, at) === word)) return place;
    }
  };
  const grow = (): void => {
    places = new Uint32Array(places.length * 2);
    for (let row = 0; row < count; row += 1) {
      places[placeOf(Array.from({ length: KEY_WORDS }, (_, at) => read(row, at)))] = row + 1;
    }
  };
  return {
    count: () => count,
    read,
    write,
    find: (key: readonly number[]): number | undefined => {
      const row = (places[placeOf(key)] ?? 0) - 1;
      return row < 0 ? undefined : row;
    },
    append: (key: readonly number[]): number => {
      if (count * 2 >= places.length) grow();
      if (count % BLOCK_ROWS === 0) blocks.push(new Uint32Array(BLOCK_ROWS * ROW_WORDS));
      places[placeOf(key)] = count + 1;
      for (const [at, word] of key.entries()) write(count, at, word);
      count += 1;
      return count - 1;
    },
  };
}

/** Gives values numbers from 1, each its own, in the order in which they come. */
function createNumbering() {
  const numbers = new Map<string | number, number>();
  const values: (string | number)[] = [];
  return {
    numberOf: (value: string | number): number => {
      const known = numbers.get(value);
      if (known !== undefined) return known;
      numbers.set(value, values.push(value));
      return values.length;
    },
    valueOf: (number: number): string | number | undefined => values[number - 1],
  };
}

/** The words of a fingerprint, which is hexadecimal. */
function keyOf({ fingerprint }: KeyedWine): number[] {
  return Array.from({ length: KEY_WORDS }, (_, at) => Number.parseInt(fingerprint.slice(at * 8, at * 8 + 8), 16) >>> 0);
}
