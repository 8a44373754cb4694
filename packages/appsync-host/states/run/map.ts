/** A Map: within its execution, or by children of it. Source: Step Functions developer guide, "Map workflow state". */
import type { MapState } from '../language/definition.ts';
import { runDistributed } from './distributed-map.ts';
import { createHalter, Halt, StateFault } from '../language/fault.ts';
import { countAtOnce, listItems, runSeveral } from './items.ts';
import type { Performance } from './performance.ts';
import { countRetries } from '../keep/records.ts';
import { note, type Scope } from './room.ts';

/** So many iterations run at once at most, as AWS documents it. */
const ITERATIONS_AT_ONCE_MAX = 40;

/** Runs the states of a Map for each of its items, and answers what they come to. Errors: StateFault; Halt. */
export async function runMap(state: MapState, input: unknown, performance: Performance): Promise<unknown> {
  const { position, context, scope } = performance;
  if (state.distribution) {
    return runDistributed(state, state.distribution, { input, context, position, scope });
  }
  const items = listItems(state.itemsPath, { input, context });
  const atOnce = countAtOnce(state.concurrencyMax, { input, context }, ITERATIONS_AT_ONCE_MAX);
  const { key, room } = scope;
  note(scope, { type: 'MapStarted', scope: key, items: items.length });
  const { signal, halt } = createHalter(room.signal);
  const outputs = new Map(position.iterations);
  const run = async (index: number): Promise<void> => {
    const about = { scope: key, state: state.name, index };
    note(scope, { type: 'IterationStarted', ...about });
    const item = { Index: index, Value: items[index] };
    const given =
      state.itemSelector?.({ input, context: { ...(context as object), Map: { Item: item } } }) ?? items[index];
    const inner: Scope = {
      room: { ...room, signal },
      key: `${key}/${String(position.id)}.${String(countRetries(position))}.${String(index)}`,
      item,
    };
    try {
      const output = await room.runBlock(state.block, inner, given);
      room.journal.append({ type: 'IterationEnded', ...about, output, hasFailed: false });
      outputs.set(index, output);
    } catch (error) {
      if (error instanceof StateFault) note(scope, { type: 'IterationEnded', ...about, hasFailed: true });
      throw error;
    }
  };
  const waiting = items.map((_, index) => index).filter((index) => !outputs.has(index));
  try {
    await runSeveral(waiting, atOnce, run);
  } catch (error) {
    // The others end with the first that fails.
    halt(new Halt('mapFailed'));
    if (error instanceof StateFault) note(scope, { type: 'MapEnded', scope: key, hasFailed: true });
    throw error;
  }
  note(scope, { type: 'MapEnded', scope: key, hasFailed: false });
  return items.map((_, index) => outputs.get(index));
}
