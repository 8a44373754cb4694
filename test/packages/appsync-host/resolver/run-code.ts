import { createCall, type Call } from '../../../../packages/appsync-host/resolver/call.ts';
import { loadCode, type HandlerOutcome } from '../../../../packages/appsync-host/resolver/code/load.ts';

/** A resolver's code with these bodies of request and response. */
export function resolverOf(request: string, response = 'return ctx.result;'): string {
  return [
    `import { util, runtime, extensions } from '@aws-appsync/utils';`,
    `import * as ddb from '@aws-appsync/utils/dynamodb';`,
    `export function request(ctx) { ${request} }`,
    `export function response(ctx) { ${response} }`,
  ].join('\n');
}

/** Runs a body as request, and gives all that came of it. */
export function runBody(body: string, context: object = {}): { outcome: HandlerOutcome; stash: unknown; call: Call } {
  const call = createCall();
  return { ...loadCode(resolverOf(body)).run('request', context, call), call };
}

/** The value of an expression of APPSYNC_JS. */
export function valueOf(expression: string, context: object = {}): unknown {
  const { outcome } = runBody(`return ${expression};`, context);
  if (outcome.kind === 'error') throw new Error(outcome.error.message);
  return outcome.value;
}

/** The message with which an expression fails. */
export function faultOf(expression: string, context: object = {}): string {
  const { outcome } = runBody(`return ${expression};`, context);
  return outcome.kind === 'error' ? outcome.error.message : `no fault, but ${JSON.stringify(outcome.value)}`;
}
