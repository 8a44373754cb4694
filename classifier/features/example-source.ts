import type { Example } from './example.ts';

/** Examples that can be read again and again: always the same ones in the same order, whether in memory or not. */
export interface ExampleSource {
  count: number;
  read: () => Iterable<Example>;
}

/** Takes examples one by one, of which there may be more than memory has room for. */
export interface ExampleKeeper {
  add: (example: Example) => void;
  /** What was added, in that order. Nothing may be added any more. */
  end: () => ExampleSource;
}

/** Begins to keep examples. */
export type KeepExamples = () => ExampleKeeper;

/** A source of examples that are in memory. */
export function sourceOf(examples: readonly Example[]): ExampleSource {
  return { count: examples.length, read: () => examples };
}

/** The examples of several sources, one source after the other. */
export function joinSources(sources: readonly ExampleSource[]): ExampleSource {
  return {
    count: sources.reduce((count, source) => count + source.count, 0),
    *read() {
      for (const source of sources) yield* source.read();
    },
  };
}

/** Keeps examples in memory. */
export const keepInArray: KeepExamples = () => {
  const examples: Example[] = [];
  return { add: (example) => examples.push(example), end: () => sourceOf(examples) };
};

/** The examples of a source, some at a time. */
export function* inBatches(source: ExampleSource, batchExamples: number): Generator<Example[], void> {
  let batch: Example[] = [];
  for (const example of source.read()) {
    batch.push(example);
    if (batch.length < batchExamples) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
