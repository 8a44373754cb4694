import type { CallDynamodb, InvokeLambda } from '../../service-calls.ts';
import { isRecord } from '../../record.ts';
import type { DataSource } from '../definition.ts';
import type { RunSource } from './answer.ts';
import { createDynamodbSource } from './dynamodb/dynamodb.ts';
import { createPageTokens } from './dynamodb/page-token.ts';
import { createLambdaSource } from './lambda.ts';

/** What data sources are reached by. */
export interface SourceParts {
  dynamodb: CallDynamodb;
  invoke: InvokeLambda;
  /** 32 bytes: the AES-256-GCM key of nextTokens. */
  tokenKey: Uint8Array;
}

/**
 * Opens a data source. `owner` names the resolver, or the function in its pipeline: a nextToken is good for that one
 * only. Errors: Error where the definition lacks its table or function.
 */
export function createSource(source: DataSource, owner: string, parts: SourceParts): RunSource {
  const session = source.session === undefined ? [] : ([source.session] as const);
  switch (source.type) {
    case 'NONE':
      return (request) => Promise.resolve({ result: isRecord(request) ? (request['payload'] ?? null) : null });
    case 'AWS_LAMBDA':
      return createLambdaSource(required(source.functionName, source, 'functionName'), (name, payload, type) =>
        parts.invoke(name, payload, type, ...session),
      );
    case 'AMAZON_DYNAMODB':
      return createDynamodbSource({
        tableName: required(source.tableName, source, 'tableName'),
        dynamodb: (action, body) => parts.dynamodb(action, body, ...session),
        readText: async (action, body) =>
          (await parts.dynamodb.asText?.(action, body, ...session)) ??
          JSON.stringify(await parts.dynamodb(action, body, ...session)),
        tokens: createPageTokens(parts.tokenKey, owner),
      });
  }
}

function required(value: string | undefined, source: DataSource, name: string): string {
  if (value === undefined) throw new Error(`The data source ${source.name} has no ${name}.`);
  return value;
}
