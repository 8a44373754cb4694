import type { DataSource, FieldRunnerParts } from '../field.ts';
import type { RunResolver } from '../field-run.ts';
import { FieldFault } from '../signals.ts';

/**
 * A unit resolver without code: the function gets the whole context, and what it throws is the field's error
 * (docs …/devguide/resolver-mapping-template-reference-lambda.html, direct Lambda resolvers).
 */
export function createDirectLambda(name: string, source: DataSource, parts: FieldRunnerParts): RunResolver {
  const { type, functionName } = source;
  if (type !== 'AWS_LAMBDA' || functionName === undefined) {
    throw new Error(`${name} has no code, and its data source ${source.name} is no Lambda function.`);
  }
  return async ({ context, stash, trace }) => {
    const { identity, source: parent, request, info } = context;
    const event = { arguments: context.arguments, identity, source: parent, request, prev: null, info, stash };
    trace('request', event);
    const answer = await parts.invoke(functionName, event, 'RequestResponse');
    if (!('error' in answer)) {
      trace('result', answer.payload ?? null);
      return answer.payload ?? null;
    }
    trace('error', answer.error);
    const { message, type: errorType } = answer.error;
    const told = errorType === 'UnauthorizedException' ? 'You are not authorized to make this call.' : message;
    throw new FieldFault(told, errorType);
  };
}
