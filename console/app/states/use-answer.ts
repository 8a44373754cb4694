import { useEffect, useState } from 'preact/hooks';

/** What was asked for: not there yet, there, or failed. */
export type Answer<Value> =
  | { state: 'loading'; value: Value | undefined }
  | { state: 'ready'; value: Value }
  | { state: 'failed'; error: unknown; again: () => void };

/**
 * Asks when it is first shown, and again whenever one of `by` changes; the question before is then ended. While it is
 * asked again, `value` is the earlier one.
 */
export function useAnswer<Value>(
  ask: (signal: AbortSignal) => Promise<Value>,
  by: readonly unknown[],
): Answer<Value> & { again: () => void } {
  const [answer, setAnswer] = useState<Answer<Value>>({ state: 'loading', value: undefined });
  const [turn, setTurn] = useState(0);
  const again = (): void => setTurn((before) => before + 1);
  useEffect(() => {
    const ending = new AbortController();
    setAnswer((before) => ({ state: 'loading', value: before.state === 'failed' ? undefined : before.value }));
    ask(ending.signal).then(
      (value) => ending.signal.aborted || setAnswer({ state: 'ready', value }),
      (error: unknown) => ending.signal.aborted || setAnswer({ state: 'failed', error, again }),
    );
    return () => ending.abort();
  }, [...by, turn]);
  return { ...answer, again };
}
