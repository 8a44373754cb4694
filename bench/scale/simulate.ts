import { createRandom } from '../../classifier/fit/random.ts';
import type { Random } from '../../classifier/fit/random.ts';
import { quantile } from '../figure.ts';
import { drawClient, drawErlang, drawGaps, drawLogNormal } from './draws.ts';
import { openConcurrency, openPool } from './lambda-pool.ts';
import { ask } from './request.ts';
import type { World } from './request.ts';
import type { Outcome, Scenario, ServiceTimes } from './scenario.ts';
import { openScheduler } from './scheduler.ts';
import type { Course, Scheduler } from './scheduler.ts';
import { openThrottledTable } from './table.ts';
import { openBucket } from './token-bucket.ts';

/** How long is waited for what was asked last: a cold start, the deadline of the tables, and some more. */
const LAST_ANSWER_MS = 5_000;
const BATCH_WINES = 100;

/** Lets a scenario happen. The same scenario and times always come to the same outcome. */
export function simulate(scenario: Scenario, times: ServiceTimes): Outcome {
  const scheduler = openScheduler();
  const random = createRandom(scenario.seed);
  const concurrency = openConcurrency(scenario.account.concurrency);
  const predict = openPool(concurrency, scenario.warm);
  const outcome: Outcome = {
    id: scenario.id,
    wines: 0,
    failed: { appsync: 0, lambda: 0, table: 0 },
    p50Ms: null,
    p99Ms: null,
    concurrencyPeak: 0,
    starts: 0,
  };
  const tookMs: number[] = [];
  const world: World = {
    scenario,
    scheduler,
    random,
    appsync: openBucket(scenario.account.requestTokens, scenario.account.requestTokens),
    authorizer: openPool(concurrency, scenario.warm),
    predict,
    predictions: openThrottledTable(scenario.account),
    usage: openThrottledTable(scenario.account),
    authorizedUntil: new Map(),
    draws: drawsOf(scenario, times, random),
    onAnswer: (beganMs) => tookMs.push(scheduler.now() - beganMs),
    onFailure: (reason, wines) => (outcome.failed[reason] += wines),
  };
  const client = drawClient(random, scenario.clients, scenario.skew);
  const askOne = (): void => {
    outcome.wines += scenario.winesARequest;
    scheduler.begin(ask(world, client()));
  };
  scheduler.begin(arrive(scenario, random, scheduler, askOne));
  scheduler.runUntil(scenario.seconds * 1_000 + LAST_ANSWER_MS);
  tookMs.sort((one, other) => one - other);
  if (tookMs.length > 0) [outcome.p50Ms, outcome.p99Ms] = [quantile(tookMs, 0.5), quantile(tookMs, 0.99)];
  return { ...outcome, concurrencyPeak: concurrency.peak(), starts: predict.starts() };
}

function drawsOf({ winesARequest }: Scenario, times: ServiceTimes, random: Random): World['draws'] {
  const { singleMs, batchMs, p99Times, coldMs, authorizerMs, tableMs } = times;
  const median = singleMs + ((batchMs - singleMs) * (winesARequest - 1)) / (BATCH_WINES - 1);
  return {
    predictMs: drawLogNormal(random, median, p99Times),
    coldMs: drawErlang(random, coldMs),
    authorizerMs: drawLogNormal(random, authorizerMs, p99Times),
    turnMs: drawErlang(random, tableMs),
  };
}

/** Requests that come independently of each other, all the time or in bursts. */
function* arrive(scenario: Scenario, random: Random, scheduler: Scheduler, askOne: () => void): Course {
  const { winesPerSecond, winesARequest, bursts, seconds } = scenario;
  const density = bursts === null ? 1 : bursts.everySeconds / bursts.seconds;
  const gapMs = drawGaps(random, (density * winesPerSecond) / winesARequest);
  for (;;) {
    yield gapMs();
    if (bursts !== null) {
      // Between bursts nothing comes: what would is put off to where the next one begins.
      const intoMs = scheduler.now() % (bursts.everySeconds * 1_000);
      if (intoMs > bursts.seconds * 1_000) yield bursts.everySeconds * 1_000 - intoMs;
    }
    if (scheduler.now() > seconds * 1_000) return;
    askOne();
  }
}
