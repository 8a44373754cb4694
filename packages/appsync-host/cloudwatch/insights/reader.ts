import { QueryError, readTokens, type Token } from './tokens.ts';

/** The words of a query, one after the other. */
export interface Reader {
  /** The next word, or one of those after it; undefined at the end. */
  next: (further?: number) => Token | undefined;
  /** Errors: QueryError at the end. */
  take: () => Token;
  /** Takes the next word where it is this one, in whatever letters. */
  skip: (word: string) => boolean;
  /** Errors: QueryError where the next word is another. */
  expect: (word: string) => void;
}

/** Errors: QueryError for what is no word. */
export function createReader(query: string): Reader {
  const tokens = readTokens(query);
  let at = 0;
  const next: Reader['next'] = (further = 0) => tokens[at + further];
  const skip: Reader['skip'] = (word) => {
    const token = next();
    if (token === undefined || token.kind === 'text' || token.text.toLowerCase() !== word) return false;
    at += 1;
    return true;
  };
  return {
    next,
    skip,
    take: () => {
      const token = tokens[at++];
      if (token === undefined) throw new QueryError('it ends too early');
      return token;
    },
    expect: (word) => {
      if (!skip(word)) throw new QueryError(`${word} is expected where ${next()?.text ?? 'it ends'} stands`);
    },
  };
}

/** What stands between commas. */
export function parseList<T>(reader: Reader, parseOne: (reader: Reader) => T): T[] {
  const list = [parseOne(reader)];
  while (reader.skip(',')) list.push(parseOne(reader));
  return list;
}

/** The name of a field. Errors: QueryError for anything else, functions too. */
export function parseName(reader: Reader): string {
  const token = reader.take();
  if (token.kind !== 'field') throw new QueryError(`the name of a field is expected where ${token.text} stands`);
  if (reader.next()?.text === '(') throw new QueryError(`the host does not know the function ${token.text} there`);
  return token.text;
}

/** Errors: QueryError for what is no number. */
export function parseNumber(reader: Reader): number {
  const token = reader.take();
  if (token.kind !== 'number') throw new QueryError(`a number is expected where ${token.text} stands`);
  return token.value;
}
