import { pathToFileURL } from 'node:url';

/*
 * Answers from a bundled handler in a fresh process, as Lambda would:
 *     node first-answer.mjs INDEX.mjs WINES.json CALLS        (with an IPC channel)
 * It imports nothing of ours and runs stripped of its types: Lambda's runtime does not load a compiler first. Sends
 * `answered` after the first answer, then WarmTimes of as many CALLS more with one wine, and a tenth as many with a
 * hundred; null where CALLS is 0.
 */

/** What warm calls took, each, and the mean of the processor's time in all threads of the process. */
export interface WarmTimes {
  oneMs: number[];
  oneCpuMs: number;
  batchMs: number[];
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
  return { oneMs: one.elapsedMs, oneCpuMs: one.meanCpuMs, batchMs: batch.elapsedMs, batchCpuMs: batch.meanCpuMs };
}

/** Times calls with so many wines each, after a third as many to warm up. */
async function timeCalls(callCount: number, wineCount: number): Promise<{ elapsedMs: number[]; meanCpuMs: number }> {
  for (let call = 1; call <= callCount / 3; call += 1) await answer(call, wineCount);
  const elapsedMs: number[] = [];
  const before = process.cpuUsage();
  for (let call = 1; call <= callCount; call += 1) {
    const started = performance.now();
    await answer(call, wineCount);
    elapsedMs.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(before);
  return { elapsedMs, meanCpuMs: (user + system) / 1000 / callCount };
}

async function answer(call: number, wineCount: number): Promise<void> {
  const asked = Array.from({ length: wineCount }, (_, at) => wines[(call + at) % wines.length]);
  const answered = await handler({ clientId: 'bench', wines: asked, requestId: null }, { awsRequestId: `${call}` });
  const text = JSON.stringify(answered);
  if (text.split('"prediction"').length <= wineCount) throw new Error(`The handler answered ${text.slice(0, 500)}`);
}
