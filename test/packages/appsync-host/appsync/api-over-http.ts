import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createApi } from '../../../../packages/appsync-host/appsync/api.ts';
import type { ApiDefinition, ApiParts } from '../../../../packages/appsync-host/appsync/definition.ts';
import type { FieldContext, FieldOutcome, FieldRunner } from '../../../../packages/appsync-host/resolver/field.ts';
import type { InvokeLambda } from '../../../../packages/appsync-host/service-calls.ts';

export type Resolver = (context: FieldContext) => unknown;

export interface TestApi {
  endpoint: string;
  post: (body: unknown, headers?: Record<string, string>) => Promise<{ status: number; headers: Headers; body: Reply }>;
  /** As post, with the key that is always let in; answers the body. */
  ask: (query: string, variables?: object) => Promise<Reply>;
  fetch: (path: string, init?: RequestInit) => Promise<Response>;
}

interface Reply {
  data?: Record<string, unknown> | null;
  errors?: Record<string, unknown>[];
}

/** The only credentials a test signs with. */
export const credentials = {
  accessKeyId: 'AKIDLOCAL',
  secretAccessKey: 'local-secret',
  region: 'eu-central-1',
  accountId: '000000000000',
  userName: 'local',
};

export const apiKey = 'da2-open';

const outcomes = new WeakSet<object>();

/** What a resolver gives when it is more than a value. */
export function giveOutcome(parts: Partial<FieldOutcome>): FieldOutcome {
  const outcome = { value: null, errors: [], ...parts };
  outcomes.add(outcome);
  return outcome;
}

/** Runs plain functions where the host would run APPSYNC_JS. */
function runFunctions(resolvers: Record<string, Resolver>): FieldRunner {
  return {
    has: (type, field) => `${type}.${field}` in resolvers,
    run: async (type, field, context) => {
      const value = await resolvers[`${type}.${field}`]?.(context);
      const isOutcome = typeof value === 'object' && value !== null && outcomes.has(value);
      return isOutcome ? (value as FieldOutcome) : { value: value ?? null, errors: [] };
    },
  };
}

const invokeNothing: InvokeLambda = () => Promise.reject(new Error('no Lambda is expected to be invoked'));

/** Serves an API on a port of its own until the test ends. Without `defaultAuth`, an API key opens it. */
export async function serveApi(
  schema: string,
  resolvers: Record<string, Resolver> = {},
  definition: Partial<ApiDefinition> = {},
  parts: Partial<ApiParts> = {},
): Promise<TestApi> {
  const api = createApi(
    {
      apiId: 'api1',
      schema,
      defaultAuth: { type: 'API_KEY', keys: [{ key: apiKey, expiresAtMs: Number.MAX_SAFE_INTEGER }] },
      additionalAuth: [],
      environment: {},
      introspection: true,
      queryDepthLimit: 0,
      resolverCountLimit: 0,
      ...definition,
    },
    { fields: runFunctions(resolvers), invoke: invokeNothing, credentials, ...parts },
  );
  const server = createServer(api.listener).on('upgrade', api.upgrade);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    api.close();
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const post: TestApi['post'] = async (body, headers = { 'x-api-key': apiKey }) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${origin}/graphql`, { method: 'POST', body: text, headers });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Reply };
  };
  return {
    endpoint: `${origin}/graphql`,
    post,
    ask: async (query, variables) => (await post({ query, variables })).body,
    fetch: (path, init) => fetch(`${origin}${path}`, init),
  };
}
