import type { RequestListener } from 'node:http';
import { answerRequest } from './answer.ts';
import { createAuthenticator } from './authenticate.ts';
import type { ApiDefinition, ApiParts } from './definition.ts';
import type { Engine } from './execute.ts';
import { createGraphiqlPage } from './graphiql.ts';
import { createListener } from './http.ts';
import { buildApiSchema } from './schema.ts';

/** AppSync's quota on resolvers run by one request. */
const maxResolverCount = 10_000;

const requestTimeoutMs = 30_000;

export interface Api {
  /** Serves POST /graphql and GET /graphiql; to be handed to node:http's createServer. */
  listener: RequestListener;
}

/** Makes an API that answers over HTTP as AppSync does. Throws SchemaError for a schema that AppSync would refuse. */
export function createApi(definition: ApiDefinition, parts: ApiParts): Api {
  const schema = buildApiSchema(definition.schema);
  const engine: Engine = {
    schema,
    fields: parts.fields,
    environment: definition.environment,
    defaultMode: definition.defaultAuth.type,
    queryDepthLimit: definition.queryDepthLimit,
    resolverCountLimit: definition.resolverCountLimit || maxResolverCount,
  };
  const answerParts = {
    engine,
    authenticate: createAuthenticator(definition, parts),
    introspection: definition.introspection,
    timeoutMs: parts.requestTimeoutMs ?? requestTimeoutMs,
  };
  return {
    listener: createListener({
      answer: (arrival) => answerRequest(answerParts, arrival),
      graphiql: createGraphiqlPage(schema, parts.graphiql ?? {}),
    }),
  };
}
