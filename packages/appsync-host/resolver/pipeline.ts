import type { PipelineFunction, ResolverDefinition } from './definition.ts';
import { loadCode, type Made, madeOf, type ResolverCode } from './code/load.ts';
import { resultOf, runHandler, runResponse, runSource, type FieldRun, type RunResolver } from './field-run.ts';
import type { RunSource } from './sources/answer.ts';
import { createSource, type SourceParts } from './sources/source.ts';

const FUNCTIONS_MAX = 10;

interface Step {
  name: string;
  code: ResolverCode;
  source: RunSource;
}

/** A pipeline resolver: its request, then request, data source and response of each function, then its response. */
export function createPipeline(name: string, definition: ResolverDefinition, parts: SourceParts): RunResolver {
  const { code, functions = [] } = definition;
  if (code === undefined) throw new Error(`The pipeline ${name} has no code of its own.`);
  if (functions.length > FUNCTIONS_MAX) {
    throw new Error(`The pipeline ${name} has ${functions.length} functions, more than the ${FUNCTIONS_MAX} allowed.`);
  }
  const frame = loadCode(code);
  const steps = functions.map((one) => createStep(one, name, parts));
  return async (run) => {
    const made = await runSteps(frame, steps, run);
    if (frame.handsOn) return made;
    const result = made.settle();
    return runResponse(frame, { result, prev: { result } }, run, 'after').value;
  };
}

function createStep({ name, code, dataSource }: PipelineFunction, owner: string, parts: SourceParts): Step {
  return { name, code: loadCode(code), source: createSource(dataSource, `${owner}/${name}`, parts) };
}

/** What the last function, or an early return to the end, leaves for the pipeline's response. */
async function runSteps(frame: ResolverCode, steps: readonly Step[], run: FieldRun): Promise<Made> {
  const before = runHandler(frame, 'request', {}, run, 'before');
  let made = madeOf(before.value);
  if (before.kind === 'early') return made;
  for (const step of steps) {
    const outcome = await runStep(step, made.settle(), run);
    made = outcome.made;
    if (outcome.end) break;
  }
  return made;
}

async function runStep(step: Step, previous: unknown, run: FieldRun): Promise<{ made: Made; end: boolean }> {
  const { name, code, source } = step;
  const prev = { result: previous };
  const request = runHandler(code, 'request', { prev }, run, name);
  if (request.kind === 'early') return { made: madeOf(request.value), end: request.skipTo === 'END' };
  const answer = await runSource(source, request.value, run, name);
  const response = runResponse(code, { prev, ...resultOf(answer) }, run, name);
  return { made: response.value, end: response.kind === 'early' && response.skipTo === 'END' };
}
