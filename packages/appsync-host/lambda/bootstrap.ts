/**
 * Runs inside a function's process: loads the handler once, then answers one invocation after the other.
 * It plays the part of Lambda's Node.js runtime, and uses nothing but Node.
 */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionError, Invocation, ProcessMessage } from './messages.ts';

type Handler = (event: unknown, context: object) => unknown;

const env = process.env;
const sendToHost = process.send?.bind(process);
let currentRequestId = '';

function send(message: ProcessMessage, whenSent?: () => void): void {
  sendToHost?.(message, undefined, {}, () => whenSent?.());
}

/** The handler that `folder/module.export.of.it` names. Errors: Error with the name and words of Lambda's runtime. */
async function loadHandler(): Promise<Handler> {
  const place = env['_HANDLER'] ?? '';
  const [, modulePath, exportPath] = /^((?:.*\/)?[^./]*)\.([^/]*)$/.exec(place) ?? [];
  if (modulePath === undefined || exportPath === undefined) throw named('Runtime.MalformedHandlerName', 'Bad handler');
  const loaded = await loadModule(modulePath);
  const handler = resolveExport(loaded, exportPath) ?? resolveExport(loaded['default'], exportPath);
  if (!handler) throw named('Runtime.HandlerNotFound', `${place} is undefined or not exported`);
  if (typeof handler !== 'function') throw named('Runtime.HandlerNotFound', `${place} is not a function`);
  if (handler.length > 2) {
    const reason =
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.';
    throw named('Runtime.CallbackHandlerDeprecated', reason);
  }
  return handler as Handler;
}

async function loadModule(modulePath: string): Promise<Record<string, unknown>> {
  const base = join(env['LAMBDA_TASK_ROOT'] ?? '.', modulePath);
  const file = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find((path) => existsSync(path));
  if (file === undefined) {
    const reason = `Error: Cannot find module '${basename(modulePath)}'\nRequire stack:\n- /var/runtime/index.mjs`;
    throw named('Runtime.ImportModuleError', reason);
  }
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) throw named('Runtime.UserCodeSyntaxError', String(error));
    // Only what `require` misses has this code: an import that fails keeps its own name on Lambda, too.
    const isMissing = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
    throw isMissing ? named('Runtime.ImportModuleError', String(error)) : error;
  }
}

function resolveExport(loaded: unknown, exportPath: string): unknown {
  return exportPath.split('.').reduce((value, name) => value && (value as Record<string, unknown>)[name], loaded);
}

function createContext({ requestId, deadlineMs, functionArn, clientContext }: Invocation): object {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    invokedFunctionArn: functionArn,
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    awsRequestId: requestId,
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    clientContext: clientContext === undefined ? undefined : (JSON.parse(clientContext) as unknown),
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

async function answer(handler: Handler, invocation: Invocation): Promise<void> {
  const { requestId } = invocation;
  currentRequestId = requestId;
  // X-Ray's header: loggers print it.
  env['_X_AMZN_TRACE_ID'] =
    `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`;
  try {
    const result: unknown = await handler(JSON.parse(invocation.payload), createContext(invocation));
    send({ kind: 'answer', requestId, payload: JSON.stringify(result) ?? 'null' });
  } catch (thrown) {
    const error = describe(thrown);
    report('Invoke Error', error);
    send({ kind: 'error', requestId, error, fatal: false });
  }
}

function describe(thrown: unknown): FunctionError {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}

/** The line that Lambda's runtime leaves in the log. */
function report(what: string, error: FunctionError): void {
  process.stderr.write(`${what} ${JSON.stringify(error)}\n`);
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function endWith(error: FunctionError): void {
  report('Uncaught Exception', error);
  send({ kind: 'error', requestId: currentRequestId, error, fatal: true }, () => process.exit(129));
}

process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; when to end is the host's decision.
process.on('SIGINT', () => undefined);
process.on('uncaughtException', (error) => endWith(describe(error)));
process.on('unhandledRejection', (reason) => {
  const error = { ...describe(reason), errorMessage: String(reason) };
  endWith({ ...error, errorType: 'Runtime.UnhandledPromiseRejection' });
});

// A Lambda has no IPC channel of which code under it could know.
delete process.send;
try {
  const handler = await loadHandler();
  process.on('message', (invocation: Invocation) => void answer(handler, invocation));
  send({ kind: 'ready' });
} catch (thrown) {
  const error = describe(thrown);
  report('Init Error', error);
  send({ kind: 'initError', error }, () => process.exit(1));
}
