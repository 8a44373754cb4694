/** A client that never rests: a mix of what applications ask, over a few connections at once. */
import {
  ChampionDocument,
  PredictBatchDocument,
  PredictDocument,
  PredictionDocument,
  PredictionHistoryDocument,
} from '../../packages/client/generated/operations.ts';

/** Whom to ask, how, and for how long. */
export interface Soaking {
  endpoint: string;
  key: string;
  connections: number;
  seconds: number;
  /** Asks each kind equally often, so that every function gets to the size at which it stays: some 6,000 calls. */
  evenly?: boolean;
}

/** What became of it. */
export interface Soaked {
  requests: number;
  /** How often each error came, by `errorType: message`, with the second in which it first did. */
  errors: Map<string, { count: number; firstSecond: number }>;
  slowestMs: number;
}

interface Question {
  query: string;
  variables: Record<string, unknown>;
}

/** Of twenty requests, so many are of a kind. */
const MIX: readonly [number, (at: number, id: string) => Question][] = [
  [11, (at) => ask(PredictDocument, { wine: wineOf(at) })],
  [4, () => ask(PredictionHistoryDocument, { limit: 20 })],
  [3, (_, id) => ask(PredictionDocument, { id })],
  [1, () => ask(ChampionDocument, {})],
  [1, (at) => ask(PredictBatchDocument, { wines: Array.from({ length: 10 }, (_, one) => wineOf(at + one)) })],
];
const TURNS = MIX.flatMap(([share, question]) => Array.from({ length: share }, () => question));

/** Asks until the time is up. Errors are counted, never thrown. */
export async function soak({ endpoint, key, connections, seconds, evenly = false }: Soaking): Promise<Soaked> {
  const soaked: Soaked = { requests: 0, errors: new Map(), slowestMs: 0 };
  const startedMs = performance.now();
  const elapsedSeconds = (): number => (performance.now() - startedMs) / 1000;
  const note = (error: string): void => {
    const known = soaked.errors.get(error) ?? { count: 0, firstSecond: Math.floor(elapsedSeconds()) };
    soaked.errors.set(error, { ...known, count: known.count + 1 });
  };
  const turns = evenly ? MIX.map(([, question]) => question) : TURNS;
  let id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
  const work = async (): Promise<void> => {
    while (elapsedSeconds() < seconds) {
      const at = soaked.requests++;
      const question = turns[(at * 7) % turns.length]?.(at, id);
      const sentMs = performance.now();
      try {
        const answer = await post(endpoint, key, question);
        id = answer.data?.predict?.id ?? id;
        for (const { errorType, message } of answer.errors ?? []) note(`${errorType ?? 'none'}: ${message}`);
      } catch (error) {
        note(`no answer: ${String(error instanceof Error ? (error.cause ?? error) : error)}`);
      }
      soaked.slowestMs = Math.max(soaked.slowestMs, performance.now() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return soaked;
}

interface Answer {
  data?: { predict?: { id: string } } | null;
  errors?: { errorType?: string; message: string }[];
}

async function post(endpoint: string, key: string, question: Question | undefined): Promise<Answer> {
  const headers = { authorization: key, 'content-type': 'application/json' };
  const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(question) });
  return (await response.json()) as Answer;
}

function ask(document: { toString: () => string }, variables: Record<string, unknown>): Question {
  return { query: document.toString(), variables };
}

/** No two are alike, so that nothing is answered from what was answered before. */
function wineOf(at: number): Record<string, unknown> {
  return {
    description: `Ripe cherry and cedar, firm tannins, cask ${at}.`,
    price: 10 + (at % 90),
    points: 80 + (at % 20),
  };
}
