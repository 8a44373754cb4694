/** Letters in the order in which they were put in, for one reader. */
export interface Mailbox<Letter> {
  put: (letter: Letter) => void;
  /** Makes `take` reject, once the letters before it are taken. */
  fail: (reason: unknown) => void;
  /** The next letter, as soon as there is one. */
  take: () => Promise<Letter>;
}

/** A mailbox of no letters yet. */
export function createMailbox<Letter>(): Mailbox<Letter> {
  const letters: Letter[] = [];
  let failure: { reason: unknown } | undefined;
  let wake = (): void => undefined;
  return {
    put(letter) {
      letters.push(letter);
      wake();
    },
    fail(reason) {
      failure ??= { reason };
      wake();
    },
    async take() {
      while (letters.length === 0) {
        if (failure) throw failure.reason;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return letters.shift() as Letter;
    },
  };
}
