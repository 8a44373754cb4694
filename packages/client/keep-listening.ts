import { TerroirError } from './errors.ts';
import { listen, type Word } from './listen.ts';
import { backoffMs } from './retry.ts';
import type { Connection } from './transport.ts';

/** How often in a row to connect again once it has worked: over some five minutes. */
const RECONNECTS = 30;

/**
 * Listens, and connects again whenever the connection ends; each `begun` means that events may have been missed before.
 * Rejects when that is of no use, or has failed too often in a row: as often as other calls are retried before it has
 * ever worked, some five minutes long thereafter.
 */
export async function keepListening(
  connection: Connection,
  body: string,
  tell: (word: Word) => void,
  signal: AbortSignal,
): Promise<never> {
  let limit = connection.retries;
  let failures = 0;
  const hear = (word: Word): void => {
    limit = RECONNECTS;
    failures = 0;
    tell(word);
  };
  for (;;) {
    try {
      return await listen(connection, body, hear, signal);
    } catch (error) {
      if (!(error instanceof TerroirError) || !error.retryable || failures >= limit) throw error;
    }
    await connection.wait(backoffMs(failures), signal);
    failures += 1;
  }
}
