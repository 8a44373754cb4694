import { describe, expect, it } from 'vitest';
import { createFieldRunner } from '../../../../packages/appsync-host/resolver/runner.ts';
import { resolverOf } from './run-code.ts';

const none = { name: 'none', type: 'NONE' } as const;

/** The value of a pipeline of such functions (request, response), with such a response of its own. */
async function answerOf(functions: readonly [string, string][], response: string): Promise<unknown> {
  const runner = createFieldRunner({
    definitions: [
      {
        typeName: 'Query',
        fieldName: 'wine',
        kind: 'PIPELINE',
        code: resolverOf('', response),
        functions: functions.map(([request, answer], n) => {
          return { name: `f${n}`, code: resolverOf(request, answer), dataSource: none };
        }),
      },
    ],
    dynamodb: () => Promise.reject(new Error('no DynamoDB here')),
    invoke: () => Promise.reject(new Error('no Lambda here')),
    tokenKey: new Uint8Array(32),
  });
  const info = { fieldName: 'wine', parentTypeName: 'Query', variables: {}, selectionSetList: [] };
  const { value, errors } = await runner.run('Query', 'wine', {
    ...{ arguments: {}, identity: null, source: null, env: {} },
    request: { headers: {}, domainName: null },
    info: { ...info, selectionSetGraphQL: '' },
  });
  expect(errors).toEqual([]);
  return value;
}

const HANDS_ON = 'return ctx.prev.result;';

describe('a pipeline whose response hands on the last result', () => {
  it.each([HANDS_ON, 'const last = ctx.prev.result; return last;'])(
    'answers it as any other would: %s',
    async (own) => {
      const last = '{ a: [1, undefined], b: undefined, c: { d: null } }';
      expect(await answerOf([['', `return ${last};`]], own)).toEqual({ a: [1, null], c: { d: null } });
      expect(
        await answerOf(
          [
            ['', 'return 1;'],
            ['', ''],
          ],
          own,
        ),
      ).toBeNull();
      expect(await answerOf([[`runtime.earlyReturn(${last});`, '']], own)).toEqual({ a: [1, null], c: { d: null } });
    },
  );

  it('answers what a response has returned early to the end, and no function after it runs', async () => {
    const early = `runtime.earlyReturn({ early: ctx.args }, { skipTo: 'END' });`;
    expect(
      await answerOf(
        [
          ['', early],
          ['', `return 'late';`],
        ],
        HANDS_ON,
      ),
    ).toEqual({ early: {} });
    const next = `runtime.earlyReturn({ early: 1 });`;
    expect(
      await answerOf(
        [
          ['', next],
          ['', `return [ctx.prev.result, 'late'];`],
        ],
        HANDS_ON,
      ),
    ).toEqual([{ early: 1 }, 'late']);
  });

  it('is not taken for one that does more', async () => {
    const one: readonly [string, string][] = [['', 'return { a: 1 };']];
    expect(await answerOf(one, 'return ctx.prev.result.a;')).toBe(1);
    expect(await answerOf(one, 'ctx.prev.result.b = 2; return ctx.prev.result;')).toEqual({ a: 1, b: 2 });
    expect(await answerOf(one, 'return [ctx.prev.result];')).toEqual([{ a: 1 }]);
  });
});
