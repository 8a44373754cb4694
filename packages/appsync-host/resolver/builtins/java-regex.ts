import { UnsupportedByHost } from '../signals.ts';

const POSIX_CLASSES: Record<string, string> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`\\{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\x0B\\f\\r',
};

/** Escapes that both dialects read alike. */
const SAME_ESCAPE = /^\\(?:[dDwWsSbBnrtf0-9]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[$^*+?.()|{}[\]\\/]|k<\w+>)/;

/**
 * Translates a pattern of java.util.regex.Pattern to a JavaScript expression with code points as characters.
 * Errors: UnsupportedByHost for what the two do not share (possessive quantifiers, atomic groups, class intersection).
 */
function translatePattern(pattern: string, flags = ''): RegExp {
  const { rest, inline } = takeInlineFlags(pattern);
  let translated = '';
  let inClass = false;
  for (let position = 0; position < rest.length;) {
    const { text, length } = translateToken(rest.slice(position), inClass);
    if (text === '[' || text === ']') inClass = text === '[';
    translated += text;
    position += length;
  }
  try {
    return new RegExp(translated, [...new Set(`u${flags}${inline}`)].join(''));
  } catch (error) {
    throw new SyntaxError(`'${pattern}' is not a pattern this host can read: ${String(error)}`);
  }
}

/** `(?i)`, `(?s)` and `(?m)` at the start mean the same in JavaScript as flags. */
function takeInlineFlags(pattern: string): { rest: string; inline: string } {
  const found = /^\(\?([ims]+)\)/.exec(pattern);
  return { rest: pattern.slice(found?.[0].length ?? 0), inline: found?.[1] ?? '' };
}

function translateToken(rest: string, inClass: boolean): { text: string; length: number } {
  if (rest.startsWith('\\')) return translateEscape(rest, inClass);
  if (inClass && rest.startsWith('[')) throw new UnsupportedByHost('a class within a class of a pattern');
  if (inClass && rest.startsWith('&&')) throw new UnsupportedByHost('&& in a class of a pattern');
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  if (inClass) return { text: character, length: character.length };
  const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(rest)?.[0];
  if (quantifier !== undefined && rest.charAt(quantifier.length) === '+') {
    throw new UnsupportedByHost('a possessive quantifier in a pattern');
  }
  if (quantifier !== undefined) return { text: quantifier, length: quantifier.length };
  if (rest.startsWith('(?>')) throw new UnsupportedByHost('an atomic group in a pattern');
  // Java takes a lone ] or } as itself.
  if (character === ']' || character === '}') return { text: `\\${character}`, length: 1 };
  return { text: character, length: character.length };
}

function translateEscape(rest: string, inClass: boolean): { text: string; length: number } {
  const same = SAME_ESCAPE.exec(rest)?.[0];
  if (same !== undefined) return { text: same, length: same.length };
  const property = /^\\([pP])(?:\{(\w+)\}|(\w))/.exec(rest);
  if (property) return { text: translateProperty(property, inClass), length: property[0].length };
  const quoted = /^\\Q([\s\S]*?)(?:\\E|$)/.exec(rest);
  if (quoted) return { text: escapeLiteral(quoted[1] ?? ''), length: quoted[0].length };
  const anchors: Record<string, string> = { A: '(?<![\\s\\S])', z: '(?![\\s\\S])', Z: '(?=\\n?(?![\\s\\S]))' };
  const letter = rest.charAt(1);
  if (letter in anchors) return { text: anchors[letter] ?? '', length: 2 };
  if (letter === 'h') return { text: inClass ? ' \\t\\xA0' : '[ \\t\\xA0]', length: 2 };
  if (/[a-zA-Z]/.test(letter)) throw new UnsupportedByHost(`\\${letter} in a pattern`);
  const character = String.fromCodePoint(rest.codePointAt(1) ?? 0x5c);
  return { text: character === '-' && inClass ? '\\-' : character, length: 1 + character.length };
}

function translateProperty(found: RegExpExecArray, inClass: boolean): string {
  const [, sign, long, short] = found;
  const name = (long ?? short ?? '').replace(/^Is(?=[A-Z])/, '');
  const posix = POSIX_CLASSES[name];
  if (posix === undefined) return `\\${sign}{${name}}`;
  if (inClass && sign === 'P') throw new UnsupportedByHost(`\\P{${name}} in a class of a pattern`);
  return inClass ? posix : `[${sign === 'P' ? '^' : ''}${posix}]`;
}

function escapeLiteral(text: string): string {
  return text.replace(/[$^*+?.()|{}[\]\\/]/g, '\\$&');
}

/** util.matches: the whole of `value`, as Pattern.matches. */
export function matchesWhole(pattern: string, value: string): boolean {
  const { source, flags } = translatePattern(pattern);
  return new RegExp(`^(?:${source})$`, flags.replace('m', '')).test(value);
}

/** String.replace and replaceAll of APPSYNC_JS: Matcher.replaceFirst and replaceAll, with $1 and \ in `replacement`. */
export function replaceByPattern(
  mode: 'replace' | 'replaceAll',
  text: string,
  pattern: string,
  replacement: string,
): string {
  const expression = translatePattern(pattern, mode === 'replaceAll' ? 'g' : '');
  return text.replace(expression, (...found: unknown[]) => {
    const groups = found.slice(
      0,
      found.findIndex((one) => typeof one === 'number'),
    );
    return replacement.replace(/\\([\s\S])|\$(\d)/g, (_, escaped: string | undefined, group: string) =>
      escaped === undefined ? groupText(groups, Number(group)) : escaped,
    );
  });
}

function groupText(groups: unknown[], index: number): string {
  if (index >= groups.length) throw new RangeError(`No group ${index}`);
  const group = groups[index];
  return typeof group === 'string' ? group : '';
}
