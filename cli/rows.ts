/** Entries in arrays of so many; the last may have fewer. */
export async function* group<Entry>(entries: AsyncIterable<Entry>, size: number): AsyncGenerator<Entry[], void> {
  let gathered: Entry[] = [];
  for await (const entry of entries) {
    gathered.push(entry);
    if (gathered.length < size) continue;
    yield gathered;
    gathered = [];
  }
  if (gathered.length > 0) yield gathered;
}

/** Runs over entries, some at once, and yields the results in the entries' order. Takes an entry when one is done. */
export async function* mapInOrder<Entry, Result>(
  entries: AsyncIterable<Entry>,
  atOnce: number,
  run: (entry: Entry, position: number) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const running: Promise<Result>[] = [];
  let position = 0;
  for await (const entry of entries) {
    const result = run(entry, position);
    // Seen when its turn comes; until then a failure must not end the process as one that nobody awaits.
    result.catch(() => undefined);
    running.push(result);
    position += 1;
    if (running.length === atOnce) yield await (running.shift() as Promise<Result>);
  }
  for (const result of running) yield await result;
}

/** The first entries, as many as there are up to that count; no more than these are asked for. */
export async function takeFirst<Entry>(entries: AsyncIterable<Entry>, count: number): Promise<Entry[]> {
  const taken: Entry[] = [];
  for await (const entry of entries) {
    taken.push(entry);
    if (taken.length === count) break;
  }
  return taken;
}
