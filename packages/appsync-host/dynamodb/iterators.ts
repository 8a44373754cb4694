/**
 * Closes what dynalite leaves open: it ends each of its streams by an iterator's `return`, which the iterators of
 * abstract-level 3 do not have, so that each Query kept its LevelDB iterator (some 37 KB) until the process ended.
 */
import { createRequire } from 'node:module';

interface LevelIterator {
  close: () => Promise<void>;
  return?: () => Promise<void>;
}

/** Gives the iterators of the very abstract-level that dynalite uses a `return`. */
export function closeIteratorsOnReturn(): void {
  const dynalite = createRequire(import.meta.url).resolve('dynalite');
  const level = createRequire(dynalite).resolve('level');
  const classic = createRequire(level).resolve('classic-level');
  const { AbstractKeyIterator, AbstractValueIterator } = createRequire(classic)('abstract-level') as Record<
    string,
    { prototype: LevelIterator } | undefined
  >;
  for (const kind of [AbstractKeyIterator, AbstractValueIterator]) {
    if (kind === undefined) throw new Error('abstract-level has other iterators than dynalite 4.0.0 was written for.');
    kind.prototype.return ??= function (this: LevelIterator) {
      return this.close();
    };
  }
}
