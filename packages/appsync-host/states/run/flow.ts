/** How a state's input and result become what it works on and what it hands on. */
import type { State } from '../language/definition.ts';
import { StateFault } from '../language/fault.ts';
import { type Path, placeAt, selectPath, type Sources } from '../language/path.ts';

/** The quota for inputs, results and outputs, in bytes of JSON. */
export const PAYLOAD_BYTES_MAX = 262_144;

/** What a state works on: its input after InputPath and Parameters. Errors: StateFault. */
export function chooseInput(state: State, { input, context }: Sources): unknown {
  const chosen = applyPath(state.inputPath, { input, context });
  if (state.parameters === undefined) return chosen;
  const filled = state.parameters({ input: chosen, context });
  checkSize(filled, state.name);
  return filled;
}

/** What a state hands on. `raw` is its input as it came. Errors: StateFault. */
export function formOutput(state: State, raw: unknown, result: unknown, context: unknown): unknown {
  const selected = state.resultSelector === undefined ? result : state.resultSelector({ input: result, context });
  const placed = placeResult(state.resultPath, raw, selected);
  const output = applyPath(state.outputPath, { input: placed, context });
  checkSize(output, state.name);
  return output;
}

/** Puts a result where ResultPath says. Errors: StateFault States.ResultPathMatchFailure. */
export function placeResult(path: Path | null | undefined, raw: unknown, result: unknown): unknown {
  if (path === null) return raw;
  if (path === undefined) return result;
  const placed = placeAt(raw, path, result);
  if (placed !== undefined) return placed;
  const reason = `Unable to apply step "${String(path.steps[0])}" to input ${JSON.stringify(raw)}`;
  throw new StateFault('States.ResultPathMatchFailure', reason);
}

function applyPath(path: Path | null | undefined, sources: Sources): unknown {
  if (path === undefined) return sources.input;
  if (path === null) return {};
  const found = selectPath(path, sources);
  if (found !== undefined) return found;
  throw new StateFault('States.Runtime', `Invalid path '${path.text}' : No results for path: ${describeSteps(path)}`);
}

function describeSteps({ steps }: Path): string {
  return `$${steps.map((step) => (typeof step === 'number' ? `[${String(step)}]` : `['${step}']`)).join('')}`;
}

/** Errors: StateFault States.DataLimitExceeded for more than the quota. */
export function checkSize(value: unknown, name: string): void {
  if (Buffer.byteLength(JSON.stringify(value) ?? '') <= PAYLOAD_BYTES_MAX) return;
  const reason = 'returned a result with a size exceeding the maximum number of bytes service limit.';
  throw new StateFault('States.DataLimitExceeded', `The state/task '${name}' ${reason}`);
}
