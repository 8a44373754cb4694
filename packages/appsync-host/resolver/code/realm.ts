import { compileFunction, createContext, runInContext, type Context } from 'node:vm';
import type { Builtins } from '../builtins/builtins.ts';
import type { CodeScript } from './script.ts';
import type { Given } from '../sources/answer.ts';
import { REALM_SCRIPT } from './realm-script.ts';

/** After so many rounds AppSync ends a loop or an array method, without an error (appsync-community#371). */
const LOOP_ROUNDS_MAX = 1000;

/** Deeper than any selection goes; what refers to itself is deeper still. */
const READABLE_LEVELS_MAX = 100;

/** What the host answers a call from inside: JSON text in, JSON text (or nothing) out. */
export type Bridge = (path: string, values: string) => string | undefined;

/** A sealed place in which one piece of code runs. */
export interface Realm {
  /**
   * Runs request or response on a context in JSON, and what a data source gave; answers its result and the stash it
   * leaves in JSON, and the result as it is inside: to be read, never called.
   */
  run: (handler: 'request' | 'response', contextText: string, given?: Given) => Ran;
  /** Where the code is in `error`'s stack, line and column counted from 1; null when no code of the realm is there. */
  placeOf: (error: Error) => { line: number; column: number } | null;
  /** The stash as the last run left it, also when that run threw. */
  lastStash: () => string;
  /** What the last run gave to runtime.earlyReturn. */
  lastEarly: () => Kept;
}

/** A value that a run leaves. */
export interface Kept {
  /** As JSON. */
  write: () => string;
  result: unknown;
}

/** What a run leaves: its result, and the stash. */
export interface Ran extends Kept {
  stashText: string;
}

interface Inside {
  modules: unknown;
  each: unknown;
  keys: unknown;
  /** The result as JSON; undefined where it may be read as it is, and written when it is wanted. */
  run: (handler: unknown, contextText: string, givenText?: string, isPage?: boolean) => string | undefined;
  write: (result: unknown) => string;
}

/** runtime.earlyReturn, as code reaches it. */
const EARLY_PATH = '@aws-appsync/utils runtime earlyReturn';

/** Opens a realm for one piece of code. Its top level is evaluated anew for each run: nothing is kept between two. */
export function createRealm(script: CodeScript, builtins: Builtins, bridge: Bridge): Realm {
  const context = createContext(Object.create(null) as Context, { codeGeneration: { strings: false, wasm: false } });
  const open = runInContext(REALM_SCRIPT, context, { filename: 'realm' }) as (host: object) => Inside;
  let stash = '{}';
  let result: unknown = null;
  let early: Kept | undefined;
  let seal: Given['seal'];
  const inside = open({
    maxRounds: LOOP_ROUNDS_MAX,
    levelsMax: READABLE_LEVELS_MAX,
    shapes: JSON.stringify(shapeOf(builtins)),
    call: bridge,
    fail: (message: string) => {
      throw new RangeError(message);
    },
    keepStash: (text: string) => {
      stash = text;
    },
    seal: (lastKeyText: string) => seal?.(lastKeyText),
    earlyPath: EARLY_PATH,
    keepEarly: (value: unknown, text: string | undefined) => {
      early = keep(value, text);
    },
    keepResult: (value: unknown) => {
      result = value;
    },
  });
  // What cannot be read as it is, is read as the JSON that it has become.
  const keep = (value: unknown, text: string | undefined): Kept => ({
    write: () => text ?? inside.write(value),
    result: text === undefined ? value : (JSON.parse(text) as unknown),
  });
  const strict = `'use strict';`;
  const load = compileFunction(strict + script.body, ['__modules', '__each', '__keys'], {
    filename: 'code.js',
    columnOffset: -strict.length,
    parsingContext: context,
  }) as (...values: unknown[]) => Record<string, unknown>;
  return {
    run: (handler, contextText, given) => {
      stash = '{}';
      const handlers = load(inside.modules, inside.each, inside.keys);
      seal = given?.seal;
      const text = inside.run(handlers[handler], contextText, given?.text, given?.seal !== undefined);
      const kept = keep(result, text);
      result = null;
      return { ...kept, stashText: stash };
    },
    placeOf: (error) => {
      const found = /code\.js:(\d+):(\d+)/.exec(error.stack ?? '');
      return found && script.original(Number(found[1]), Number(found[2]));
    },
    lastStash: () => stash,
    lastEarly: () => {
      const kept = early ?? { write: () => 'null', result: null };
      early = undefined;
      return kept;
    },
  };
}

/** The tree of built-ins with null for each function: what the realm has to know to build its own. */
function shapeOf(builtins: Builtins): object {
  return Object.fromEntries(
    Object.entries(builtins).map(([name, one]) => [name, typeof one === 'function' ? null : shapeOf(one)]),
  );
}
