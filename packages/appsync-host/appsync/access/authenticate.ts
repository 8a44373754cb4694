import type { Arrival } from '../request/arrival.ts';
import { createAuthorizer } from './authorizer.ts';
import type { AuthorizerParts } from './authorizer.ts';
import type { Caller } from './caller.ts';
import type { ApiDefinition, ApiKey, ApiParts, Credentials, LambdaAuthorizer } from '../definition.ts';
import type { Envelope } from '../request/envelope.ts';
import { refuseCaller, refuseRequest } from '../request/refusal.ts';
import { findSignatureFault } from './sigv4.ts';

/**
 * Two steps, because the Lambda authorizer is told what is asked: first what can be judged by headers and bytes alone,
 * then, given the body's content, who it is. Errors: Refusal, in both.
 */
export interface Authenticate {
  (arrival: Arrival): (envelope: Envelope) => Promise<Caller>;
  /**
   * Looks at the headers of a request whose body has not been read: whether its caller is known by now. One whom only
   * the authorizer, or the body's signature, can tell is not. Errors: Refusal for one that cannot be let in whatever
   * the body says.
   */
  screen: (arrival: Arrival) => boolean;
}

const NO_FIELDS: ReadonlySet<string> = new Set();

/** Routes a request to the mode its headers call for, as AppSync does: a signature goes before an API key. */
export function createAuthenticator(definition: ApiDefinition, parts: ApiParts): Authenticate {
  const modes = [definition.defaultAuth, ...definition.additionalAuth];
  const now = parts.now ?? Date.now;
  const elapsedMs = parts.elapsedMs ?? parts.now ?? (() => performance.now());
  const iam = modes.some((mode) => mode.type === 'AWS_IAM');
  const keys = modes.find((mode) => mode.type === 'API_KEY')?.keys;
  const lambda = modes.find((mode) => mode.type === 'AWS_LAMBDA');
  const lambdaMode =
    lambda && createLambdaMode(lambda.authorizer, { ...authorizerParts(definition, parts), elapsedMs });
  const route = <T>({ headers }: Arrival, modes: Modes<T>): T => {
    const { authorization, 'x-api-key': apiKey } = headers;
    if (authorization?.startsWith('AWS4-HMAC-SHA256')) {
      if (!iam) throw refuseCaller();
      return modes.signature();
    }
    if (apiKey !== undefined) return modes.key(admitKey(apiKey, keys, now()));
    if (!authorization) throw refuseCaller('Valid authorization header not provided.');
    if (!lambdaMode) throw refuseCaller();
    return modes.token(lambdaMode, authorization);
  };
  const authenticate = (arrival: Arrival) =>
    route<(envelope: Envelope) => Promise<Caller>>(arrival, {
      signature: () => always(admitSigner(arrival, findSigner(arrival, parts), now())),
      key: always,
      token: ({ authorize }, token) => authorize(token, arrival),
    });
  const screen = (arrival: Arrival) =>
    route(arrival, { signature: () => false, key: () => true, token: ({ screenToken }, token) => screenToken(token) });
  return Object.assign(authenticate, { screen });
}

type LambdaMode = ReturnType<typeof createLambdaMode>;

/** What becomes of a request, by the way in which it proves who calls. */
interface Modes<T> {
  signature: () => T;
  key: (caller: Caller) => T;
  token: (mode: LambdaMode, token: string) => T;
}

function authorizerParts(definition: ApiDefinition, parts: ApiParts) {
  const { accountId } = parts.credentials;
  return { apiId: definition.apiId, accountId, invoke: parts.invoke, trace: parts.trace };
}

function always(caller: Caller): () => Promise<Caller> {
  return () => Promise.resolve(caller);
}

function createLambdaMode(authorizer: LambdaAuthorizer, parts: AuthorizerParts) {
  const { identityValidationExpression: expression } = authorizer;
  const pattern = expression === undefined ? undefined : new RegExp(`^(?:${expression})$`);
  const { authorize, screen } = createAuthorizer(authorizer, parts);
  const checkForm = (token: string): void => {
    if (pattern && !pattern.test(token)) throw refuseCaller();
  };
  return {
    authorize: (token: string, arrival: Arrival) => {
      checkForm(token);
      return (envelope: Envelope) => authorize(token, envelope, arrival.visibleHeaders, arrival.requestId);
    },
    screenToken: (token: string): boolean => {
      checkForm(token);
      return screen(token);
    },
  };
}

function admitKey(key: string, keys: ApiKey[] | undefined, nowMs: number): Caller {
  const known = keys?.find((one) => one.key === key);
  if (known === undefined || known.expiresAtMs <= nowMs) throw refuseCaller();
  return { mode: 'API_KEY', identity: null, deniedFields: NO_FIELDS };
}

function findSigner({ headers }: Arrival, { findSigner: find, credentials }: ApiParts): Credentials {
  const [, accessKeyId = ''] = /Credential=([^/,\s]+)/.exec(headers['authorization'] ?? '') ?? [];
  return find?.(accessKeyId, headers['x-amz-security-token']) ?? credentials;
}

/**
 * A signature that does not hold is answered with 403 and its own error type, unlike every other failure
 * (amplify-js#2422 and #3447).
 */
function admitSigner(arrival: Arrival, credentials: Credentials, nowMs: number): Caller {
  const fault = findSignatureFault(arrival, credentials, nowMs);
  if (fault) throw refuseRequest(403, fault.errorType, fault.message);
  const { accountId, userName, userArn = `arn:aws:iam::${accountId}:user/${userName}` } = credentials;
  const identity = {
    accountId,
    cognitoIdentityPoolId: null,
    cognitoIdentityId: null,
    sourceIp: [arrival.sourceIp],
    username: userName,
    userArn,
    cognitoIdentityAuthType: null,
    cognitoIdentityAuthProvider: null,
  };
  return { mode: 'AWS_IAM', identity, deniedFields: NO_FIELDS };
}
