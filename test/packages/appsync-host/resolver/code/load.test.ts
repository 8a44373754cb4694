import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { createCall } from '../../../../../packages/appsync-host/resolver/call.ts';
import { CodeError } from '../../../../../packages/appsync-host/resolver/code/error.ts';
import { loadCode } from '../../../../../packages/appsync-host/resolver/code/load.ts';
import { faultOf, resolverOf, runBody, valueOf } from '../run-code.ts';

async function bundle(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, sourcefile: 'resolvers/Query.wine.ts', loader: 'ts' },
    bundle: true,
    format: 'esm',
    target: 'esnext',
    external: ['@aws-appsync/utils'],
    sourcemap: 'inline',
    sourcesContent: false,
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

describe('code that several pipelines have', () => {
  it('answers, and tells the place of a fault, for each of them', () => {
    const text = resolverOf('return ctx.args.list.length;');
    const [one, other] = [loadCode(text), loadCode(text)];
    const fault = one.run('request', {}, createCall()).outcome;
    expect(fault).toMatchObject({
      error: { message: expect.stringMatching(/^code\.js:\d+:\d+: TypeError/) as string },
    });
    expect(other.run('request', {}, createCall()).outcome).toEqual(fault);
    expect(other.run('request', { arguments: { list: [1] } }, createCall()).outcome).toEqual({
      kind: 'value',
      value: 1,
    });
  });

  it('is refused each time where it is at fault', () => {
    const load = () => loadCode(resolverOf('throw ctx;'));
    expect(load).toThrow(CodeError);
    expect(load).toThrow(CodeError);
  });
});

describe('a context', () => {
  it('is copied: what one run does to it, the next does not see', () => {
    const code = loadCode(resolverOf('ctx.args.list.push(2); ctx.identity.seen = true; return ctx;'));
    const context = { arguments: { list: [1] }, identity: {} };
    const first = code.run('request', context, createCall()).outcome;
    const second = code.run('request', context, createCall()).outcome;
    expect(second).toEqual(first);
    expect(context).toEqual({ arguments: { list: [1] }, identity: {} });
  });

  it('gives its arguments by both names', () => {
    expect(valueOf('[ctx.args.a, ctx.arguments.a]', { arguments: { a: 1 } })).toEqual([1, 1]);
  });

  it('gives back the stash, also after an error and after an early return', () => {
    expect(runBody('ctx.stash.a = 1;').stash).toEqual({ a: 1 });
    expect(runBody(`ctx.stash.a = 2; util.error('no');`).stash).toEqual({ a: 2 });
    expect(runBody('ctx.stash.a = 3; runtime.earlyReturn();').stash).toEqual({ a: 3 });
  });

  it('has an env that cannot be written', () => {
    const { outcome } = runBody('ctx.env.TABLE = 1;', { env: { TABLE: 'a' } });
    expect(outcome).toMatchObject({ kind: 'error', error: { errorType: 'Code' } });
  });

  it('keeps the selection set out of JSON, but readable', () => {
    const info = { fieldName: 'wine', selectionSetList: ['id'], selectionSetGraphQL: '{ id }' };
    expect(valueOf('JSON.parse(JSON.stringify(ctx.info))', { info })).toEqual({ fieldName: 'wine' });
    expect(valueOf('ctx.info.selectionSetList', { info })).toEqual(['id']);
  });
});

describe('nothing of the host is in reach', () => {
  it.each([
    [`util.error.constructor`],
    [`util.error.call`],
    [`util.error.bind`],
    [`ctx.constructor`],
    [`({}).__proto__`],
    [`[].map.constructor`],
    [`Object.getPrototypeOf`],
    [`Object.freeze`],
    [`'a'.padStart`],
    [`'a'.localeCompare`],
    [`[].keys`],
    [`Number.parseInt`],
  ])('%s is not there', (expression) => {
    expect(valueOf(`typeof ${expression}`)).toBe('undefined');
  });

  it('what a module keeps at its top does not outlive the run', () => {
    const code = loadCode(
      'const seen = []; export function request() { seen.push(1); return seen.length; } export function response() {}',
    );
    code.run('request', {}, createCall());
    expect(code.run('request', {}, createCall()).outcome).toEqual({ kind: 'value', value: 1 });
  });

  it.each(['Math.max = 1;', 'JSON.extra = 1;', 'Array.prototype.extra = 1;', 'util.extra = 1;', 'Object.keys = 1;'])(
    'what all runs share cannot be written: %s',
    (body) => {
      expect(runBody(body).outcome).toMatchObject({ kind: 'error', error: { errorType: 'Code' } });
    },
  );

  it('a fault at the top of a module is a fault of the run', () => {
    const code = loadCode('const a = null; const b = a.c; export function request() {} export function response() {}');
    expect(code.run('request', {}, createCall()).outcome).toMatchObject({
      error: { errorType: 'Code', message: expect.stringContaining('code.js:1:29: TypeError') as string },
    });
  });
});

