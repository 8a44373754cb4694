import { types } from 'node:util';
import { callBuiltin, createModules } from '../builtins/builtins.ts';
import { createCall, type Call } from '../call.ts';
import { parseCode, type ModuleNames } from './check.ts';
import { createScript, type CodeScript } from './script.ts';
import type { FieldError } from '../field.ts';
import type { Given } from '../sources/answer.ts';
import { handsOnLastResult } from './hands-on.ts';
import { createRealm, type Kept, type Realm } from './realm.ts';
import { EarlyReturn, FieldFault, UnsupportedByHost } from '../signals.ts';
import { createLocate, type Locate } from './source-map.ts';

/** What became of a run of request or response. */
export type HandlerOutcome<Value = unknown> =
  | { kind: 'value'; value: Value }
  | { kind: 'early'; value: Value; skipTo: 'END' | 'NEXT' }
  | { kind: 'error'; error: FieldError };

/**
 * A field's value. Made by code, it is read where it lies as far as that is safe: a page of a hundred predictions is
 * half a megabyte of JSON, and to parse that takes longer than anything else of a request.
 */
export interface Made {
  /** As the code left it: not all that is in it need be JSON, and none of its methods may be called. */
  live: unknown;
  /** The same as plain JSON, which is parsed when first asked for. */
  settle: () => unknown;
}

/** A value that was JSON from the first. */
export function madeOf(value: unknown): Made {
  return { live: value, settle: () => value };
}

/** The code of a resolver or of a pipeline function, loaded into a realm of its own. */
export interface ResolverCode {
  /**
   * Runs one handler. What `given` is in `context`, ctx.result will be. `context` is copied, so nothing that a run does
   * to it is seen outside, but for the stash: that comes back. Never throws because of the code.
   */
  run(handler: 'request' | 'response', context: object, call: Call): { outcome: HandlerOutcome; stash: unknown };
  /** Runs `response` for what may be the field's answer. */
  finish(context: object, call: Call): { outcome: HandlerOutcome<Made>; stash: unknown };
  /** Whether `response` only hands on the result of the last function: of a pipeline it need not be run. */
  handsOn: boolean;
}

const MODULE_NAMES: ModuleNames = new Map(
  Object.entries(createModules(createCall())).map(([source, exported]) => [source, new Set(Object.keys(exported))]),
);

/** Code that has been checked, ready for any number of realms. */
interface Checked {
  locate: Locate;
  script: CodeScript;
  handsOn: boolean;
}

/** More than an API has: of its steps most are those of other pipelines, too. */
const CHECKED_MAX = 200;

/** By the code, the oldest first. */
const checked = new Map<string, Checked>();

function checkCode(code: string): Checked {
  const known = checked.get(code);
  if (known !== undefined) return known;
  const locate = createLocate(code);
  const program = parseCode(code, MODULE_NAMES, locate);
  const made = { locate, script: createScript(code, program), handsOn: handsOnLastResult(program) };
  const [oldest] = checked.keys();
  if (checked.size >= CHECKED_MAX && oldest !== undefined) checked.delete(oldest);
  checked.set(code, made);
  return made;
}

/** Loads code as the service does when it is deployed. Errors: CodeError naming every fault with file and line. */
export function loadCode(code: string): ResolverCode {
  const { locate, script, handsOn } = checkCode(code);
  let current = createCall();
  let modules = createModules(current);
  const place = (): string => placeIn(new Error(), realm, locate);
  const realm: Realm = createRealm(script, modules, (path, valuesText) =>
    callBuiltin(modules, current, { path, valuesText, place }),
  );
  const run = <Value>(
    handler: 'request' | 'response',
    context: object,
    call: Call,
    take: (kept: Kept) => Value,
  ): { outcome: HandlerOutcome<Value>; stash: unknown } => {
    current = call;
    modules = createModules(call);
    try {
      const { given, ...others } = context as { given?: Given };
      const ran = realm.run(handler, JSON.stringify(withDefaults(others)), given);
      return { outcome: { kind: 'value', value: take(ran) }, stash: JSON.parse(ran.stashText) };
    } catch (error) {
      const stash: unknown = JSON.parse(realm.lastStash());
      if (!(error instanceof EarlyReturn)) return { outcome: outcomeOf(error, realm, locate), stash };
      return { outcome: { kind: 'early', value: take(realm.lastEarly()), skipTo: error.skipTo }, stash };
    }
  };
  return {
    run: (handler, context, call) => run(handler, context, call, ({ write }) => JSON.parse(write()) as unknown),
    finish: (context, call) => run('response', context, call, makeLazily),
    handsOn,
  };
}

function makeLazily({ result, write }: Kept): Made {
  let settled: unknown;
  return { live: result, settle: () => (settled ??= JSON.parse(write()) as unknown) };
}

/** What ctx always has. EvaluateCode too accepts a context that lacks most of it. */
function withDefaults(context: object): object {
  return {
    arguments: 'args' in context ? context.args : {},
    identity: null,
    source: null,
    stash: {},
    result: null,
    prev: { result: null },
    request: { headers: {}, domainName: null },
    info: { fieldName: '', parentTypeName: '', variables: {}, selectionSetList: [], selectionSetGraphQL: '' },
    env: {},
    outErrors: [],
    ...context,
  };
}

function outcomeOf(error: unknown, realm: Realm, locate: Locate): Extract<HandlerOutcome, { kind: 'error' }> {
  if (error instanceof FieldFault) {
    const { message, errorType, data, errorInfo } = error;
    return { kind: 'error', error: { message, errorType, data, errorInfo } };
  }
  const told = types.isNativeError(error) ? error : new Error(String(error));
  const errorType = told instanceof UnsupportedByHost ? told.name : 'Code';
  const message = `${placeIn(told, realm, locate)}: ${told.name}: ${told.message}`;
  return { kind: 'error', error: { message, errorType, data: null, errorInfo: null } };
}

/** `file:line:column` of the source at which `error` left the code. */
function placeIn(error: Error, realm: Realm, locate: Locate): string {
  const found = realm.placeOf(error);
  const { file, line, column } = found ? locate(found.line, found.column) : { file: 'code.js', line: 1, column: 1 };
  return `${file}:${line}:${column}`;
}
