import type { InvokeLambda } from '../../service-calls.ts';
import type { JsonRecord } from '../../record.ts';
import { madeOf } from '../code/load.ts';
import type { DataSource } from '../definition.ts';
import type { RunResolver } from '../field-run.ts';
import { FieldFault } from '../signals.ts';
import { answerLazily, type RunSource } from './answer.ts';
import { checkLambdaRequest } from './request-shape.ts';

/** An AWS_LAMBDA data source: `payload` of the request in, what the function returned out. */
export function createLambdaSource(functionName: string, invoke: InvokeLambda): RunSource {
  return async (request) => {
    checkLambdaRequest(request);
    const { payload = null, invocationType } = request as JsonRecord;
    const type = invocationType === 'Event' ? 'Event' : 'RequestResponse';
    const answer = await invoke(functionName, payload, type);
    if ('error' in answer) {
      return { result: null, error: { message: answer.error.message, type: nameError(answer.error) } };
    }
    if (type === 'Event') return { result: null };
    const parse = (): unknown => answer.payload ?? null;
    return answer.text === undefined ? { result: parse() } : answerLazily({ text: answer.text }, parse);
  };
}

/** What a function throws is Lambda:Unhandled, whatever its name. */
function nameError({ type }: { type: string }): string {
  return type.startsWith('Lambda:') ? type : 'Lambda:Unhandled';
}

/**
 * A unit resolver without code: the function gets the whole context, and what it throws is the field's error
 * (docs …/devguide/resolver-mapping-template-reference-lambda.html, direct Lambda resolvers).
 */
export function createDirectLambda(name: string, source: DataSource, invoke: InvokeLambda): RunResolver {
  const { type, functionName, session } = source;
  if (type !== 'AWS_LAMBDA' || functionName === undefined) {
    throw new Error(`${name} has no code, and its data source ${source.name} is no Lambda function.`);
  }
  return async ({ context, stash, trace }) => {
    const { identity, source: parent, request, info } = context;
    const event = { arguments: context.arguments, identity, source: parent, request, prev: null, info, stash };
    trace('request', () => event);
    const answer = await invoke(functionName, event, 'RequestResponse', ...(session === undefined ? [] : [session]));
    if (!('error' in answer)) {
      trace('result', () => answer.payload ?? null);
      return madeOf(answer.payload ?? null);
    }
    trace('error', () => answer.error);
    const { message, type: errorType } = answer.error;
    const told = errorType === 'UnauthorizedException' ? 'You are not authorized to make this call.' : message;
    throw new FieldFault(told, errorType);
  };
}
