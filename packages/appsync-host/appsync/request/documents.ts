import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { ErrorRow } from '../execute/error-rows.ts';
import { validateDocument } from '../validate/validate.ts';
import { parseQuery } from './envelope.ts';

/** A query, read and looked at. */
export interface ReadDocument {
  document: DocumentNode;
  /** What is wrong with it; looked for once, when first asked. */
  violations: () => ErrorRow[];
}

/** How many characters of queries are kept read, those used last: programs ask the same few over and over. */
const KEPT_CHARACTERS_MAX = 500_000;
/** What is longer holds its values itself, and will hardly come again. */
const QUERY_CHARACTERS_MAX = 20_000;

/** Reads queries, each once while it is in use. Errors, of what it returns: Refusal, as parseQuery(). */
export function createDocuments(schema: GraphQLSchema, introspection: boolean): (query: string) => ReadDocument {
  const kept = new Map<string, ReadDocument>();
  let characters = 0;
  return (query) => {
    const known = kept.get(query);
    if (known) {
      // The last of the map is the one used last.
      kept.delete(query);
      kept.set(query, known);
      return known;
    }
    const read = readDocument(schema, introspection, query);
    if (query.length > QUERY_CHARACTERS_MAX) return read;
    kept.set(query, read);
    characters += query.length;
    for (const oldest of kept.keys()) {
      if (characters <= KEPT_CHARACTERS_MAX) break;
      kept.delete(oldest);
      characters -= oldest.length;
    }
    return read;
  };
}

function readDocument(schema: GraphQLSchema, introspection: boolean, query: string): ReadDocument {
  const document = parseQuery(query);
  let found: ErrorRow[] | undefined;
  return { document, violations: () => (found ??= validateDocument(schema, document, introspection)) };
}
