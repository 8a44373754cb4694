import { isRecord } from '../record.ts';
import { makeLazy } from '../lazy.ts';
import { createCall } from './call.ts';
import { createDirectLambda } from './sources/lambda.ts';
import { resultOf, runHandler, runResponse, runSource, type FieldRun, type RunResolver } from './field-run.ts';
import type { ResolverDefinition } from './definition.ts';
import type { FieldContext, FieldError, FieldOutcome, TraceEvent } from './field.ts';
import { createPipeline } from './pipeline.ts';
import { loadCode, type Made, madeOf, type ResolverCode } from './code/load.ts';
import { FieldFault, UnsupportedByHost } from './signals.ts';
import type { RunSource } from './sources/answer.ts';
import { createSource, type SourceParts } from './sources/source.ts';

/** Prepares a resolver. Errors: CodeError for code that APPSYNC_JS refuses; Error for an unusable definition. */
export function createResolver(definition: ResolverDefinition, parts: SourceParts): RunResolver {
  const name = `${definition.typeName}.${definition.fieldName}`;
  if (definition.kind === 'PIPELINE') return createPipeline(name, definition, parts);
  const { code, dataSource } = definition;
  if (dataSource === undefined) throw new Error(`${name} has no data source.`);
  if (code === undefined) return createDirectLambda(name, dataSource, parts.invoke);
  const unit = { code: loadCode(code), source: createSource(dataSource, name, parts) };
  return (run) => runUnit(unit, run);
}

async function runUnit({ code, source }: { code: ResolverCode; source: RunSource }, run: FieldRun): Promise<Made> {
  const request = runHandler(code, 'request', {}, run);
  if (request.kind === 'early') return madeOf(request.value);
  const answer = await runSource(source, request.value, run);
  return runResponse(code, resultOf(answer), run).value;
}

/** Runs a resolver to an outcome: its faults become errors, their data cut down to the selection set. */
export async function runField(
  field: string,
  resolver: RunResolver,
  context: FieldContext,
  trace?: (event: TraceEvent) => void,
): Promise<FieldOutcome> {
  const { fieldName, parentTypeName, selectionSetList } = context.info;
  const call = createCall({ identity: context.identity, fieldName, parentTypeName });
  const run: FieldRun = {
    context,
    call,
    stash: {},
    trace: (kind, data, step) => trace?.({ field, kind, data: data(), ...(step !== undefined && { step }) }),
  };
  let made = madeOf(null);
  try {
    made = await resolver(run);
  } catch (error) {
    call.errors.push(toFieldError(error));
    run.trace('error', () => call.errors.at(-1));
  }
  const outcome: FieldOutcome = Object.assign(makeLazy('value', made.settle), {
    errors: call.errors.map((error) => ({ ...error, data: filterBySelection(error.data, selectionSetList) })),
    ...('subscriptionFilter' in call && { subscriptionFilter: call.subscriptionFilter }),
    ...('invalidationFilter' in call && { invalidationFilter: call.invalidationFilter }),
    ...('invalidation' in call && { invalidation: call.invalidation }),
    ...(Object.keys(call.responseHeaders).length > 0 && { responseHeaders: call.responseHeaders }),
  });
  // Not for a copy of the outcome, whose value may be another.
  return Object.defineProperty(outcome, 'live', { value: made.live, enumerable: false });
}

function toFieldError(error: unknown): FieldError {
  if (error instanceof FieldFault) {
    const { message, errorType, data, errorInfo } = error;
    return { message, errorType, data, errorInfo };
  }
  const message = error instanceof Error ? error.message : String(error);
  const errorType = error instanceof UnsupportedByHost ? error.name : 'InternalFailure';
  return { message, errorType, data: null, errorInfo: null };
}

/**
 * Cuts the `data` of an error down to what the client selected: `paths` are those of ctx.info.selectionSetList.
 * Lists keep their elements; a field without a selection set leaves data as it is.
 */
function filterBySelection(data: unknown, paths: readonly string[]): unknown {
  return paths.length === 0 ? data : filterAt(data, '', new Set(paths));
}

function filterAt(data: unknown, path: string, paths: ReadonlySet<string>): unknown {
  if (Array.isArray(data)) return data.map((one) => filterAt(one, path, paths));
  if (!isRecord(data)) return data;
  const kept = Object.entries(data).filter(([name]) => paths.has(`${path}${name}`));
  return Object.fromEntries(kept.map(([name, value]) => [name, filterInside(value, `${path}${name}/`, paths)]));
}

/** A selected value without selections of its own is a scalar, such as AWSJSON: it stays whole. */
function filterInside(value: unknown, path: string, paths: ReadonlySet<string>): unknown {
  return [...paths].some((one) => one.startsWith(path)) ? filterAt(value, path, paths) : value;
}
