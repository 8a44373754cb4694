import type { Random } from '../../classifier/fit/random.ts';
import { KEY_CACHE_SECONDS } from '../../contract/keys.ts';
import { LEASED_SHARE_MAX, PREDICT_PROCESSES_MAX } from '../../contract/stored/usage.ts';
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

const KEY_CACHE_MS = KEY_CACHE_SECONDS * 1_000;
/** As functions/predict/answer.ts and store/predictions/predictions.ts have them. */
const PATIENCE_MS = 2_400;
const CHUNK_WINES = 25;
/** Of a quota a minute, each process counts so much in advance. */
const LEASE_SHARE = LEASED_SHARE_MAX / PREDICT_PROCESSES_MAX;
/** So many keys a client has at most. */
const KEYS_MAX = 8;
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
  const claimKey = keyOfClaim(world, client);
  const claim = (): boolean => predictions.write(scheduler.now(), claimKey, UNITS);
  if (!(yield* tryUntil(turns, deadline, claim))) return 0;
  if (!(yield* count(world, client, environment, deadline))) return 0;
  yield draws.predictMs();
  // The ids of a batch are one id incremented, so that they go round the client's partitions.
  const firstId = Math.floor(random.next() * scenario.keysAClient);
  let [recorded, chunksLeft] = [0, Math.ceil(scenario.winesARequest / CHUNK_WINES)];
  let goOn = (): void => undefined;
  const writeOne = function* (from: number): Course {
    const written = yield* writeChunk(world, client, firstId + from, deadline);
    recorded += written;
    chunksLeft -= 1;
    if (chunksLeft === 0) goOn();
  };
  const whenAllAre: Wait = (resume) => {
    goOn = resume;
    for (let from = 0; from < scenario.winesARequest; from += CHUNK_WINES) scheduler.begin(writeOne(from));
  };
  yield whenAllAre;
  return recorded;
}

/** Claims lie beside a client's first partition until DynamoDB has split them off: requestIds are random. */
function keyOfClaim({ random, scenario }: World, client: number): number {
  if (!scenario.claimsSplitOff) return client * KEYS_MAX;
  return (client + 1) * -KEYS_MAX + Math.floor(random.next() * KEYS_MAX);
}

/**
 * Writes up to 25 wines with ids one after the other; what is throttled is tried again until the deadline. Returns how
 * many are written.
 */
function* writeChunk(world: World, client: number, firstId: number, deadline: number): Course<number> {
  const { scheduler, random, draws, predictions, scenario } = world;
  const wines = Math.min(CHUNK_WINES, scenario.winesARequest);
  const leftByKey = Array.from({ length: scenario.keysAClient }, () => 0);
  for (let wine = 0; wine < wines; wine += 1) {
    const key = (firstId + wine) % scenario.keysAClient;
    leftByKey[key] = (leftByKey[key] ?? 0) + 1;
  }
  let left = wines;
  yield* tryUntil({ scheduler, random, turnMs: draws.turnMs }, deadline, () => {
    left = 0;
    for (const [key, keyLeft] of leftByKey.entries()) {
      let unwritten = keyLeft;
      while (unwritten > 0 && predictions.write(scheduler.now(), client * KEYS_MAX + key, UNITS)) unwritten -= 1;
      leftByKey[key] = unwritten;
      left += unwritten;
    }
    return left === 0;
  });
  return wines - left;
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
