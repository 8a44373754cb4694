/** Runs states, one after the other, from where the journal says that they are. */
import { waitUntil } from './clock.ts';
import type { Block, State } from '../language/definition.ts';
import { Halt, StateFault } from '../language/fault.ts';
import { placeResult } from './flow.ts';
import { perform } from './perform.ts';
import type { Performed } from './performance.ts';
import { countRetries, type Position } from '../keep/records.ts';
import { chooseDelayMs, findRetrier, matchesError } from './retry.ts';
import type { Scope } from './room.ts';

/** Such a number of events ends an execution. */
const EVENTS_MAX = 25_000;

/** Runs states to their end and answers what the last one comes to. Errors: StateFault; Halt. */
export async function runBlock(block: Block, scope: Scope, input: unknown): Promise<unknown> {
  const { journal, isChild } = scope.room;
  let given = input;
  if (journal.positionOf(scope.key) === undefined) {
    const first = find(block, block.startAt);
    const isKept = isChild && !scope.key.includes('/');
    journal.append({
      type: 'Entered',
      scope: scope.key,
      state: first.name,
      kind: first.type,
      ...(!isKept && { input }),
    });
  }
  for (;;) {
    const position = journal.positionOf(scope.key);
    if (position === undefined) throw new Error(`Nothing is known of where ${scope.key} is.`);
    const state = find(block, position.state);
    if ('input' in position) given = position.input;
    const { output, next } = position.done ?? (await runState(state, position, given, scope));
    const exited = { type: 'Exited', scope: scope.key, state: state.name, kind: state.type, output } as const;
    if (next === undefined) {
      if (!isChild && position.done === undefined) journal.append(exited);
      return output;
    }
    checkCount(scope);
    const entered = {
      type: 'Entered',
      scope: scope.key,
      state: next,
      kind: find(block, next).type,
      input: output,
    } as const;
    if (isChild || position.done !== undefined) journal.append(entered);
    else journal.append({ ...exited, next }, entered);
    if (scope.key === '') await journal.sync();
  }
}

function find(block: Block, name: string): State {
  const state = block.states.get(name);
  if (state === undefined) throw new Error(`There is no state ${name}.`);
  return state;
}

function checkCount({ room: { isChild, journal } }: Scope): void {
  if (isChild || journal.count() < EVENTS_MAX - 2) return;
  throw new StateFault('States.Runtime', `The execution reached the maximum number of history events (${EVENTS_MAX}).`);
}

/** Tries a state until it succeeds, is caught, or nobody tries it again. Errors: StateFault; Halt. */
async function runState(state: State, position: Position, input: unknown, scope: Scope): Promise<Performed> {
  const { room, key } = scope;
  for (;;) {
    const context = createContext(scope, position, state);
    try {
      if (countRetries(position) > 0 && position.dueMs !== undefined) {
        await waitUntil(room.clock, position.dueMs, room.signal);
      }
      return await perform(state, { position, input, context, scope });
    } catch (error) {
      if (error instanceof Halt || !(error instanceof StateFault)) throw error;
      const fault = placeFault(error, state, position);
      const retrier = findRetrier(state.retriers, fault.stateError, position.retries);
      const how = retrier === undefined ? undefined : state.retriers[retrier];
      if (how === undefined || retrier === undefined) return catchFault(state, fault, input);
      const dueMs = room.clock.now() + chooseDelayMs(how, position.retries[retrier] ?? 0, room.random);
      room.journal.append({ type: 'Retrying', scope: key, retrier, dueMs, ...fault.stateError });
    }
  }
}

/** What the catchers make of an error. Errors: the fault itself, where none of them catches it. */
function catchFault(state: State, fault: StateFault, input: unknown): Performed {
  const catcher = state.catchers.find(({ errorEquals }) => matchesError(errorEquals, fault.stateError));
  if (catcher === undefined) throw fault;
  const { error, cause } = fault.stateError;
  const told = { Error: error ?? '', Cause: cause ?? '' };
  return { output: placeResult(catcher.resultPath, input, told), next: catcher.next };
}

/** What goes wrong with paths is told with its place. */
function placeFault(fault: StateFault, { name }: State, { id }: Position): StateFault {
  const { error, cause = '' } = fault.stateError;
  if (error !== 'States.Runtime' || cause.startsWith('An error occurred')) return fault;
  const place = `An error occurred while executing the state '${name}' (entered at the event id #${String(id)}).`;
  return new StateFault(error, `${place} ${cause}`);
}

function createContext({ room, item }: Scope, position: Position, state: State): Record<string, unknown> {
  const retries = countRetries(position);
  return {
    ...room.context,
    State: { EnteredTime: new Date(position.enteredMs).toISOString(), Name: state.name, RetryCount: retries },
    ...(item && { Map: { Item: item } }),
  };
}
