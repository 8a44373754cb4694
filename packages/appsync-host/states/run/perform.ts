/** What each type of state does. */
import { waitUntil } from './clock.ts';
import type { State, TaskState, WaitState } from '../language/definition.ts';
import { StateFault, untilHalted } from '../language/fault.ts';
import { chooseInput, formOutput, PAYLOAD_BYTES_MAX } from './flow.ts';
import { runMap } from './map.ts';
import { type Path, selectPath, type Sources } from '../language/path.ts';
import type { Performance, Performed } from './performance.ts';
import { note, type Scope } from './room.ts';
import type { CallOutcome } from '../../lambda/call.ts';

/** Does what a state is there for, once. Errors: StateFault; Halt. */
export async function perform(state: State, performance: Performance): Promise<Performed> {
  const { input, context } = performance;
  if (state.type === 'Fail') throw fail(state, performance);
  const chosen = chooseInput(state, { input, context });
  const form = (result: unknown): Performed => ({
    output: formOutput(state, input, result, context),
    ...(state.next !== undefined && { next: state.next }),
  });
  switch (state.type) {
    case 'Pass':
      return form('result' in state ? state.result : chosen);
    case 'Succeed':
      return form(chosen);
    case 'Task':
      return form(await runTask(state, chosen, performance.scope));
    case 'Wait':
      await wait(state, chosen, performance);
      return form(chosen);
    case 'Choice':
      return { ...form(chosen), next: choose(state, { input: chosen, context }) };
    case 'Map':
      return form(await runMap(state, chosen, performance));
  }
}

function fail({ error, cause }: State & { type: 'Fail' }, sources: Sources): StateFault {
  const read = (told: string | Path | undefined): string | undefined => {
    if (typeof told !== 'object') return told;
    const value = selectPath(told, sources);
    if (typeof value === 'string') return value;
    throw new StateFault('States.Runtime', `The path '${told.text}' of a Fail state must lead to a text.`);
  };
  return new StateFault(read(error), read(cause));
}

function choose({ name, choices, fallback }: State & { type: 'Choice' }, sources: Sources): string {
  const next = choices.find(({ rule }) => rule(sources))?.next ?? fallback;
  if (next !== undefined) return next;
  throw new StateFault('States.NoChoiceMatched', `Failed to transition out of the state '${name}': no choice matched.`);
}

/** The end of a wait is kept, so that a host that comes up again does not begin it anew. */
async function wait(state: WaitState, input: unknown, { position, context, scope }: Performance): Promise<void> {
  const { clock, journal, signal } = scope.room;
  if (position.dueMs === undefined) {
    const dueMs = readEnd(state.until, { input, context }, clock.now());
    journal.append({ type: 'Waiting', scope: scope.key, dueMs });
  }
  await waitUntil(clock, position.dueMs ?? 0, signal);
}

function readEnd(until: WaitState['until'], sources: Sources, nowMs: number): number {
  const told = 'seconds' in until ? until.seconds : until.timestamp;
  const value = typeof told === 'object' ? selectPath(told, sources) : told;
  if ('seconds' in until && typeof value === 'number' && value >= 0) return nowMs + value * 1000;
  const timeMs = typeof value === 'string' && 'timestamp' in until ? Date.parse(value) : NaN;
  if (!Number.isNaN(timeMs)) return timeMs;
  const [name, kind] = 'seconds' in until ? ['SecondsPath', 'numeric'] : ['TimestampPath', 'timestamp'];
  throw new StateFault(
    'States.Runtime',
    `The ${name} parameter does not reference a ${kind} value: ${JSON.stringify(value)}`,
  );
}

async function runTask(state: TaskState, input: unknown, scope: Scope): Promise<unknown> {
  const { resource, timeoutSeconds } = state;
  const timeout = timeoutSeconds === undefined ? {} : { timeoutSeconds };
  const scheduled = { type: 'Scheduled', scope: scope.key, resource, input, ...timeout } as const;
  note(scope, scheduled, { type: 'Called', scope: scope.key });
  try {
    const output = readAnswer(await callFunction(state, input, scope), resource);
    note(scope, { type: 'Answered', scope: scope.key, output });
    return output;
  } catch (error) {
    if (error instanceof StateFault) {
      const hasTimedOut = error.stateError.error === 'States.Timeout';
      note(scope, { type: 'TaskFailed', scope: scope.key, hasTimedOut, ...error.stateError });
    }
    throw error;
  }
}

/** Waits no longer than the state says; the function itself runs on. */
async function callFunction(state: TaskState, input: unknown, { room }: Scope): Promise<CallOutcome> {
  const { resource, timeoutSeconds } = state;
  const outcome = untilHalted(room.reach.callFunction(resource, JSON.stringify(input)), room.signal);
  if (timeoutSeconds === undefined) return outcome;
  return new Promise((resolve, reject) => {
    const takeBack = room.clock.at(room.clock.now() + timeoutSeconds * 1000, () =>
      reject(new StateFault('States.Timeout')),
    );
    outcome.then(resolve, reject).finally(takeBack);
  });
}

const STATUS: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  TooManyRequestsException: 429,
  RequestEntityTooLargeException: 413,
};

/** What a function returned. Errors: StateFault by the name of what it threw, or of why it could not be called. */
function readAnswer(outcome: CallOutcome, resource: string): unknown {
  switch (outcome.kind) {
    case 'answered':
      if (Buffer.byteLength(outcome.payload) > PAYLOAD_BYTES_MAX) {
        const reason = 'returned a result with a size exceeding the maximum number of bytes service limit.';
        throw new StateFault('States.DataLimitExceeded', `The state/task '${resource}' ${reason}`);
      }
      return JSON.parse(outcome.payload);
    case 'accepted':
      return null;
    case 'failed': {
      const { errorType, errorMessage, trace } = outcome.error;
      throw new StateFault(errorType, JSON.stringify({ errorType, errorMessage, ...(trace && { trace }) }));
    }
    case 'refused': {
      const { exception, message } = outcome;
      // What Step Functions has no name of its own for.
      const name = exception === 'AccessDeniedException' ? 'AWSLambdaException' : exception;
      const where = `Service: AWSLambda; Status Code: ${String(STATUS[exception] ?? 400)}; Error Code: ${exception}`;
      throw new StateFault(`Lambda.${name}`, `${message} (${where})`);
    }
  }
}
