/** The items of a Map, and how several of them are gone through at once. */
import { StateFault } from '../language/fault.ts';
import { type Path, selectPath, type Sources } from '../language/path.ts';

/** Runs these, so many at once. Errors: the first that any of them throws, at once. */
export async function runSeveral(
  waiting: readonly number[],
  atOnceMax: number,
  run: (index: number) => Promise<void>,
): Promise<void> {
  const rest = waiting.values();
  let hasFailed = false;
  const work = async (): Promise<void> => {
    for (const index of rest) {
      if (hasFailed) return;
      try {
        await run(index);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnceMax, waiting.length) }, work));
}

/** The items of a Map. Errors: StateFault States.Runtime where they are no list. */
export function listItems(itemsPath: Path | undefined, sources: Sources): unknown[] {
  const found = itemsPath === undefined ? sources.input : selectPath(itemsPath, sources);
  if (Array.isArray(found)) return found;
  const [path, told] = [itemsPath?.text ?? '$', JSON.stringify(found)];
  const reason =
    found === undefined ? `Invalid path '${path}'` : `Reference path "${path}" must point to array. It is ${told}`;
  throw new StateFault('States.Runtime', reason);
}

/**
 * How many of a Map run at once, `most` at most. Errors: StateFault States.Runtime where what a path leads to is no
 * whole number from 0 on.
 */
export function countAtOnce(told: number | Path, sources: Sources, most: number): number {
  const found = typeof told === 'number' ? told : selectPath(told, sources);
  if (typeof found === 'number' && Number.isInteger(found) && found >= 0) return Math.min(found || Infinity, most);
  const path = typeof told === 'number' ? '' : told.text;
  const reason = `it must lead to a non-negative integer. It is ${JSON.stringify(found)}`;
  throw new StateFault('States.Runtime', `Invalid path '${path}' of MaxConcurrencyPath: ${reason}`);
}
