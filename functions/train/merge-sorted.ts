/** The values of all sources, each of which is sorted by `compare`, sorted by it. */
export function* mergeSorted<Value>(
  sources: readonly Iterable<Value>[],
  compare: (one: Value, other: Value) => number,
): Generator<Value, void> {
  // A binary heap of what each source has next: what is below comes first.
  const heap: Head<Value>[] = [];
  for (const source of sources) {
    const rest = source[Symbol.iterator]();
    const next: IteratorResult<Value, unknown> = rest.next();
    if (next.done === true) continue;
    heap.push({ value: next.value, rest });
    rise(heap, compare);
  }
  for (let [first] = heap; first !== undefined; [first] = heap) {
    yield first.value;
    const next: IteratorResult<Value, unknown> = first.rest.next();
    if (next.done !== true) first.value = next.value;
    else {
      const last = heap.pop();
      if (last === undefined || last === first) continue;
      heap[0] = last;
    }
    sink(heap, compare);
  }
}

interface Head<Value> {
  value: Value;
  rest: Iterator<Value>;
}

/** Puts the last head in its place. */
function rise<Value>(heap: Head<Value>[], compare: (one: Value, other: Value) => number): void {
  for (let at = heap.length - 1; at > 0;) {
    const above = (at - 1) >> 1;
    if (!isBefore(heap, at, above, compare)) return;
    swap(heap, at, above);
    at = above;
  }
}

/** Puts the first head in its place. */
function sink<Value>(heap: Head<Value>[], compare: (one: Value, other: Value) => number): void {
  for (let at = 0; ;) {
    let least = at;
    for (const below of [2 * at + 1, 2 * at + 2]) if (isBefore(heap, below, least, compare)) least = below;
    if (least === at) return;
    swap(heap, at, least);
    at = least;
  }
}

function isBefore<Value>(
  heap: readonly Head<Value>[],
  one: number,
  other: number,
  compare: (one: Value, other: Value) => number,
): boolean {
  const [first, second] = [heap[one], heap[other]];
  return first !== undefined && second !== undefined && compare(first.value, second.value) < 0;
}

function swap<Value>(heap: Head<Value>[], one: number, other: number): void {
  [heap[one], heap[other]] = [heap[other] as Head<Value>, heap[one] as Head<Value>];
}
