import type { Call } from '../call.ts';
import { DYNAMODB_MODULE } from './dynamodb/requests.ts';
import { replaceByPattern } from './java-regex.ts';
import { createExtensions, createUtilFunctions, RUNTIME } from './util-functions.ts';

/** The functions that resolver code may reach, by module and name. */
export interface Builtins {
  [name: string]: Builtins | ((...values: never[]) => unknown);
}

/** What the code can import; a module without names is AppSync's, but not this host's. */
export function createModules(call: Call): Record<string, Builtins> {
  return {
    '@aws-appsync/utils': { util: createUtilFunctions(call), extensions: createExtensions(call), runtime: RUNTIME },
    '@aws-appsync/utils/dynamodb': DYNAMODB_MODULE,
    '@aws-appsync/utils/rds': {},
    '@aws-appsync/utils/ai': {},
  };
}

const LEVELS: Record<string, string> = { 'console error': 'ERROR', 'console warn': 'WARN' };

/** A call from inside the realm: the parts of `path`, separated by spaces, name the function; values are JSON. */
export interface BuiltinCall {
  path: string;
  valuesText: string;
  /** Where the code is, as `file:line:column`; for the log. */
  place: () => string;
}

/** Answers a call from inside the realm with JSON, or with nothing. `modules` are those of `call`. */
export function callBuiltin(
  modules: Builtins,
  call: Call,
  { path, valuesText, place }: BuiltinCall,
): string | undefined {
  const values = JSON.parse(valuesText) as never[];
  if (path === 'replace') {
    const [mode, text, pattern, replacement] = values as unknown as Parameters<typeof replaceByPattern>;
    return JSON.stringify(replaceByPattern(mode, text, pattern, replacement));
  }
  if (path.startsWith('console ')) {
    const level = LEVELS[path] ?? 'INFO';
    call.logs.push(`${level} - ${place()}: ${values.map((value) => JSON.stringify(value)).join(' ')}`);
    return undefined;
  }
  let found: Builtins[string] | undefined = modules;
  for (const name of path.split(' ')) found = typeof found === 'object' ? found[name] : undefined;
  if (typeof found !== 'function') throw new TypeError(`${path} is not a function`);
  const answer = found(...values);
  return answer === undefined ? undefined : JSON.stringify(answer);
}
