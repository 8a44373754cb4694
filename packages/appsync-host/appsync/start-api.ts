/** The stack's API as it is served: its resolvers loaded, its page guarded. */
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { type Api, createApi } from './api.ts';
import type { ApiTraceEvent } from './definition.ts';
import { SchemaError } from './schema.ts';
import type { HostCredentials } from '../state/credentials.ts';
import { HostError } from '../failure.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { CodeError } from '../resolver/code/error.ts';
import type { CallDynamodb } from '../service-calls.ts';
import { createFieldRunner, type FieldRunnerParts } from '../resolver/runner.ts';
import type { FieldRunner, TraceEvent } from '../resolver/field.ts';
import { readApi } from './read-api.ts';
import { accountId, region } from '../template/identity.ts';
import type { Stack } from '../template/stack.ts';

export interface StackApiParts {
  credentials: HostCredentials;
  lambda: Lambda;
  dynamodb: CallDynamodb;
  /** Where whoever started the host leaves host.json, with a key in it. */
  stateFolder: string;
  warn: (line: string) => void;
  trace?: (event: TraceEvent | ApiTraceEvent) => void;
}

/** Throws a HostError for a schema or a resolver that AppSync would refuse to deploy. */
export function createStackApi(stack: Stack, parts: StackApiParts): Api {
  const { definition, resolvers } = readApi(stack);
  const { accessKeyId, secretAccessKey, tokenKey } = parts.credentials;
  const { warn, lambda } = parts;
  const { invoke } = lambda;
  const trace = parts.trace && { trace: parts.trace };
  const fields = loadResolvers({ definitions: resolvers, dynamodb: parts.dynamodb, invoke, tokenKey, ...trace });
  try {
    const credentials = { accessKeyId, secretAccessKey, region, accountId, userName: 'laptop' };
    const graphiql = { key: () => readKey(parts.stateFolder) };
    const api = createApi(definition, { fields, invoke, credentials, graphiql, warn, ...trace });
    return { ...api, listener: guardPage(api.listener) };
  } catch (error) {
    throw error instanceof SchemaError ? new HostError(error.message) : error;
  }
}

/** Code that AppSync would refuse is told with the name of its field. */
function loadResolvers(parts: FieldRunnerParts): FieldRunner {
  for (const definition of parts.definitions) {
    try {
      createFieldRunner({ ...parts, definitions: [definition] });
    } catch (error) {
      const place = `${definition.typeName}.${definition.fieldName}`;
      throw error instanceof CodeError ? new HostError(`${place}: ${error.message.replaceAll('\n', '\n  ')}`) : error;
    }
  }
  return createFieldRunner(parts);
}

/** The key that scripts use is in host.json, which whoever started the host writes once it is up. */
function readKey(stateFolder: string): string | undefined {
  try {
    const { key } = JSON.parse(readFileSync(join(stateFolder, 'host.json'), 'utf8')) as { key?: unknown };
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The page holds a key: a site that gave this machine's address to a name of its own must not get it. */
function guardPage(listener: RequestListener): RequestListener {
  return (request, response) => {
    const isPage = request.url?.startsWith('/graphiql') ?? false;
    const isLocalName = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? '');
    if (!isPage || isLocalName) listener(request, response);
    else response.writeHead(403).end('Open this page as localhost.\n');
  };
}
