import { createCall } from './call.ts';
import { createDirectLambda } from './sources/lambda.ts';
import { runHandler, runSource, type FieldRun, type RunResolver } from './field-run.ts';
import type {
  FieldContext,
  FieldError,
  FieldOutcome,
  FieldRunnerParts,
  ResolverDefinition,
  TraceEvent,
} from './field.ts';
import { createPipeline } from './pipeline.ts';
import { loadCode, type ResolverCode } from './code/load.ts';
import { filterBySelection } from './selection.ts';
import { FieldFault, UnsupportedByHost } from './signals.ts';
import { createSource, type RunSource } from './sources/source.ts';

/** Prepares a resolver. Throws a CodeError for code that APPSYNC_JS refuses, an Error for an unusable definition. */
export function createResolver(definition: ResolverDefinition, parts: FieldRunnerParts): RunResolver {
  const name = `${definition.typeName}.${definition.fieldName}`;
  if (definition.kind === 'PIPELINE') return createPipeline(name, definition, parts);
  const { code, dataSource } = definition;
  if (dataSource === undefined) throw new Error(`${name} has no data source.`);
  if (code === undefined) return createDirectLambda(name, dataSource, parts);
  const unit = { code: loadCode(code), source: createSource(dataSource, name, parts) };
  return (run) => runUnit(unit, run);
}

async function runUnit({ code, source }: { code: ResolverCode; source: RunSource }, run: FieldRun): Promise<unknown> {
  const request = runHandler(code, 'request', {}, run);
  if (request.kind === 'early') return request.value;
  const { result, error } = await runSource(source, request.value, run);
  return runHandler(code, 'response', { result, ...(error && { error }) }, run).value;
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
    trace: (kind, data, step) => trace?.({ field, kind, data, ...(step !== undefined && { step }) }),
  };
  let value: unknown = null;
  try {
    value = await resolver(run);
  } catch (error) {
    call.errors.push(toFieldError(error));
    run.trace('error', call.errors.at(-1));
  }
  return {
    value,
    errors: call.errors.map((error) => ({ ...error, data: filterBySelection(error.data, selectionSetList) })),
    ...('subscriptionFilter' in call && { subscriptionFilter: call.subscriptionFilter }),
    ...(Object.keys(call.responseHeaders).length > 0 && { responseHeaders: call.responseHeaders }),
  };
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
