import { describe, expect, it } from 'vitest';
import { CodeError } from '../../../../../packages/appsync-host/resolver/code/error.ts';
import { loadCode } from '../../../../../packages/appsync-host/resolver/code/load.ts';
import { resolverOf } from '../run-code.ts';

function complaintsOf(code: string): string[] {
  try {
    loadCode(code);
    return [];
  } catch (error) {
    if (!(error instanceof CodeError)) throw error;
    return error.findings.map((one) => one.value);
  }
}

describe('code that APPSYNC_JS refuses is refused when it is loaded', () => {
  it.each([
    ['try { ctx.stash.a = 1; } catch { ctx.stash.a = 2; }', 'try, catch and finally'],
    ['throw ctx.args;', 'throw is not supported'],
    ['while (ctx.args.more) ctx.stash.a = 1;', 'while is not supported'],
    ['do ctx.stash.a = 1; while (ctx.args.more)', 'do-while is not supported'],
    ['for (let i = 0; i < 3; i += 1) ctx.stash.i = i;', 'for(;;) is not supported'],
    ['for (const a of ctx.args.list) { if (a) continue; ctx.stash.a = a; }', 'continue is not supported'],
    ['all: for (const a of ctx.args.list) ctx.stash.a = a;', 'labels are not supported'],
    ['class A {}', 'classes are not supported'],
    ['return this;', 'this is not supported'],
    ['return new Object();', 'new is not supported'],
    ['const a = async () => 1;', 'async functions are not supported'],
    ['function* a() { yield 1; }', 'generators are not supported'],
    ['return /a/;', 'regular expression literals are not supported'],
    ['let a = 1; a++; return a;', '++ and -- are not supported'],
    ['return ~1;', 'the operator ~ is not supported'],
    [`return 'a' in ctx.args;`, 'the operator in is not supported'],
    ['return ctx instanceof Object;', 'the operator instanceof is not supported'],
    [`return import('fs');`, 'dynamic import is not supported'],
    ['const list = [2, 1]; return list.sort((a, b) => a - b);', 'sort takes no comparator'],
    ['const f = () => 1; return f.call(ctx);', 'call is not supported'],
    ['const twice = (n) => n * 2; const run = (f) => f(1); return run(twice);', 'functions cannot be passed'],
    ['const run = (f) => f(1); return run((n) => n);', 'functions cannot be passed'],
    ['const f = () => 1; return f;', 'functions cannot be returned'],
    ['const f = () => () => 1; return f();', 'functions cannot be returned'],
    ['const f = () => 1; const g = f; return g();', 'functions cannot be assigned again'],
    ['function down(n) { return n > 0 ? down(n - 1) : 0; } return down(3);', 'recursion is not supported'],
    ['const a = () => b(); const b = () => a(); return a();', 'recursion is not supported'],
    ['ctx.stash = {};', 'ctx is read-only'],
    ['delete ctx.args;', 'ctx is read-only'],
    ['return Date.now();', 'Date is not available'],
    ['return Promise.resolve(1);', 'Promise is not available'],
    ['setTimeout(ctx.args.a);', 'setTimeout is not available'],
    ['return process.env;', 'process is not available'],
    ['return missing;', 'missing is not available'],
  ])('%s', (body, complaint) => {
    expect(complaintsOf(resolverOf(body)).join('\n')).toContain(complaint);
  });

  it.each([
    ['the methods of arrays take functions', 'return ctx.args.list.map((a) => a.b).filter((a) => a);'],
    ['also by name', 'const twice = (n) => n * 2; return [1].map(twice);'],
    [
      'a parameter may bear the name of a function',
      'const a = () => 1; const b = (a) => Math.max(a, 2); return b(a());',
    ],
    ['the stash may be written', 'ctx.stash.a = 1; ctx.stash.b = {}; delete ctx.stash.a;'],
    ['a name declared later is known', 'const a = () => later(); function later() { return 1; } return a();'],
    [
      'properties are no names',
      'const { Date: day = 1, ...rest } = ctx.args; return { Promise: day, rest, [day]: rest.Map };',
    ],
    [
      'loops, switches, templates and spreads',
      'for (const k in ctx.args) { switch (k) { case `a${k}`: break; } } return [...[1]];',
    ],
  ])('%s', (_, body) => {
    expect(complaintsOf(resolverOf(body))).toEqual([]);
  });
});

describe('a module of APPSYNC_JS', () => {
  it('exports request and response', () => {
    expect(complaintsOf('export function request() {}')).toEqual([
      `code.js(1,1): error: the code must export a function 'response'.`,
    ]);
  });

  it('exports them in any way that has a name', () => {
    expect(complaintsOf('const request = () => 1; function response() {} export { request, response };')).toEqual([]);
    expect(complaintsOf('export const request = () => 1; export function response() {}')).toEqual([]);
  });

  it('imports only what AppSync has', () => {
    const code = `import { pad } from 'lodash';\nimport { nothing } from '@aws-appsync/utils';\n${resolverOf('')}`;
    expect(complaintsOf(code)).toEqual([
      `code.js(1,1): error: cannot find module 'lodash'.`,
      `code.js(2,10): error: module '@aws-appsync/utils' has no exported member 'nothing'.`,
    ]);
  });

  it('is told when it needs something that this host lacks', () => {
    const code = `import { sql } from '@aws-appsync/utils/rds';\n${resolverOf('return sql;')}`;
    expect(complaintsOf(code).join()).toContain(`'@aws-appsync/utils/rds' is not supported by this local host`);
  });

  it('has at most 32,768 bytes, its source map included', () => {
    const code = resolverOf('');
    const spare = 32_768 - code.length;
    expect(complaintsOf(`${code}//${'x'.repeat(spare - 2)}`)).toEqual([]);
    expect(complaintsOf(`${code}//${'x'.repeat(spare - 1)}`).join()).toContain('has 32769 bytes');
  });

  it('that cannot be parsed is told where', () => {
    expect(complaintsOf('export function request( {')).toEqual([expect.stringMatching(/^code\.js\(1,\d+\): error: /)]);
  });
});
