import { pathToFileURL } from 'node:url';
import { quantile } from '../figure.ts';

/*
 * Answers from a bundled handler in a fresh process, as Lambda would:
 *     node bench/children/first-answer.ts INDEX.mjs WINES.json CALLS        (with an IPC channel)
 * Sends `answered` after the first answer, then WarmTimes of as many CALLS more with one wine, and a tenth as many with
 * a hundred; null where CALLS is 0.
 */

/** What warm calls took: the median, and the mean of the processor's time in all threads of the process. */
export interface WarmTimes {
  oneMs: number;
  oneCpuMs: number;
  batchMs: number;
  batchCpuMs: number;
}

type Handler = (payload: unknown, context: unknown) => Promise<object>;

const BATCH_WINES = 100;

const [bundle = '', winesFile = '', count = ''] = process.argv.slice(2);
const { handler } = (await import(pathToFileURL(bundle).href)) as { handler: Handler };
const { readFileSync } = await import('node:fs');
const wines = JSON.parse(readFileSync(winesFile, 'utf8')) as object[];
await answer(0, 1);
process.send?.('answered');
const calls = Number(count);
process.send?.(calls === 0 ? null : await timeWarm(), () => process.exit(0));

async function timeWarm(): Promise<WarmTimes> {
  const one = await timeCalls(calls, 1);
  const batch = await timeCalls(calls / 10, BATCH_WINES);
  return { oneMs: one.medianMs, oneCpuMs: one.meanCpuMs, batchMs: batch.medianMs, batchCpuMs: batch.meanCpuMs };
}

/** Times calls with so many wines each, after a third as many to warm up. */
async function timeCalls(callCount: number, wineCount: number): Promise<{ medianMs: number; meanCpuMs: number }> {
  for (let call = 1; call <= callCount / 3; call += 1) await answer(call, wineCount);
  const elapsed: number[] = [];
  const before = process.cpuUsage();
  for (let call = 1; call <= callCount; call += 1) {
    const started = performance.now();
    await answer(call, wineCount);
    elapsed.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(before);
  elapsed.sort((one, other) => one - other);
  return { medianMs: quantile(elapsed, 0.5), meanCpuMs: (user + system) / 1000 / callCount };
}

async function answer(call: number, wineCount: number): Promise<void> {
  const asked = Array.from({ length: wineCount }, (_, at) => wines[(call + at) % wines.length]);
  const answered = await handler({ clientId: 'bench', wines: asked, requestId: null }, { awsRequestId: `${call}` });
  const text = JSON.stringify(answered);
  if (text.split('"prediction"').length <= wineCount) throw new Error(`The handler answered ${text.slice(0, 500)}`);
}
