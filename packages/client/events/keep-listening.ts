import type { Connection } from '../transport/connection.ts';
import { TerroirError } from '../errors.ts';
import { listen, type Notice } from './listen.ts';
import { backoffMs } from '../transport/retry.ts';

/** How often in a row to connect again once it has worked: over some five minutes. */
const RECONNECTS_MAX = 30;

/**
 * Listens, and connects again whenever the connection ends; each `begun` means that events may have been missed before.
 * Never resolves.
 *
 * Errors: the TerroirError of the connection where another would be of no use, or too many in a row have failed: as
 * many as other calls are retried before it has ever worked, some five minutes of them thereafter; the signal's
 * reason where that is aborted.
 */
export async function keepListening(
  connection: Connection,
  body: string,
  tell: (notice: Notice) => void,
  signal: AbortSignal,
): Promise<never> {
  let limit = connection.retries;
  let failures = 0;
  const hear = (notice: Notice): void => {
    limit = RECONNECTS_MAX;
    failures = 0;
    tell(notice);
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
