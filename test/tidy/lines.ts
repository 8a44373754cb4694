import type { Source } from './sources.ts';

/** Findings in the text of files, line by line. */
export function linesMatching(sources: readonly Source[], pattern: RegExp): string[] {
  return sources.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/** Lines of more columns than that: of characters, not of bytes. */
export function linesOver(sources: readonly Source[], columnsMax: number): string[] {
  return sources.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const columns = [...line].length;
      return columns > columnsMax ? [`${path}:${index + 1}: ${columns} columns`] : [];
    }),
  );
}
