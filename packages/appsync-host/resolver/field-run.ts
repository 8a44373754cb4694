import type { Call } from './call.ts';
import type { FieldContext, TraceEvent } from './field.ts';
import type { HandlerOutcome, Made, ResolverCode } from './code/load.ts';
import { FieldFault } from './signals.ts';
import type { RunSource, SourceAnswer } from './sources/answer.ts';

/** One run of one field: what its handlers and data sources share. */
export interface FieldRun {
  context: FieldContext;
  call: Call;
  /** Lives from the first handler to the last. */
  stash: unknown;
  trace: (kind: TraceEvent['kind'], data: () => unknown, step?: string) => void;
}

/** Resolves to the field's value. Errors: FieldFault where the field is aborted. */
export type RunResolver = (run: FieldRun) => Promise<Made>;

/** Runs one handler with what is special to its ctx. Errors: FieldFault where it ends in one. */
export function runHandler(
  code: ResolverCode,
  handler: 'request' | 'response',
  special: object,
  run: FieldRun,
  step?: string,
): Ended<unknown> {
  return follow((context, call) => code.run(handler, context, call), special, run, step);
}

/** Runs a response that may be the last, which gives the field's value. Errors: FieldFault where it ends in one. */
export function runResponse(code: ResolverCode, special: object, run: FieldRun, step?: string): Ended<Made> {
  return follow((context, call) => code.finish(context, call), special, run, step);
}

/** How a handler has ended, where it was not in an error. */
export type Ended<Value> = Exclude<HandlerOutcome<Value>, { kind: 'error' }>;

function follow<Value>(
  start: (context: object, call: Call) => { outcome: HandlerOutcome<Value>; stash: unknown },
  special: object,
  run: FieldRun,
  step?: string,
): Ended<Value> {
  const { context, call } = run;
  const outErrors = call.errors.map(({ message, errorType }) => ({ message, type: errorType }));
  const logged = call.logs.length;
  const { outcome, stash } = start({ ...context, stash: run.stash, outErrors, ...special }, call);
  run.stash = stash;
  for (const line of call.logs.slice(logged)) run.trace('log', () => line, step);
  if (outcome.kind !== 'error') return outcome;
  const { message, errorType, data, errorInfo } = outcome.error;
  throw new FieldFault(message, errorType, data, errorInfo);
}

/** What a data source answered as code's context has it: `given` becomes ctx.result within the realm. */
export function resultOf(answer: SourceAnswer): object {
  const { given, error } = answer;
  return { ...(given ? { given } : { result: answer.result }), ...(error && { error }) };
}

/** Runs a data source, telling the trace what went in and what came out. */
export async function runSource(
  source: RunSource,
  request: unknown,
  run: FieldRun,
  step?: string,
): ReturnType<RunSource> {
  run.trace('request', () => request, step);
  const answer = await source(request);
  run.trace('result', () => answer.result, step);
  if (answer.error) run.trace('error', () => answer.error, step);
  return answer;
}
