import { withoutInvisible } from './invisible.ts';
import { isHighSurrogate, kindOf, kindOfPair, LETTER, lowerCaseOf, NUMBER, OTHER } from './letters.ts';
import { withoutExcessMarks } from './marks.ts';

/**
 * The tokens of a text: `[\p{L}\p{N}]+('\p{L}+)?` in lower case. The arrays are reused from text to text, so that
 * reading a note makes no garbage; only the first `count` entries are of the text read last.
 */
export interface Tokens {
  count: number;
  /** Where a token starts in the text, in UTF-16 code units. */
  starts: Int32Array;
  /** Where a token ends: the unit behind its last. */
  ends: Int32Array;
  /**
   * The text in lower case, unit by unit, apostrophes made alike: token i is units[starts[i]] to units[ends[i] - 1].
   */
  units: Uint16Array;
}

const APOSTROPHE = 0x27;
const RIGHT_QUOTE = 0x2019;

/** Empty Tokens, with room for a text of `length` code units; it grows when a longer one comes. */
export function createTokens(length = 1024): Tokens {
  const tokens = { count: 0, starts: new Int32Array(), ends: new Int32Array(), units: new Uint16Array() };
  growTokens(tokens, length);
  return tokens;
}

/**
 * What normaliseText() may change: soft hyphens, and what is neither of the letters of Western Europe, which are the
 * same composed, nor a quotation mark or a dash.
 */
const MAY_CHANGE = /[\u00ad\u0300-\u200f\u2028-\uffff]/;

/**
 * The form in which a text is read: composed (NFC), so that `e` with a combining accent and `é` are the same letter,
 * without what nobody sees, and of a run of marks the first thirty. Positions in Tokens are those of this form.
 */
export function normaliseText(text: string): string {
  if (!MAY_CHANGE.test(text)) return text;
  return withoutExcessMarks(withoutInvisible(text)).normalize('NFC');
}

/**
 * Reads the tokens of a text that normaliseText() has made. Any text will do: what is no letter or number separates.
 */
export function scanTokens(text: string, into: Tokens): void {
  if (into.units.length < text.length) growTokens(into, text.length);
  into.count = 0;
  let at = 0;
  while (at < text.length) {
    const end = scanRun(text, at, NUMBER, into.units);
    if (end === at) {
      at += 1;
      continue;
    }
    const last = scanElision(text, end, into.units);
    into.starts[into.count] = at;
    into.ends[into.count] = last;
    into.count += 1;
    at = last;
  }
}

/** The end of the run of characters that are at least `least` (NUMBER: letters and numbers, LETTER: letters only). */
function scanRun(text: string, start: number, least: number, units: Uint16Array): number {
  let at = start;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    const kind = kindOf(unit);
    if (kind >= least) {
      units[at] = lowerCaseOf(unit);
      at += 1;
    } else if (kind === OTHER && isHighSurrogate(unit) && kindOfPair(unit, text.charCodeAt(at + 1)) >= least) {
      units[at] = unit;
      units[at + 1] = text.charCodeAt(at + 1);
      at += 2;
    } else break;
  }
  return at;
}

/** The end of what follows an apostrophe (`'avola` in `d'avola`), or `at` where nothing does. */
function scanElision(text: string, at: number, units: Uint16Array): number {
  const unit = text.charCodeAt(at);
  if (unit !== APOSTROPHE && unit !== RIGHT_QUOTE) return at;
  const end = scanRun(text, at + 1, LETTER, units);
  if (end === at + 1) return at;
  units[at] = APOSTROPHE;
  return end;
}

function growTokens(tokens: Tokens, length: number): void {
  const capacity = Math.max(length, 2 * tokens.units.length);
  tokens.starts = new Int32Array(capacity);
  tokens.ends = new Int32Array(capacity);
  tokens.units = new Uint16Array(capacity);
}
