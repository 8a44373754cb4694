import { BATCH_WINES_MAX } from '../../contract/limits.ts';
import type { Figure } from '../figure.ts';
import type { Run } from '../run.ts';
import { BARE_PEER, BOOK_PEER, DUTIES_PEER, DUTIES_PEERS, withContenders } from './contenders.ts';
import type { Contender, Question } from './contenders.ts';
import { fire } from './load.ts';
import { compareTurns, takeTurns } from './turns.ts';
import type { Measure } from './turns.ts';

const CONNECTIONS = [1, 10];
const ROUNDS = { whole: 5, quick: 1 };
const SECONDS = { whole: 2, quick: 1 };
const QUESTIONS: readonly Question[] = ['predict', 'predictBatch'];
/** How many answers come before the first that counts. */
const WARM_UP_ANSWERS: Record<Question, number> = { predict: 1500, predictBatch: 40 };

/** How many times better Terroir is to be, by figure: than the bare peer, and than those with the same duties. */
const BARS: Record<string, readonly [bare: number, duties: number]> = {
  'http.predict.1.rate': [1.5, 3],
  'http.predict.10.rate': [2.5, 4],
  'http.predict.1.p99': [1, 1.5],
  'http.predictBatch.1.rate': [0.5, 2],
  'http.predictBatch.10.rate': [0.5, 2],
};

/** The API over HTTP on this machine, its records included, beside its peers. */
export async function measureHttp(run: Run): Promise<Figure[]> {
  return withContenders(run, DUTIES_PEERS, async (contenders) => {
    const figures: Figure[] = [];
    for (const question of QUESTIONS) {
      for (const connections of CONNECTIONS) {
        figures.push(...(await measureQuestion(run, contenders, question, connections)));
      }
    }
    return figures;
  });
}

async function measureQuestion(
  { options, say }: Run,
  contenders: readonly Contender[],
  question: Question,
  connections: number,
): Promise<Figure[]> {
  const { rounds, seconds } = options.quick
    ? { rounds: ROUNDS.quick, seconds: SECONDS.quick }
    : { rounds: ROUNDS.whole, seconds: SECONDS.whole };
  const field = question === 'predict' ? 'predict' : `predictBatch(${BATCH_WINES_MAX})`;
  say(`${field}, connections: ${connections}`);
  const loads = contenders.map(({ name, requests }) => ({ name, load: { ...requests[question], connections } }));
  for (const { load } of loads) await fire({ ...load, until: { answers: WARM_UP_ANSWERS[question] } });
  const asks = new Map(loads.map(({ name, load }) => [name, () => fire({ ...load, until: { seconds } })]));
  const turns = await takeTurns(asks, rounds);
  return (['p50', 'p99', 'rate'] as const).map((measure: Measure) => {
    const id = `http.${question}.${connections}.${measure}`;
    const what = `${field}, connections: ${connections}, ${measure === 'rate' ? 'requests' : measure}`;
    const [bare, duties] = BARS[id] ?? [];
    const bars = { [BARE_PEER]: bare, [DUTIES_PEER]: duties, [BOOK_PEER]: duties };
    return compareTurns(turns, measure, { id, part: 'http', what }, bars);
  });
}
