/** Predictions at a steady rate, for a release to be watched by: so many a second, however long each takes. */
import { parseArgs } from 'node:util';
import { PredictDocument } from '../../packages/client/generated/operations.ts';
import { quantile } from '../figure.ts';

const HELP = `Asks the API of ENDPOINT for predictions with the key KEY, so many a second whatever becomes of them,
looks at each answer, and says how many there were, how many failed and how long they took. Exits with 1 where too many
failed or they took too long. Usage:

  ENDPOINT=… KEY=… node launch.cjs bench/soak/steady.ts [--per-second 10] [--seconds 60] [--failures-max 0]
                                                        [--ms-p99-max 2000]`;

/** Longer than AppSync waits for an answer. */
const PATIENCE_MS = 35_000;

/** Wines as people ask about them, so that what watches the traffic finds nothing new in it. */
const NOTES = [
  'Ripe blackberry, cassis and cedar with firm tannins and a long finish',
  'Crisp citrus and green apple, bright acidity and a mineral note',
  'Cherry, rose petal and dried herbs, silky and elegant',
  'Toasty oak, baked pear and vanilla, creamy and full-bodied',
];

interface Steady {
  perSecond: number;
  seconds: number;
}

/** What may become of them. */
interface Limits {
  failuresMax: number;
  msP99Max: number;
}

interface Outcome {
  elapsedMs: number;
  /** Why it is no answer; undefined where it is one. */
  fault?: string;
}

const OPTIONS = {
  'per-second': { type: 'string', default: '10' },
  seconds: { type: 'string', default: '60' },
  'failures-max': { type: 'string', default: '0' },
  'ms-p99-max': { type: 'string', default: '2000' },
  help: { type: 'boolean', default: false },
} as const;

const values = readValues();
const { ENDPOINT: endpoint, KEY: key } = process.env;

if (values.help) console.log(HELP);
else if (endpoint === undefined || key === undefined) refuse('Set ENDPOINT and KEY.');
else {
  const [rate, limits] = [readRate(), readLimits()];
  judge(await askSteadily(endpoint, key, rate), limits);
}

function readValues() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    const [sentence = ''] = error instanceof Error ? error.message.split(/\. |\n/) : [];
    return refuse(`${sentence.replace(/\.$/, '')}.`);
  }
}

function refuse(why: string): never {
  console.error(`${why} See --help.`);
  process.exit(2);
}

function readNumber(name: 'per-second' | 'seconds' | 'failures-max' | 'ms-p99-max', min: number): number {
  const number = Number(values[name]);
  if (values[name] !== '' && number >= min && number < Infinity) return number;
  return refuse(`--${name} takes a number, ${min} or more; not ${values[name]}.`);
}

function readRate(): Steady {
  return { perSecond: readNumber('per-second', 0.1), seconds: readNumber('seconds', 0.1) };
}

/** Asks on time, however late the answers are: a slow API is not asked less. */
async function askSteadily(to: string, by: string, { perSecond, seconds }: Steady): Promise<Outcome[]> {
  const startedMs = performance.now();
  const asked: Promise<Outcome>[] = [];
  const count = Math.max(1, Math.round(perSecond * seconds));
  for (let at = 0; at < count; at++) {
    const waitMs = startedMs + (at * 1000) / perSecond - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    asked.push(ask(to, by, at));
  }
  return Promise.all(asked);
}

async function ask(to: string, by: string, at: number): Promise<Outcome> {
  const sentMs = performance.now();
  const fault = await faultOf(to, by, at);
  const elapsedMs = performance.now() - sentMs;
  return fault === undefined ? { elapsedMs } : { elapsedMs, fault };
}

interface Answer {
  data?: { predict?: { country?: { name?: unknown }; variety?: { name?: unknown } } } | null;
  errors?: { errorType?: string; message?: string }[];
}

async function faultOf(to: string, by: string, at: number): Promise<string | undefined> {
  try {
    const response = await fetch(to, {
      method: 'POST',
      headers: { authorization: by, 'content-type': 'application/json' },
      body: JSON.stringify({ query: PredictDocument.toString(), variables: { wine: wineOf(at) } }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { data, errors } = (await response.json()) as Answer;
    const [error] = errors ?? [];
    if (error) return `${error.errorType ?? response.status}: ${error.message ?? 'no reason'}`;
    const { country, variety } = data?.predict ?? {};
    if (typeof country?.name === 'string' && typeof variety?.name === 'string') return undefined;
    return `status ${response.status} without a prediction`;
  } catch (error) {
    return `no answer: ${String(error instanceof Error ? (error.cause ?? error) : error)}`;
  }
}

/** No two are alike, so that nothing is answered from what was answered before. */
function wineOf(at: number): Record<string, unknown> {
  return { description: `${NOTES[at % NOTES.length]}, bottle ${at}.`, price: 10 + (at % 60), points: 83 + (at % 12) };
}

function readLimits(): Limits {
  return { failuresMax: readNumber('failures-max', 0), msP99Max: readNumber('ms-p99-max', 1) };
}

function judge(outcomes: readonly Outcome[], { failuresMax, msP99Max }: Limits): void {
  const faults = outcomes.flatMap(({ fault }) => fault ?? []);
  const elapsed = outcomes.map(({ elapsedMs }) => elapsedMs).sort((one, other) => one - other);
  const [p50, p99] = [quantile(elapsed, 0.5), quantile(elapsed, 0.99)];
  console.log(
    `${outcomes.length} predictions, ${faults.length} failed, p50 ${Math.round(p50)} ms, p99 ${Math.round(p99)} ms`,
  );
  for (const fault of new Set(faults)) {
    console.log(`${faults.filter((one) => one === fault).length} × ${fault}`);
  }
  if (faults.length > failuresMax) console.error(`Too many failed: ${failuresMax} may.`);
  if (p99 > msP99Max) console.error(`They took too long: 99 of a hundred may take ${msP99Max} ms.`);
  if (faults.length > failuresMax || p99 > msP99Max) process.exitCode = 1;
}
