import type { Random } from '../../classifier/fit/random.ts';
import type { Draw } from './draws.ts';
import type { Environment, LambdaPool } from './lambda-pool.ts';
import { tryUntil } from './retry.ts';
import type { Reason, Scenario } from './scenario.ts';
import type { Course, Scheduler, Wait } from './scheduler.ts';
import type { ThrottledTable } from './table.ts';
import type { TokenBucket } from './token-bucket.ts';

/** All that a request meets. */
export interface World {
  scenario: Scenario;
  scheduler: Scheduler;
  random: Random;
  appsync: TokenBucket;
  authorizer: LambdaPool;
  predict: LambdaPool;
  predictions: ThrottledTable;
  usage: ThrottledTable;
  /** When AppSync forgets what the authorizer said of a client, in ms. */
  authorizedUntil: Map<number, number>;
  draws: Record<'predictMs' | 'coldMs' | 'authorizerMs' | 'turnMs', Draw>;
  onAnswer: (beganMs: number, recorded: number) => void;
  onFailure: (reason: Reason, wines: number) => void;
}

/** As contract/keys.ts, functions/predict/answer.ts, store/predictions.ts and contract/stored-usage.ts have them. */
const KEY_CACHE_MS = 30_000;
const PATIENCE_MS = 2_400;
const CHUNK_WINES = 25;
const LEASE_SHARE = 0.01 / 100;
/** A prediction is under 1 KB, and so is the claim of a requestId. */
const UNITS = 1;

/** One request from AppSync's door to its answer. */
export function* ask(world: World, client: number): Course {
  const { scheduler, scenario, draws, onFailure } = world;
  const [beganMs, wines] = [scheduler.now(), scenario.winesARequest];
  if (!world.appsync.take(beganMs, 1)) return onFailure('appsync', wines);
  if (!(yield* authorize(world, client))) return onFailure('lambda', wines);
  const environment = world.predict.begin(scheduler.now());
  if (environment === undefined) return onFailure('lambda', wines);
  if (!environment.isWarm) yield draws.coldMs();
  const recorded = yield* record(world, client, environment);
  world.predict.end(environment);
  if (recorded < wines) onFailure('table', wines - recorded);
  if (recorded > 0) world.onAnswer(beganMs, recorded);
}

/** AppSync asks the authorizer where it does not know what that said of the key half a minute ago. */
function* authorize({ scheduler, authorizer, authorizedUntil, draws }: World, client: number): Course<boolean> {
  if ((authorizedUntil.get(client) ?? 0) > scheduler.now()) return true;
  const environment = authorizer.begin(scheduler.now());
  if (environment === undefined) return false;
  if (!environment.isWarm) yield draws.coldMs();
  yield draws.authorizerMs() + draws.turnMs();
  authorizer.end(environment);
  authorizedUntil.set(client, scheduler.now() + KEY_CACHE_MS);
  return true;
}

/** What λ predict does with a request; returns how many of its wines are recorded in time. */
function* record(world: World, client: number, environment: Environment): Course<number> {
  const { scheduler, random, draws, predictions, scenario } = world;
  const turns = { scheduler, random, turnMs: draws.turnMs };
  const deadline = scheduler.now() + PATIENCE_MS;
  const keyOf = (): number => client * scenario.keysAClient + Math.floor(random.next() * scenario.keysAClient);
  const claimKey = keyOf();
  const claim = (): boolean => predictions.write(scheduler.now(), claimKey, UNITS);
  if (!(yield* tryUntil(turns, deadline, claim))) return 0;
  if (!(yield* count(world, client, environment, deadline))) return 0;
  yield draws.predictMs();
  const chunks = Math.ceil(scenario.winesARequest / CHUNK_WINES);
  let [recorded, chunksLeft] = [0, chunks];
  let goOn = (): void => undefined;
  const writeChunk = function* (wines: number): Course {
    let left = wines;
    yield* tryUntil(turns, deadline, () => {
      while (left > 0 && predictions.write(scheduler.now(), keyOf(), UNITS)) left -= 1;
      return left === 0;
    });
    recorded += wines - left;
    chunksLeft -= 1;
    if (chunksLeft === 0) goOn();
  };
  const whenAllAre: Wait = (resume) => {
    goOn = resume;
    for (let from = 0; from < scenario.winesARequest; from += CHUNK_WINES) {
      scheduler.begin(writeChunk(Math.min(CHUNK_WINES, scenario.winesARequest - from)));
    }
  };
  yield whenAllAre;
  return recorded;
}

/** Counts wines against the client's quota: from the lease, or by a write of the client's one entry. */
function* count(world: World, client: number, { leases }: Environment, deadline: number): Course<boolean> {
  const { scheduler, random, draws, usage, scenario } = world;
  const { quotaPerMinute, winesARequest: wines } = scenario;
  if (quotaPerMinute === null) return true;
  const left = leases.get(client) ?? 0;
  if (left >= wines) {
    leases.set(client, left - wines);
    return true;
  }
  const lease = Math.max(wines - left, Math.floor(LEASE_SHARE * quotaPerMinute));
  const write = (): boolean => usage.write(scheduler.now(), client, UNITS);
  if (!(yield* tryUntil({ scheduler, random, turnMs: draws.turnMs }, deadline, write))) return false;
  leases.set(client, left + lease - wines);
  return true;
}
