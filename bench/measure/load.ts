import autocannon from 'autocannon';
import { quantile } from '../figure.ts';

/** One request of a Load. */
export interface Asked {
  method: 'GET' | 'POST';
  /** Path and query; that of the Load's url unless given. */
  path?: string;
  body?: string;
}

/** Requests to send to a server over and over. */
export interface Load {
  url: string;
  headers: Record<string, string>;
  requests: Asked[];
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
export async function fire(load: Load): Promise<Fired> {
  const { fault, ...fired } = await fireAtAll(load);
  if (fault !== undefined) throw new Error(`${load.url}: ${fault}`);
  return fired;
}

/**
 * Sends requests as `fire` does, and goes on where one fails: `failed` says how many did, and `fault` how. Where no
 * answer comes at all, the times are how long was waited.
 */
export async function fireAtAll(load: Load): Promise<Fired & { failed: number; fault?: string }> {
  const { url, headers, connections, until } = load;
  const elapsed: number[] = [];
  const refusals: string[] = [];
  const onResponse = (status: number, body: string): void => {
    if (status !== 200 || body.includes('"errors":')) refusals.push(body.slice(0, 500));
  };
  const requests = load.requests.map((asked) => ({ ...asked, headers, onResponse }));
  const limit = 'seconds' in until ? { duration: until.seconds } : { amount: until.answers };
  // It looks so often whether to end.
  const sampleInt = 50;
  const started = performance.now();
  const { errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    const settle = (error: Error | null, result: autocannon.Result): void => (error ? reject(error) : resolve(result));
    const instance = autocannon({ url, connections, requests, sampleInt, ...limit }, settle);
    instance.on('response', (_client, _status, _bytes, elapsedMs) => elapsed.push(elapsedMs));
  });
  const lasted = (performance.now() - started) / 1000;
  const failed = errors + refusals.length;
  if (elapsed.length === 0) {
    const waitedMs = lasted * 1000;
    return { p50Ms: waitedMs, p99Ms: waitedMs, perSecond: 0, failed: Math.max(1, failed), fault: 'no answer in time.' };
  }
  elapsed.sort((one, other) => one - other);
  return {
    p50Ms: quantile(elapsed, 0.5),
    p99Ms: quantile(elapsed, 0.99),
    perSecond: elapsed.length / lasted,
    failed,
    ...(failed > 0 && {
      fault: `${errors} without an answer in time, ${refusals.length} refused. ${refusals[0] ?? ''}`,
    }),
  };
}
