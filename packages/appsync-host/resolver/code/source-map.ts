import { SourceMap } from 'node:module';

/** A place in source code; line and column count from 1. */
interface Place {
  file: string;
  line: number;
  column: number;
}

/** Leads from a place in the bundle (both counted from 1) to the place it was written at. */
export type Locate = (line: number, column: number) => Place;

const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json[^,]*;base64,([A-Za-z0-9+/=]+)\s*$/;

/** Goes by the inline source map at the end of `code`; without a readable one, places stay those of `code.js`. */
export function createLocate(code: string): Locate {
  let map: SourceMap | null | undefined;
  return (line, column) => {
    // Read when it is first asked for: most code is never at fault.
    if (map === undefined) map = parseInlineMap(code);
    // The start of the mapped token: esbuild maps every one, and maps a line's indentation to its first.
    const entry = map?.findEntry(line - 1, column - 1);
    if (entry === undefined || !('originalSource' in entry)) return { file: 'code.js', line, column };
    return {
      file: entry.originalSource.replace(/^(\.\.?\/)+/, ''),
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
    };
  };
}

function parseInlineMap(code: string): SourceMap | null {
  const encoded = INLINE_MAP.exec(code)?.[1];
  if (encoded === undefined) return null;
  try {
    const payload: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
    return new SourceMap(payload as ConstructorParameters<typeof SourceMap>[0]);
  } catch {
    return null;
  }
}
