import type { RequestListener } from 'node:http';
import { answerRequest } from './request/answer.ts';
import { createDocuments } from './request/documents.ts';
import { createAuthenticator } from './access/authenticate.ts';
import { mayAccess } from './access/caller.ts';
import type { ApiDefinition, ApiParts } from './definition.ts';
import type { Engine } from './execute/run.ts';
import { createGatheringSchema } from './execute/gathering.ts';
import { createGraphiqlPage } from './graphiql/graphiql.ts';
import type { IsOffered } from './graphiql/sample-operations.ts';
import { createListener } from './request/http.ts';
import { createHub } from './realtime/hub.ts';
import { createProjection } from './realtime/projection.ts';
import { createRealtime } from './realtime/realtime.ts';
import type { Realtime, UpgradeListener } from './realtime/realtime.ts';
import { readSources } from './realtime/sources.ts';
import { buildApiSchema } from './schema.ts';

/** AppSync's quota on resolvers run by one request. */
const RESOLVERS_MAX = 10_000;

const REQUEST_MS_MAX = 30_000;

/** An API that can be served. */
export interface Api {
  /** Serves POST /graphql and GET /graphiql; to be handed to node:http's createServer. */
  listener: RequestListener;
  /** Serves subscriptions; for the same server's `upgrade` event. */
  upgrade: UpgradeListener;
  /** Ends the connections of subscribers, which the server does not end by itself. */
  close: () => void;
}

/** The page sends a key, so it offers what a key may open: signed calls are left to programs. */
function offerTo({ defaultAuth, additionalAuth }: ApiDefinition): IsOffered {
  const modes = [defaultAuth, ...additionalAuth].map(({ type }) => type).filter((type) => type !== 'AWS_IAM');
  const callers = modes.map((mode) => ({ mode, identity: null, deniedFields: new Set<string>() }));
  return (type, field) => callers.some((caller) => mayAccess(caller, defaultAuth.type, type, field));
}

/** Makes an API that answers as AppSync does. Errors: SchemaError for a schema that AppSync would refuse. */
export function createApi(definition: ApiDefinition, parts: ApiParts): Api {
  const buildSchema = () => buildApiSchema(definition.schema, definition.schemaDescriptions);
  const schema = buildSchema();
  const sources = readSources(schema);
  const defaultMode = definition.defaultAuth.type;
  const warn = parts.warn ?? (() => undefined);
  const hub = createHub({ sources, project: createProjection(buildSchema(), defaultMode), warn });
  const engine: Engine = {
    schema,
    gathering: createGatheringSchema(schema),
    fields: parts.fields,
    environment: definition.environment,
    defaultMode,
    queryDepthLimit: definition.queryDepthLimit,
    resolverCountLimit: definition.resolverCountLimit || RESOLVERS_MAX,
    isPublished: (mutation) => sources.has(mutation),
    publish: hub.publish,
    invalidate: hub.invalidate,
  };
  const authenticate = createAuthenticator(definition, parts);
  const guard = parts.firewall && { firewall: parts.firewall };
  const answerParts = {
    engine,
    authenticate,
    readDocument: createDocuments(schema, definition.introspection),
    timeoutMs: parts.requestTimeoutMs ?? REQUEST_MS_MAX,
  };
  const { upgrade, close }: Realtime = createRealtime({
    ...answerParts,
    hub,
    warn,
    ...(parts.after && { after: parts.after }),
    ...(parts.count && { count: parts.count }),
    ...guard,
  });
  const listener = createListener({
    screen: authenticate.screen,
    ...guard,
    answer: (arrival) => answerRequest(answerParts, arrival),
    graphiql: createGraphiqlPage(schema, parts.graphiql ?? {}, offerTo(definition)),
  });
  return { listener, upgrade, close };
}