describe('where APPSYNC_JS differs from JavaScript', () => {
  it('JSON.parse of bad input is an empty text', () => {
    expect(valueOf(`JSON.parse('{nope')`)).toBe('');
  });

  it('replace reads its pattern as a Java regular expression', () => {
    expect(
      valueOf(`['a.b.c'.replace('.', '-'), 'a.b.c'.replaceAll('[.]', '-'), 'ab'.replace('(a)(b)', '$2$1')]`),
    ).toEqual(['-.b.c', 'a-b-c', 'ba']);
  });

  it('sort has no comparator', () => {
    expect(valueOf(`['b', 'a', 'c'].sort()`)).toEqual(['a', 'b', 'c']);
  });

  it('loops and array methods end at 1,000 rounds without an error, and the log says so', () => {
    const context = { arguments: { list: Array.from({ length: 1500 }, (_, index) => index) } };
    expect(valueOf('ctx.args.list.map((one) => one).length', context)).toBe(1000);
    expect(valueOf('ctx.args.list.slice(0, 1200).length', context)).toBe(1200);
    const body = 'let rounds = 0; for (const one of ctx.args.list) { rounds += 1; } return rounds;';
    const { outcome, call } = runBody(body, context);
    expect(outcome).toEqual({ kind: 'value', value: 1000 });
    expect(call.logs).toEqual([expect.stringMatching(/^WARN - code\.js:3:\d+: .*1000 rounds/)]);
  });

  it('1,000 rounds pass whole', () => {
    const context = { arguments: { list: Array.from({ length: 1000 }, (_, index) => index) } };
    const { outcome, call } = runBody(
      'let sum = 0; for (const one of ctx.args.list) { sum += one; } return sum;',
      context,
    );
    expect(outcome).toEqual({ kind: 'value', value: 499_500 });
    expect(call.logs).toEqual([]);
  });

  it('undefined, and NaN, come out as null', () => {
    expect(valueOf('undefined')).toBeNull();
    expect(valueOf('[NaN, undefined]')).toEqual([null, null]);
  });
});

describe('a fault of the code', () => {
  const source = [
    `import { util } from '@aws-appsync/utils';`,
    `interface Wine {`,
    `  name: string;`,
    `}`,
    `export function request(ctx: { args: { wines: { grape?: Wine }[] } }) {`,
    `  for (const wine of ctx.args.wines) {`,
    `    console.log(wine.grape!.name);`,
    `  }`,
    `  return util.autoId();`,
    `}`,
    `export function response() {}`,
  ].join('\n');

  it('names the file, line and column of the TypeScript source', async () => {
    const code = loadCode(await bundle(source));
    const { outcome } = code.run('request', { arguments: { wines: [{}] } }, createCall());
    expect(outcome).toEqual({
      kind: 'error',
      error: {
        errorType: 'Code',
        message: expect.stringMatching(
          /^resolvers\/Query\.wine\.ts:7:29: TypeError: Cannot read properties of undefined/,
        ) as string,
        data: null,
        errorInfo: null,
      },
    });
  });

  it('also behind a loop on the same line', () => {
    const loop = 'for (const one of ctx.args.list) one.a.b;';
    const { outcome } = runBody(loop, { arguments: { list: [{}] } });
    const column = resolverOf(loop).split('\n')[2]!.indexOf('b;') + 1;
    expect(outcome).toMatchObject({
      error: { message: expect.stringContaining(`code.js:3:${column}: TypeError`) as string },
    });
  });

  it('so does what it logs', async () => {
    const call = createCall();
    loadCode(await bundle(source)).run('request', { arguments: { wines: [{ grape: { name: 'Gamay' } }] } }, call);
    expect(call.logs).toEqual(['INFO - resolvers/Query.wine.ts:7:13: "Gamay"']);
  });

  it('and what is refused when it is loaded', async () => {
    const code = await bundle(source.replace('console.log(wine.grape!.name);', 'throw wine;'));
    expect(() => loadCode(code)).toThrow(CodeError);
    expect(() => loadCode(code)).toThrow('resolvers/Query.wine.ts(7,5): error: throw is not supported');
  });

  it('in what util is given is a fault of the code too', () => {
    expect(faultOf(`util.time.parseISO8601ToEpochMilliSeconds('yesterday')`)).toMatch(
      /^code\.js:3:\d+: RangeError: Text 'yesterday' could not be parsed/,
    );
  });

  it('what AppSync has and this host lacks fails by name', () => {
    const { outcome } = runBody(`return util.xml.toMap('<a/>');`);
    expect(outcome).toMatchObject({
      error: { errorType: 'UnsupportedByHost', message: expect.stringContaining('util.xml.toMap') as string },
    });
  });
});
