/**
 * Lambda's API over HTTP, for functions that call functions: Invoke and GetAlias. Source: Lambda API reference,
 * "Invoke", "GetAlias".
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Authority, findRefusal, type Principal } from '../iam/authority.ts';
import { authenticateCaller } from '../iam/json-caller.ts';
import { listenForSdks, type SdkServer } from '../sdk-server.ts';
import type { FunctionVersions } from '../service-calls.ts';
import { arnOf } from '../template/identity.ts';
import type { CallOutcome, LambdaCall } from './call.ts';
import { toFunctionName } from './definition.ts';
import type { FunctionError } from './messages.ts';

/** What calls are answered with. */
export interface LambdaApiParts {
  authority: Authority;
  call: (call: LambdaCall) => Promise<CallOutcome>;
  versions: FunctionVersions;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
const ALIAS = /^\/2015-03-31\/functions\/([^/]+)\/aliases\/([^/]+)$/;
/** Invoke, `X-Amz-Client-Context`. */
const CONTEXT_BYTES_MAX = 3583;
const TYPES = ['RequestResponse', 'Event', 'DryRun'] as const;
const STATUS: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  RequestTooLargeException: 413,
  TooManyRequestsException: 429,
  UnknownOperationException: 404,
};

/** Serves the API on 127.0.0.1. */
export function startLambdaApi(parts: LambdaApiParts): Promise<SdkServer> {
  return listenForSdks(async (request, body, response) => send(response, await answer(request, body, parts)));
}

async function answer(request: IncomingMessage, body: Buffer, parts: LambdaApiParts): Promise<Answer> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const principal = authenticateCaller(request, body, parts.authority, { service: 'lambda', nowMs: Date.now() });
  if ('exception' in principal) return fault(principal.exception, principal.message, 403);
  const [, invoked] = (request.method === 'POST' && INVOKE.exec(pathname)) || [];
  if (invoked !== undefined) {
    const functionArn = qualify(decodeURIComponent(invoked), searchParams.get('Qualifier') ?? undefined);
    return invoke(request, body, functionArn, principal, parts);
  }
  const [, functionName, alias] = (request.method === 'GET' && ALIAS.exec(pathname)) || [];
  if (functionName !== undefined && alias !== undefined) {
    return getAlias(qualify(decodeURIComponent(functionName)), decodeURIComponent(alias), principal, parts);
  }
  return fault('UnknownOperationException', 'The laptop host knows Invoke and GetAlias of Lambda.');
}

async function invoke(
  { headers }: IncomingMessage,
  body: Buffer,
  functionName: string,
  principal: Principal,
  parts: LambdaApiParts,
): Promise<Answer> {
  const asked = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const invocationType = TYPES.find((type) => type === asked);
  if (invocationType === undefined) {
    return fault('InvalidParameterValueException', `The invocation type ${String(asked)} is not known.`);
  }
  const payload = body.length === 0 ? '{}' : body.toString();
  const fault400 = findJsonFault(payload);
  if (fault400 !== undefined) {
    return fault('InvalidRequestContentException', `Could not parse request body into json: ${fault400}`);
  }
  const encoded = headers['x-amz-client-context'];
  const context = encoded === undefined ? undefined : readContext(String(encoded));
  if (context === null) {
    return fault('InvalidRequestContentException', 'Client context must be a valid Base64-encoded JSON object.');
  }
  const outcome = await parts.call({
    functionName,
    invocationType,
    payload,
    ...(context !== undefined && { clientContext: context }),
    refuse: (access) => findRefusal(principal, access),
  });
  return show(outcome, invocationType);
}

function show(outcome: CallOutcome, invocationType: LambdaCall['invocationType']): Answer {
  switch (outcome.kind) {
    case 'answered':
      return { status: 200, headers: { 'x-amz-executed-version': outcome.version }, body: outcome.payload };
    case 'failed':
      return {
        status: 200,
        headers: { 'x-amz-executed-version': outcome.version, 'x-amz-function-error': 'Unhandled' },
        body: JSON.stringify(showError(outcome.error)),
      };
    case 'accepted':
      return { status: invocationType === 'Event' ? 202 : 204 };
    case 'refused':
      // AppSync and the API name this one differently.
      return fault(
        outcome.exception === 'RequestEntityTooLargeException' ? 'RequestTooLargeException' : outcome.exception,
        outcome.message,
      );
  }
}

/** As the runtime writes it; of what ended the process Lambda tells no more than a message. */
function showError({ errorType, errorMessage, trace }: FunctionError): object {
  return { errorType, errorMessage, ...(trace && { trace }) };
}

function getAlias(functionArn: string, alias: string, principal: Principal, { versions }: LambdaApiParts): Answer {
  const refusal = findRefusal(principal, { action: 'lambda:GetAlias', resource: functionArn });
  if (refusal !== undefined) return fault('AccessDeniedException', refusal);
  const routing = versions.routingOf(toFunctionName(functionArn), alias);
  const aliasArn = `${functionArn}:${alias}`;
  if (routing === undefined) return fault('ResourceNotFoundException', `Alias not found: ${aliasArn}`);
  const { version, additional } = routing;
  const body = {
    AliasArn: aliasArn,
    Name: alias,
    FunctionVersion: version,
    Description: '',
    ...(additional && { RoutingConfig: { AdditionalVersionWeights: { [additional.version]: additional.weight } } }),
  };
  return { status: 200, body: JSON.stringify(body) };
}

/** The ARN that a name, a partial ARN, or an ARN means; each may have a qualifier of its own. */
function qualify(name: string, qualifier?: string): string {
  const [functionName = '', own] = name.replace(/^(arn:aws:lambda:[^:]*:)?(\d{12}:)?(function:)?/, '').split(':');
  const version = qualifier ?? own;
  return `${arnOf('lambda', `function:${functionName}`)}${version === undefined ? '' : `:${version}`}`;
}

/** The JSON text of a client context; null where it is none, or too long. */
function readContext(encoded: string): string | null {
  const text = Buffer.from(encoded, 'base64').toString();
  return encoded.length > CONTEXT_BYTES_MAX || findJsonFault(text) !== undefined ? null : text;
}

function findJsonFault(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function fault(exception: string, message: string, status = STATUS[exception] ?? 400): Answer {
  const isDenied = status === 403;
  return {
    status,
    headers: { 'x-amzn-errortype': exception },
    // A refusal of IAM names its message with a capital, and no type.
    body: JSON.stringify(isDenied ? { Message: message } : { Type: 'User', message, Message: message }),
  };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...headers });
  response.end(body);
}
