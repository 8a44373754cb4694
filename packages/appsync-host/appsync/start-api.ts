/** Starts the stack's API as the host serves it: its resolvers loaded, its page guarded. */
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import type { RunningService, Surroundings, Wishes } from '../descriptor.ts';
import { HostError } from '../failure.ts';
import { type Authority, findPrincipal, isKnown } from '../iam/authority.ts';
import { isRecord } from '../record.ts';
import { CodeError } from '../resolver/code/error.ts';
import type { ResolverDefinition } from '../resolver/definition.ts';
import type { FieldRunner } from '../resolver/field.ts';
import { createFieldRunner, type FieldRunnerParts } from '../resolver/runner.ts';
import { type SiteParts, serveSite } from '../site/site.ts';
import { ACCOUNT_ID, REGION } from '../template/identity.ts';
import { createApi } from './api.ts';
import type { ApiDefinition, ApiParts, GraphiqlParts } from './definition.ts';
import { createApiMeter } from './meter.ts';
import { readApi } from './read-api.ts';
import { SchemaError } from './schema.ts';

/**
 * Makes the stack's API ready to be served. Errors: HostError for a schema or resolver that AppSync would not deploy.
 */
export function startApi({ stack, credentials, access, calls, wishes, warn, trace }: Surroundings): RunningService {
  const { arn, definition, resolvers } = readApi(stack);
  warnOfUnknownRoles(resolvers, calls.iam, warn);
  const { accessKeyId, secretAccessKey, tokenKey } = credentials;
  const { iam, dynamodb, lambda: invoke } = calls;
  const firewall = calls.waf.get(arn);
  const traced = trace && { trace };
  const fields = loadResolvers({ definitions: resolvers, dynamodb, invoke, tokenKey, ...traced });
  try {
    const signer = { accessKeyId, secretAccessKey, region: REGION, accountId: ACCOUNT_ID, userName: 'laptop' };
    const findSigner = createSignerSearch(iam);
    const graphiql = wishes.exposed === true ? {} : findKeys(definition, wishes.keyFile);
    const guard = wishes.exposed === true ? (listener: RequestListener) => listener : guardPage;
    const described = {
      ...definition,
      ...(wishes.schemaDescriptions && { schemaDescriptions: wishes.schemaDescriptions }),
    };
    const meter = createApiMeter(calls.telemetry, definition.apiId);
    const lent = { count: meter.count, fields, invoke, credentials: signer, findSigner, graphiql, warn, ...traced };
    const api = createApi(described, { ...lent, ...(firewall && { firewall }) });
    const guarded = meter.measure(guard(api.listener));
    // Files are put straight into buckets, by addresses that are signed for them.
    const connects = (): string[] => [access.endpoints.s3].filter((origin) => origin !== undefined);
    const site = { ...describeSite(wishes, graphiql), connects };
    const listener = wishes.site === undefined ? guarded : serveSite(site, guarded);
    return { api: { listener, upgrade: api.upgrade }, close: api.close };
  } catch (error) {
    throw error instanceof SchemaError ? new HostError(error.message) : error;
  }
}

/** Each data source whose role is not of the stack is named once. */
function warnOfUnknownRoles(resolvers: ResolverDefinition[], iam: Authority, warn: (line: string) => void): void {
  const sources = resolvers.flatMap(({ dataSource, functions = [] }) => [
    dataSource,
    ...functions.map((one) => one.dataSource),
  ]);
  const names = sources.flatMap((source) =>
    source && source.type !== 'NONE' && !isKnown(iam, source.session?.roleArn) ? [source.name] : [],
  );
  for (const name of new Set(names)) {
    warn(`The data source ${name} has no role of the stack: what it does is not checked.`);
  }
}

/** Functions sign as sessions of their roles; what these may do with the API is not checked. */
function createSignerSearch(iam: Authority): NonNullable<ApiParts['findSigner']> {
  return (accessKeyId, sessionToken) => {
    const principal = findPrincipal(iam, accessKeyId, sessionToken);
    if (principal?.statements === undefined) return undefined;
    const { arn: userArn, keys } = principal;
    const userName = userArn.split('/').slice(1).join(':');
    return { ...keys, region: REGION, accountId: ACCOUNT_ID, userName, userArn };
  };
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

/** What a web site is told: addresses of its own origin, by whichever name it was opened. */
function describeSite({ site = '', exposed = false }: Wishes, { key, apiKey }: GraphiqlParts): SiteParts {
  const addresses = { endpoint: '/graphql', realtimeEndpoint: '/graphql/realtime', graphiql: '/graphiql' };
  return { folder: site, exposed, config: () => ({ ...addresses, key: key?.(), apiKey }) };
}

/** What the page is filled in with. */
function findKeys(definition: ApiDefinition, keyFile: string | undefined): GraphiqlParts {
  const apiKey = findApiKey(definition);
  return { key: () => readKey(keyFile), ...(apiKey !== undefined && { apiKey }) };
}

/** One of the template's own keys, where any may open the API. */
function findApiKey({ defaultAuth, additionalAuth }: ApiDefinition): string | undefined {
  const mode = [defaultAuth, ...additionalAuth].find(({ type }) => type === 'API_KEY');
  return mode?.type === 'API_KEY' ? mode.keys[0]?.key : undefined;
}

/** Undefined while the file is not there, or holds no key: whoever started the host may write it once it is up. */
function readKey(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const key = isRecord(content) ? content['key'] : undefined;
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
