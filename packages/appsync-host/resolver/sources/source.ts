import { isRecord, type JsonRecord } from '../attribute-values.ts';
import { createDynamodbSource } from './dynamodb/dynamodb.ts';
import type { DataSource, FieldRunnerParts } from '../field.ts';
import { createPageTokens } from './dynamodb/page-token.ts';
import { checkLambdaRequest } from './request-shape.ts';

/** What a data source answers: ctx.result, and ctx.error when it failed. */
export interface SourceAnswer {
  result: unknown;
  error?: { message: string; type: string };
}

/**
 * Runs the request object that a request function returned. Throws a FieldFault of type MappingTemplate for one that
 * AppSync would not send, UnsupportedByHost for what this host lacks.
 */
export type RunSource = (request: unknown) => Promise<SourceAnswer>;

/** `owner` names the resolver, or the function in its pipeline: a nextToken is good for that one only. */
export function createSource(source: DataSource, owner: string, parts: FieldRunnerParts): RunSource {
  switch (source.type) {
    case 'NONE':
      return (request) => Promise.resolve({ result: isRecord(request) ? (request['payload'] ?? null) : null });
    case 'AWS_LAMBDA':
      return (request) => invokeLambda(request, source, parts);
    case 'AMAZON_DYNAMODB':
      return createDynamodbSource({
        tableName: required(source.tableName, source, 'tableName'),
        dynamodb: parts.dynamodb,
        tokens: createPageTokens(parts.tokenKey, owner),
      });
  }
}

function required(value: string | undefined, source: DataSource, name: string): string {
  if (value === undefined) throw new Error(`The data source ${source.name} has no ${name}.`);
  return value;
}

async function invokeLambda(request: unknown, source: DataSource, parts: FieldRunnerParts): Promise<SourceAnswer> {
  checkLambdaRequest(request);
  const { payload = null, invocationType } = request as JsonRecord;
  const type = invocationType === 'Event' ? 'Event' : 'RequestResponse';
  const answer = await parts.invoke(required(source.functionName, source, 'functionName'), payload, type);
  if ('error' in answer)
    return { result: null, error: { message: answer.error.message, type: lambdaErrorType(answer) } };
  return { result: type === 'Event' ? null : (answer.payload ?? null) };
}

/** What a function throws is Lambda:Unhandled, whatever its name. */
function lambdaErrorType({ error }: { error: { type: string } }): string {
  return error.type.startsWith('Lambda:') ? error.type : 'Lambda:Unhandled';
}
