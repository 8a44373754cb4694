import { delimiterByte, hasFreeQuotes, quoteError } from '../csv.ts';
import type { TabularError } from '../failure.ts';

/** How records of a text end. */
export interface RecordRules {
  /** What messages call the file. */
  readonly file: string;
  /** What stands between cells; null where each line is a record, whatever is in it. */
  readonly delimiter: string | null;
}

/** How large a piece may be. */
export interface PieceLimits {
  /** Asked before each record: so many are in a piece. */
  readonly recordsMax: () => number;
  readonly pieceBytesMax: number;
  /** A record of more bytes, its line end included, is told and not handed on. */
  readonly recordBytesMax: number;
}

/** Whole records, one after the other. */
export interface Piece {
  /** Null of a record that is too long. */
  readonly bytes: Buffer | null;
  /** Where it stands in the text: bytes from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
  /** The line on which it begins, as people count. */
  readonly line: number;
  /** The line on which what follows begins. */
  readonly nextLine: number;
}

/** Finds where records end, in bytes that come in chunks of any size. */
export interface RecordFinder {
  push: (chunk: Buffer) => void;
  /** The text has ended. Errors: TabularError where that is within the quotes of a record that is too long. */
  end: () => void;
}

const [LINE_FEED, CARRIAGE_RETURN, QUOTE] = [0x0a, 0x0d, 0x22];
/** A byte that no byte is. */
const NONE = -1;

/** What stands before the byte that is looked at. */
const CELL_START = 0;
const IN_CELL = 1;
const IN_QUOTES = 2;
const QUOTE_IN_QUOTES = 3;
const AFTER_RETURN = 4;

/**
 * Cuts a text (of UTF-8, or any encoding whose first 128 characters are those of ASCII) into pieces of whole records,
 * by the rules of csv-parse for quotes, and hands each to `found` when it is complete. Of a record that is too long
 * nothing is in memory. What is wrong with quotes is for the parser to find, but in records that it does not get.
 */
export function createRecordFinder(
  { file, delimiter }: RecordRules,
  { recordsMax, pieceBytesMax, recordBytesMax }: PieceLimits,
  from: { readonly offset: number; readonly line: number },
  found: (piece: Piece) => void,
): RecordFinder {
  const between = delimiter === null ? NONE : delimiterByte(delimiter);
  const quote = delimiter === null ? NONE : QUOTE;
  const isStrict = delimiter !== null && !hasFreeQuotes(delimiter);
  let base = from.offset;
  let [mode, line, wasReturn] = [CELL_START, from.line, false];
  const record = { start: base, line, fault: undefined as TabularError | undefined, isSkipped: false };
  const piece = { start: base, line, records: 0 };
  let gathered: Buffer[] = [];

  /** Hands on what was gathered up to there. */
  const hand = (end: number, nextLine: number): void => {
    const all = gathered.length === 1 ? (gathered[0] as Buffer) : Buffer.concat(gathered);
    const length = end - piece.start;
    if (piece.records > 0) {
      found({ bytes: all.subarray(0, length), start: piece.start, end, line: piece.line, nextLine });
    }
    gathered = [all.subarray(length)];
    Object.assign(piece, { start: end, line: nextLine, records: 0 });
  };
  /** Lets go of a record that is too long; the piece before it is handed on. */
  const skip = (): void => {
    if (!record.isSkipped) hand(record.start, record.line);
    record.isSkipped = true;
    gathered = [];
  };
  const endRecord = (chunk: Buffer, end: number): void => {
    if (record.isSkipped || end - record.start > recordBytesMax) {
      skip();
      if (record.fault !== undefined) throw record.fault;
      found({ bytes: null, start: record.start, end, line: record.line, nextLine: line });
      gathered = [chunk.subarray(Math.max(0, end - base))];
      Object.assign(piece, { start: end, line });
    } else {
      if (end - piece.start > pieceBytesMax) hand(record.start, record.line);
      piece.records += 1;
      if (piece.records >= recordsMax()) hand(end, line);
    }
    Object.assign(record, { start: end, line, fault: undefined, isSkipped: false });
  };
  const noteFault = (): void => {
    if (isStrict) record.fault ??= quoteError(file, record.line, 'within');
  };

  return {
    push(chunk) {
      if (!record.isSkipped) gathered.push(chunk);
      const { length } = chunk;
      for (let at = 0; at < length; at += 1) {
        const byte = chunk[at];
        if (mode === IN_QUOTES) {
          if (byte === quote) mode = QUOTE_IN_QUOTES;
          else if (byte === CARRIAGE_RETURN || (byte === LINE_FEED && !wasReturn)) line += 1;
          wasReturn = byte === CARRIAGE_RETURN;
          continue;
        }
        if (mode === AFTER_RETURN) {
          mode = CELL_START;
          endRecord(chunk, base + at + (byte === LINE_FEED ? 1 : 0));
          if (byte === LINE_FEED) continue;
        }
        if (mode === QUOTE_IN_QUOTES && byte === quote) mode = IN_QUOTES;
        else if (byte === LINE_FEED) {
          mode = CELL_START;
          line += 1;
          endRecord(chunk, base + at + 1);
        } else if (byte === CARRIAGE_RETURN) {
          mode = AFTER_RETURN;
          line += 1;
        } else if (byte === between) mode = CELL_START;
        else if (byte === quote && mode === CELL_START) mode = IN_QUOTES;
        else {
          if (mode === QUOTE_IN_QUOTES || byte === quote) noteFault();
          mode = IN_CELL;
        }
      }
      base += length;
      if (base - record.start > recordBytesMax) skip();
    },
    end() {
      const nothing = Buffer.alloc(0);
      if (mode === AFTER_RETURN) endRecord(nothing, base);
      if (base > record.start) {
        if (mode === IN_QUOTES && record.isSkipped) throw quoteError(file, record.line, 'open');
        line += 1;
        endRecord(nothing, base);
      }
      hand(base, line);
    },
  };
}
