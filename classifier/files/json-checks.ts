/*
 * Checks of values that were parsed from JSON, made of each other as the values are. They look, and change nothing.
 */

/** What is wrong with a value: where in it, and what must be true there. */
export interface Complaint {
  path: readonly string[];
  rule: string;
}

/** Says what is wrong with a value; undefined where nothing is. */
export type Check = (value: unknown) => Complaint | undefined;

type JsonObject = Readonly<Record<string, unknown>>;

/** What an object must have, what it may have, and whether it may have more. */
export interface ObjectRule {
  must: Readonly<Record<string, Check>>;
  may?: Readonly<Record<string, Check>>;
  /** Whether it may have nothing else. */
  isClosed?: boolean;
}

/** Whether a value is an object of JSON, and no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number from `min` to `max`, ends included; what JSON writes too large is not finite, and so is none. */
export function numberWithin(min: number, max: number): Check {
  return (value) =>
    typeof value === 'number' && value >= min && value <= max ? undefined : must(`be a number from ${min} to ${max}`);
}

/** A whole number from `min` to `max`, ends included. */
export function integerWithin(min: number, max: number): Check {
  return (value) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : must(`be a whole number from ${min} to ${max}`);
}

/** A text that the pattern matches; `what` is what such a text is called. */
export function textLike(pattern: RegExp, what: string): Check {
  return (value) => (typeof value === 'string' && pattern.test(value) ? undefined : must(`be ${what}`));
}

/** A list of `min` to `max` values, each of which the check passes. */
export function listOf(check: Check, min: number, max: number): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) {
      return must(`be a list of ${min === max ? min : `${min} to ${max}`} values`);
    }
    return firstOf(value.length, (at) => within(`${at}`, check(value[at])));
  };
}

/** An object as the rule says. */
export function objectLike({ must: needed, may = {}, isClosed = false }: ObjectRule): Check {
  const checks = Object.entries({ ...needed, ...may });
  const known = new Set(checks.map(([name]) => name));
  return (value) => {
    if (!isObject(value)) return must('be an object');
    const stranger = isClosed ? Object.keys(value).find((name) => !known.has(name)) : undefined;
    if (stranger !== undefined) return within(stranger, must('not be there'));
    for (const [name, check] of checks) {
      const isThere = Object.hasOwn(value, name);
      const complaint = isThere ? check(value[name]) : Object.hasOwn(needed, name) ? must('be there') : undefined;
      if (complaint !== undefined) return within(name, complaint);
    }
    return undefined;
  };
}

/** What all of the checks pass. */
export function allOf(...checks: readonly Check[]): Check {
  return (value) => firstOf(checks.length, (at) => checks[at]?.(value));
}

/** The complaint that a value must be otherwise. */
export function must(rule: string): Complaint {
  return { path: [], rule: `must ${rule}` };
}

/** The complaint as one about the whole of which the value is the part of this name. */
export function within(name: string, complaint: Complaint | undefined): Complaint | undefined {
  return complaint && { path: [name, ...complaint.path], rule: complaint.rule };
}

function firstOf(count: number, complain: (at: number) => Complaint | undefined): Complaint | undefined {
  for (let at = 0; at < count; at += 1) {
    const complaint = complain(at);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

/** Names that mean something to JavaScript, and so are none of a field. */
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);
const TEXT_CHARACTERS_MAX = 10_000;
const DEPTH_MAX = 16;

/**
 * Whatever JSON may hold within bounds: numbers that are finite, texts of up to 10,000 characters, no name that means
 * something to JavaScript, up to 16 lists or objects within each other.
 */
export function isTame(value: unknown, depth = 0): Complaint | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : must('be a finite number');
  if (typeof value === 'string') {
    return value.length <= TEXT_CHARACTERS_MAX
      ? undefined
      : must(`be a text of up to ${TEXT_CHARACTERS_MAX} characters`);
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= DEPTH_MAX) return must(`not lie deeper than ${DEPTH_MAX} lists and objects`);
  return Array.isArray(value) ? isTameList(value, depth + 1) : isTameObject(value as JsonObject, depth + 1);
}

// A start of the predict function looks at some thousand values: loops here take a third of what list methods take.
function isTameList(list: readonly unknown[], depth: number): Complaint | undefined {
  for (let at = 0; at < list.length; at += 1) {
    const complaint = isTame(list[at], depth);
    if (complaint !== undefined) return within(`${at}`, complaint);
  }
  return undefined;
}

function isTameObject(object: JsonObject, depth: number): Complaint | undefined {
  for (const name of Object.keys(object)) {
    if (FORBIDDEN_NAMES.has(name)) return within(name, must('not be there'));
    const complaint = isTame(object[name], depth);
    if (complaint !== undefined) return within(name, complaint);
  }
  return undefined;
}
