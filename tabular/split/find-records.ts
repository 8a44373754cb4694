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

/** Gathers bytes to pieces of whole records, as their ends are found. */
interface Gatherer {
  /** Takes a chunk that begins at `base`. */
  add: (chunk: Buffer, base: number) => void;
  /** A record ends there, and the next one begins on that line. */
  endRecord: (end: number, nextLine: number) => void;
  /** The chunk ends there: whatever is too long by now is let go. */
  endChunk: (end: number) => void;
  /** Quotes of the record do not match. */
  noteFault: () => void;
  /** Where the record begins that is not at its end, on which line, and whether it is too long. */
  record: () => { start: number; line: number; isSkipped: boolean };
  /** Hands on what is there. */
  finish: (end: number, line: number) => void;
}

function createGatherer(
  file: string,
  { recordsMax, pieceBytesMax, recordBytesMax }: PieceLimits,
  from: { readonly offset: number; readonly line: number },
  found: (piece: Piece) => void,
): Gatherer {
  const record = {
    start: from.offset,
    line: from.line,
    fault: undefined as TabularError | undefined,
    isSkipped: false,
  };
  const piece = { start: from.offset, line: from.line, records: 0 };
  let [gathered, newest, newestBase]: [Buffer[], Buffer, number] = [[], Buffer.alloc(0), from.offset];

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
  const endLong = (end: number, nextLine: number): void => {
    skip();
    if (record.fault !== undefined) throw record.fault;
    found({ bytes: null, start: record.start, end, line: record.line, nextLine });
    gathered = [newest.subarray(Math.max(0, end - newestBase))];
    Object.assign(piece, { start: end, line: nextLine });
  };
  return {
    add(chunk, base) {
      [newest, newestBase] = [chunk, base];
      if (!record.isSkipped) gathered.push(chunk);
    },
    endRecord(end, nextLine) {
      if (record.isSkipped || end - record.start > recordBytesMax) endLong(end, nextLine);
      else {
        if (end - piece.start > pieceBytesMax) hand(record.start, record.line);
        piece.records += 1;
        if (piece.records >= recordsMax()) hand(end, nextLine);
      }
      Object.assign(record, { start: end, line: nextLine, fault: undefined, isSkipped: false });
    },
    endChunk(end) {
      if (end - record.start > recordBytesMax) skip();
    },
    noteFault() {
      record.fault ??= quoteError(file, record.line, 'within');
    },
    record: () => record,
    finish: hand,
  };
}

/**
 * Cuts a text (of UTF-8, or any encoding whose first 128 characters are those of ASCII) into pieces of whole records,
 * by the rules of csv-parse for quotes, and hands each to `found` when it is complete. Of a record that is too long
 * nothing is in memory. What is wrong with quotes is for the parser to find, but in records that it does not get.
 */
export function createRecordFinder(
  { file, delimiter }: RecordRules,
  limits: PieceLimits,
  from: { readonly offset: number; readonly line: number },
  found: (piece: Piece) => void,
): RecordFinder {
  const between = delimiter === null ? NONE : delimiterByte(delimiter);
  const quote = delimiter === null ? NONE : QUOTE;
  const isStrict = delimiter !== null && !hasFreeQuotes(delimiter);
  const gatherer = createGatherer(file, limits, from, found);
  let state = { mode: CELL_START, line: from.line, wasReturn: false };
  let base = from.offset;
  return {
    push(chunk) {
      gatherer.add(chunk, base);
      let { mode, line, wasReturn } = state;
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
          gatherer.endRecord(base + at + (byte === LINE_FEED ? 1 : 0), line);
          if (byte === LINE_FEED) continue;
        }
        if (mode === QUOTE_IN_QUOTES && byte === quote) mode = IN_QUOTES;
        else if (byte === LINE_FEED) {
          mode = CELL_START;
          line += 1;
          gatherer.endRecord(base + at + 1, line);
        } else if (byte === CARRIAGE_RETURN) {
          mode = AFTER_RETURN;
          line += 1;
        } else if (byte === between) mode = CELL_START;
        else if (byte === quote && mode === CELL_START) mode = IN_QUOTES;
        else {
          if (isStrict && (mode === QUOTE_IN_QUOTES || byte === quote)) gatherer.noteFault();
          mode = IN_CELL;
        }
      }
      state = { mode, line, wasReturn };
      base += length;
      gatherer.endChunk(base);
    },
    end() {
      const { mode, line } = state;
      gatherer.add(Buffer.alloc(0), base);
      if (mode === AFTER_RETURN) gatherer.endRecord(base, line);
      const last = gatherer.record();
      if (base === last.start) return gatherer.finish(base, line);
      if (mode === IN_QUOTES && last.isSkipped) throw quoteError(file, last.line, 'open');
      gatherer.endRecord(base, line + 1);
      gatherer.finish(base, line + 1);
    },
  };
}
