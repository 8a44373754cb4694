import { pathToFileURL } from 'node:url';
import { quantile } from '../figure.ts';

/*
 * Answers from a bundled handler in a fresh process, as Lambda would:
 *     node bench/children/first-answer.ts INDEX.mjs WINES.json CALLS        (with an IPC channel)
 * Sends `answered` after the first answer, then the median time in ms of as many CALLS more.
 */

type Handler = (payload: unknown, context: unknown) => Promise<object>;

const [bundle = '', winesFile = '', calls = ''] = process.argv.slice(2);
const { handler } = (await import(pathToFileURL(bundle).href)) as { handler: Handler };
const { readFileSync } = await import('node:fs');
const wines = JSON.parse(readFileSync(winesFile, 'utf8')) as object[];
await answerOne(0);
process.send?.('answered');
const elapsed: number[] = [];
for (let call = 1; call <= Number(calls); call += 1) {
  const started = performance.now();
  await answerOne(call);
  elapsed.push(performance.now() - started);
}
elapsed.sort((one, other) => one - other);
process.send?.(elapsed.length === 0 ? null : quantile(elapsed, 0.5), () => process.exit(0));

async function answerOne(call: number): Promise<void> {
  const wine = wines[call % wines.length];
  const answer = await handler({ clientId: 'bench', wines: [wine], requestId: null }, { awsRequestId: `${call}` });
  const text = JSON.stringify(answer);
  if (!text.includes('"prediction"')) throw new Error(`The handler answered ${text}`);
}
