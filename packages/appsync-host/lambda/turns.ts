/** Those who wait, some of them together: each group's come in their order, and the groups take turns. */

/** A queue in which nobody waits until all others of another group are through. */
export interface Turns<Waiter> {
  /** Who names no group waits with all others who name none. */
  add: (waiter: Waiter, group: object | undefined) => void;
  /** Takes out whose turn it is; undefined where nobody waits. */
  take: () => Waiter | undefined;
  isEmpty: () => boolean;
}

const NO_GROUP = {};

/** A queue with nobody in it. */
export function createTurns<Waiter>(): Turns<Waiter> {
  // A map keeps the order in which groups were put in: the first is next, and goes to the end.
  const groups = new Map<object, Waiter[]>();
  return {
    add(waiter, group = NO_GROUP) {
      const known = groups.get(group);
      if (known) known.push(waiter);
      else groups.set(group, [waiter]);
    },
    take() {
      for (const [group, waiters] of groups) {
        groups.delete(group);
        const waiter = waiters.shift();
        if (waiters.length > 0) groups.set(group, waiters);
        return waiter;
      }
      return undefined;
    },
    isEmpty: () => groups.size === 0,
  };
}
