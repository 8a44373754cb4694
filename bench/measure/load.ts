import autocannon from 'autocannon';
import { quantile } from '../figure.ts';

/** Requests to send to a server over and over. */
export interface Load {
  url: string;
  headers: Record<string, string>;
  bodies: string[];
  connections: number;
  /** How long to go on, or how many answers to get. */
  until: { seconds: number } | { answers: number };
}

/** What became of a Load: times until an answer, and answers a second. */
export interface Fired {
  p50Ms: number;
  p99Ms: number;
  perSecond: number;
}

/**
 * Sends requests over so many connections, on each one after the other. Times are those of autocannon's single
 * responses, because its own summary knows whole milliseconds only.
 *
 * Errors: Error where an answer is not a 200, is a GraphQL error or does not come.
 */
export async function fire({ url, headers, bodies, connections, until }: Load): Promise<Fired> {
  const elapsed: number[] = [];
  const requests = bodies.map((body) => ({ method: 'POST' as const, headers, body, onResponse: rejectErrors }));
  const limit = 'seconds' in until ? { duration: until.seconds } : { amount: until.answers };
  const started = performance.now();
  const { errors, non2xx, timeouts } = await new Promise<autocannon.Result>((resolve, reject) => {
    const settle = (error: Error | null, result: autocannon.Result): void => (error ? reject(error) : resolve(result));
    const instance = autocannon({ url, connections, requests, ...limit }, settle);
    instance.on('response', (_client, _status, _bytes, elapsedMs) => elapsed.push(elapsedMs));
  });
  const lasted = (performance.now() - started) / 1000;
  if (errors + non2xx + timeouts > 0)
    throw new Error(`${url}: ${errors} errors, ${non2xx} other statuses, ${timeouts} late.`);
  if (elapsed.length === 0) throw new Error(`${url}: no answer came in time.`);
  elapsed.sort((one, other) => one - other);
  return { p50Ms: quantile(elapsed, 0.5), p99Ms: quantile(elapsed, 0.99), perSecond: elapsed.length / lasted };
}

function rejectErrors(status: number, body: string): void {
  if (status === 200 && body.includes('"errors":')) throw new Error(`The API answered ${body.slice(0, 500)}`);
}
