import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../packages/appsync-host/resolver/evaluate.ts';
import { resolverOf } from './run-code.ts';

describe('evaluate answers as EvaluateCode does', () => {
  it('a result, the stash and the log, in JSON', () => {
    const code = resolverOf(`ctx.stash.a = 1; console.log('id', ctx.args.id); return { id: ctx.args.id };`);
    expect(evaluate(code, { arguments: { id: 7 } }, { function: 'request' })).toEqual({
      evaluationResult: '{"id":7}',
      logs: [expect.stringMatching(/^INFO - code\.js:3:\d+: "id" 7$/)],
      stash: '{"a":1}',
      outErrors: '[]',
    });
  });

  it('takes the context as JSON text too, and runs response', () => {
    const { evaluationResult } = evaluate(resolverOf(''), '{"result":{"a":1}}', { function: 'response' });
    expect(evaluationResult).toBe('{"a":1}');
  });

  it('an error raised has its message, and no result', () => {
    const code = resolverOf(`util.appendError('first', 'A'); util.error('no', 'B');`);
    expect(evaluate(code, {}, { function: 'request' })).toEqual({
      error: { message: 'no' },
      logs: [],
      stash: '{}',
      outErrors: '[{"message":"first","errorType":"A","data":null,"errorInfo":null}]',
    });
  });

  it('code that cannot be deployed has codeErrors, each with its place', () => {
    const { error, evaluationResult } = evaluate(resolverOf('throw ctx;'), {}, { function: 'request' });
    expect(evaluationResult).toBeUndefined();
    expect(error).toEqual({
      message: 'The code contains one or more errors.',
      codeErrors: [
        {
          errorType: 'LINT_ERROR',
          value: 'code.js(3,32): error: throw is not supported; use util.error.',
          location: { file: 'code.js', line: 3, column: 32, span: 10 },
        },
      ],
    });
  });

  it('util.unauthorized names the field where the context does', () => {
    const code = resolverOf('util.unauthorized();');
    const messageOf = (context: object) => evaluate(code, context, { function: 'request' }).error?.message;
    expect(messageOf({})).toBe('Unauthorized');
    expect(messageOf({ info: { fieldName: 'wine', parentTypeName: 'Query' } })).toBe(
      'Not Authorized to access wine on type Query',
    );
  });

  it('an early return is its value', () => {
    const { evaluationResult } = evaluate(resolverOf('runtime.earlyReturn([1]);'), {}, { function: 'request' });
    expect(evaluationResult).toBe('[1]');
  });
});
