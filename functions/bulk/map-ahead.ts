/** Runs over entries, some at once, and yields the results in the entries' order. */
export async function* mapAhead<Entry, Result>(
  entries: readonly Entry[],
  atOnce: number,
  run: (entry: Entry) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const running: Promise<Result>[] = [];
  for (const entry of entries) {
    const result = run(entry);
    // Seen when its turn comes; until then a failure must not end the process as one that nobody awaits.
    result.catch(() => undefined);
    running.push(result);
    if (running.length === atOnce) yield await (running.shift() as Promise<Result>);
  }
  for (const result of running) yield await result;
}
