/** The words of a query of logs. */

/** A query that is wrong, or that the host does not know; its message is a sentence without its end. */
export class QueryError extends Error {
  override name = 'QueryError';
}

/** A word of a query. */
export type Token =
  | { kind: 'field' | 'text' | 'sign'; text: string }
  | { kind: 'number'; text: string; value: number }
  | { kind: 'pattern'; text: string; pattern: RegExp };

const BLANK = /(?:\s|#[^\n]*(?:\n|$))+/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const FIELD = /@?[A-Za-z_]\w*(?:\.\w+)*/y;
const QUOTED_FIELD = /`([^`]*)`/y;
const TEXT = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/y;
const PATTERN = /\/((?:[^/\\\n]|\\.)+)\//y;
const DURATION = /\d+(?:ms|[smhdw])\b/y;
const SIGN = /!=|<=|>=|[=<>(),[\]*+\-/|%^]/y;

type Match = (expression: RegExp) => RegExpExecArray | null;

/** Splits a query into words. Errors: QueryError. */
export function readTokens(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match: Match = (expression) => {
    expression.lastIndex = at;
    const found = expression.exec(query);
    if (found) at = expression.lastIndex;
    return found;
  };
  while (at < query.length) {
    if (match(BLANK)) continue;
    tokens.push(readToken(match, tokens.at(-1)) ?? refuse(query.slice(at)));
  }
  return tokens;
}

function readToken(match: Match, before: Token | undefined): Token | undefined {
  const duration = match(DURATION);
  if (duration) return { kind: 'field', text: duration[0] };
  const number = match(NUMBER);
  if (number) return { kind: 'number', text: number[0], value: Number(number[0]) };
  const quotedField = match(QUOTED_FIELD);
  if (quotedField) return { kind: 'field', text: quotedField[1] ?? '' };
  const text = match(TEXT);
  if (text) return { kind: 'text', text: (text[1] ?? text[2] ?? '').replaceAll(/\\(.)/g, '$1') };
  const pattern = before?.kind === 'field' && before.text.toLowerCase() === 'like' ? match(PATTERN) : null;
  if (pattern) return { kind: 'pattern', text: pattern[0], pattern: readPattern(pattern[1] ?? '') };
  const field = match(FIELD);
  if (field) return { kind: 'field', text: field[0] };
  const sign = match(SIGN);
  return sign ? { kind: 'sign', text: sign[0] } : undefined;
}

function readPattern(source: string): RegExp {
  const [, flags = '', rest = source] = /^\(\?([ims]+)\)(.*)$/s.exec(source) ?? [];
  try {
    return new RegExp(rest, flags);
  } catch {
    throw new QueryError(`/${source}/ is no expression that the host can read`);
  }
}

function refuse(rest: string): never {
  throw new QueryError(`${JSON.stringify(rest.slice(0, 20))} is not expected where it stands`);
}
