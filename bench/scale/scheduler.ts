/** What a course waits for: so many ms, or until somebody calls what the function is given. */
export type Wait = number | ((goOn: () => void) => void);

/** Something that goes on step by step in simulated time, and says before each step what it waits for. */
export type Course<Result = void> = Generator<Wait, Result, void>;

/** Simulated time, which is only as long as what happens in it. */
export interface Scheduler {
  /** Ms since the beginning. */
  now(): number;
  /** Lets a course begin now, or at a later time. */
  begin(course: Course, atMs?: number): void;
  /** Lets everything happen that is due until then, in the order of its time, and leaves the rest undone. */
  runUntil(endMs: number): void;
}

/**
 * Opens a scheduler at the time 0. What is due at the same time happens in the order in which it was asked for, so that
 * a seed gives the same result everywhere.
 */
export function openScheduler(): Scheduler {
  const due = openQueue();
  let nowMs = 0;
  const goOn = (course: Course): void => {
    const { value, done } = course.next();
    if (done === true) return;
    if (typeof value === 'number') due.put(nowMs + value, course);
    else value(() => due.put(nowMs, course));
  };
  return {
    now: () => nowMs,
    begin: (course, atMs = nowMs) => due.put(atMs, course),
    runUntil(endMs) {
      for (let next = due.takeUntil(endMs); next !== undefined; next = due.takeUntil(endMs)) {
        nowMs = next.atMs;
        goOn(next.course);
      }
      nowMs = endMs;
    },
  };
}

interface Due {
  atMs: number;
  order: number;
  course: Course;
}

interface Queue {
  put(atMs: number, course: Course): void;
  takeUntil(endMs: number): Due | undefined;
}

/** A binary heap. */
function openQueue(): Queue {
  const heap: Due[] = [];
  let order = 0;
  return {
    put(atMs, course) {
      order += 1;
      const due = { atMs, order, course };
      let at = heap.length;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        const above = heap[parent];
        if (above === undefined || isBefore(above, due)) break;
        heap[at] = above;
        at = parent;
      }
      heap[at] = due;
    },
    takeUntil(endMs) {
      const [first] = heap;
      if (first === undefined || first.atMs > endMs) return undefined;
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) sink(heap, last);
      return first;
    },
  };
}

function isBefore(one: Due, other: Due): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

/** Puts what was last where the first was taken away. */
function sink(heap: Due[], last: Due): void {
  let at = 0;
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    if (left === undefined) break;
    const isRight = right !== undefined && isBefore(right, left);
    const below = isRight ? right : left;
    if (isBefore(last, below)) break;
    heap[at] = below;
    at = 2 * at + (isRight ? 2 : 1);
  }
  heap[at] = last;
}
