// What APPSYNC_JS has of JavaScript, in place of TypeScript's own libraries: whatever is not here does not exist there,
// and is a compile error (Date, Map, Promise, Symbol, padStart, a comparator for sort …).
// https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html

// The compiler asks for these by name. APPSYNC_JS gives them nothing that is used here.
interface Boolean {
  readonly methods?: never;
}
interface CallableFunction {
  readonly methods?: never;
}
interface Function {
  readonly methods?: never;
}
interface IArguments {
  readonly methods?: never;
}
interface NewableFunction {
  readonly methods?: never;
}
interface Number {
  readonly methods?: never;
}
interface Object {
  readonly methods?: never;
}
interface RegExp {
  readonly methods?: never;
}

interface ObjectConstructor {
  assign<T extends object, U>(target: T, source: U): T & U;
  entries<T>(of: { readonly [key: string]: T }): [string, T][];
  hasOwn(of: object, key: string): boolean;
  keys(of: object): string[];
  values<T>(of: { readonly [key: string]: T }): T[];
}
declare const Object: ObjectConstructor;

interface String {
  readonly length: number;
  charAt(position: number): string;
  concat(...texts: string[]): string;
  endsWith(text: string, end?: number): boolean;
  indexOf(text: string, start?: number): number;
  lastIndexOf(text: string, start?: number): number;
  /** The pattern is a Java regular expression. */
  replace(pattern: string, replacement: string): string;
  /** The pattern is a Java regular expression. */
  replaceAll(pattern: string, replacement: string): string;
  slice(start?: number, end?: number): string;
  split(separator: string): string[];
  startsWith(text: string, start?: number): boolean;
  toLowerCase(): string;
  toUpperCase(): string;
  trim(): string;
  trimEnd(): string;
  trimStart(): string;
}

/** Loops over more than 1,000 entries end at the thousandth, without an error; `slice` has no such limit. */
interface Array<T> {
  length: number;
  [index: number]: T;
  concat(...others: (readonly T[])[]): T[];
  every(holds: (entry: T, index: number) => boolean): boolean;
  filter(keep: (entry: T, index: number) => boolean): T[];
  find(holds: (entry: T, index: number) => boolean): T | undefined;
  findIndex(holds: (entry: T, index: number) => boolean): number;
  flatMap<U>(of: (entry: T, index: number) => readonly U[]): U[];
  forEach(visit: (entry: T, index: number) => void): void;
  indexOf(entry: T): number;
  join(separator?: string): string;
  lastIndexOf(entry: T): number;
  map<U>(of: (entry: T, index: number) => U): U[];
  pop(): T | undefined;
  push(...entries: T[]): number;
  reduce<U>(step: (sum: U, entry: T, index: number) => U, start: U): U;
  reverse(): T[];
  shift(): T | undefined;
  slice(start?: number, end?: number): T[];
  some(holds: (entry: T, index: number) => boolean): boolean;
  sort(): T[];
  splice(start: number, deleted?: number, ...added: T[]): T[];
  unshift(...entries: T[]): number;
}

// Taken from Array, because the linter knows the loops that may be given a function by the name of that interface.
interface ReadonlyArray<T> extends Readonly<Omit<Array<T>, Mutator>> {
  readonly [index: number]: T;
}
type Mutator = 'pop' | 'push' | 'reverse' | 'shift' | 'sort' | 'splice' | 'unshift' | number;

interface Math {
  abs(x: number): number;
  ceil(x: number): number;
  floor(x: number): number;
  max(...xs: number[]): number;
  min(...xs: number[]): number;
  pow(x: number, y: number): number;
  round(x: number): number;
  sqrt(x: number): number;
  trunc(x: number): number;
}
declare const Math: Math;

interface JSON {
  /** Gives an empty text for what is not JSON; it does not throw. */
  parse(text: string): unknown;
  stringify(value: unknown): string;
}
declare const JSON: JSON;

interface Console {
  error(...values: unknown[]): void;
  log(...values: unknown[]): void;
}
declare const console: Console;

// Types only: they leave nothing behind.
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type NonNullable<T> = T & {};
type Omit<T, K extends keyof never> = Pick<T, Exclude<keyof T, K>>;
type Partial<T> = { [key in keyof T]?: T[key] };
type Pick<T, K extends keyof T> = { [key in K]: T[key] };
type Readonly<T> = { readonly [key in keyof T]: T[key] };
type Record<K extends keyof never, T> = { [key in K]: T };
type Required<T> = { [key in keyof T]-?: T[key] };
