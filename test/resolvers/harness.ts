import { bundleResolver } from '../../infra/bundle-resolver.ts';
import { ROOT_FIELDS, type RootFieldName, STEPS } from '../../contract/root-fields.ts';
import { createCall } from '../../packages/appsync-host/resolver/call.ts';
import type { EvaluateCodeAnswer } from '../../packages/appsync-host/resolver/evaluate.ts';
import type { FieldError } from '../../packages/appsync-host/resolver/field.ts';
import { loadCode, type ResolverCode } from '../../packages/appsync-host/resolver/code/load.ts';
import { evaluateOnAws } from './aws-evaluation.ts';

/** What a client may send and the data source may answer; all else of ctx is empty. */
interface TestContext {
  arguments?: object;
  identity?: unknown;
  source?: unknown;
  stash?: object;
  result?: unknown;
  error?: { message: string; type: string };
  prev?: { result: unknown };
  request?: object;
  info?: object;
  env?: Record<string, string>;
}

/** What a handler did. */
interface Handled {
  /** What it returned, or gave to runtime.earlyReturn; null when it raised an error. */
  value: unknown;
  /**
   * What it raised with util.error or util.unauthorized, or its own fault (errorType `Code`, message with
   * file:line:column).
   */
  raised: FieldError | null;
  /** What it added with util.appendError. */
  appended: FieldError[];
  /** Whether runtime.earlyReturn was called, and where to go on. */
  early: 'END' | 'NEXT' | null;
  stash: unknown;
  /** What it added with util.http.addResponseHeader(s); AppSync does not tell. */
  headers?: Record<string, string>;
  logs: string[];
}

export interface TestedResolver {
  request(context?: TestContext): Handled;
  response(context?: TestContext): Handled;
}

/**
 * Bundles the code of a field (`Query.prediction`), or a file of resolvers/, as a deployment does, and loads it as
 * AppSync would; with EVALUATE=aws it is AppSync that runs the handlers. Rejects with a CodeError that names file and
 * line when APPSYNC_JS refuses the code.
 */
export async function loadResolver(name: string): Promise<TestedResolver> {
  const bundle = await bundleAsDeployed(codeOf(name));
  if (process.env['EVALUATE'] === 'aws') {
    const ask =
      (handler: 'request' | 'response') =>
      (context: TestContext = {}) =>
        readHandled(evaluateOnAws({ code: bundle, handler, context }));
    return { request: ask('request'), response: ask('response') };
  }
  const code = loadCode(bundle);
  return {
    request: (context) => runHandler(code, 'request', context ?? {}),
    response: (context) => runHandler(code, 'response', context ?? {}),
  };
}

/** What AppSync tells of a handler: of an error its message only, and of runtime.earlyReturn nothing. */
export function readHandled({ evaluationResult, error, logs, stash, outErrors }: EvaluateCodeAnswer): Handled {
  const parse = (text: string | undefined): unknown => (text ? JSON.parse(text) : null);
  const raised = error && { message: error.message, errorType: '', data: null, errorInfo: null };
  return {
    value: error ? null : parse(evaluationResult),
    raised: raised ?? null,
    appended: (parse(outErrors) ?? []) as FieldError[],
    early: null,
    stash: parse(stash),
    logs,
  };
}

function codeOf(name: string): string {
  if (Object.values(STEPS).some(({ code }) => code === name)) return name;
  return (name in ROOT_FIELDS ? ROOT_FIELDS[name as RootFieldName].code : undefined) ?? name;
}

/** The code of a file of resolvers/ as it is deployed. */
export function bundleAsDeployed(name: string): Promise<string> {
  return Promise.resolve(bundleResolver(name));
}

function runHandler(code: ResolverCode, handler: 'request' | 'response', context: TestContext): Handled {
  const info = { fieldName: '', parentTypeName: '', selectionSetList: [], ...context.info };
  const { identity = null } = context;
  const call = createCall({ identity, fieldName: info.fieldName, parentTypeName: info.parentTypeName });
  const { outcome, stash } = code.run(handler, { ...context, info }, call);
  return {
    value: outcome.kind === 'error' ? null : outcome.value,
    raised: outcome.kind === 'error' ? outcome.error : null,
    appended: call.errors,
    early: outcome.kind === 'early' ? outcome.skipTo : null,
    stash,
    headers: call.responseHeaders,
    logs: call.logs,
  };
}
