import { startRuntime } from '../../artifacts/look-up/look-up-scorer.ts';
import { beginGraph, loadStarter } from '../../artifacts/starter.ts';
import type { StoredVersion } from '../../contract/stored/models.ts';
import type { Failure } from '../../contract/errors.ts';
import type { PredictAnswer, TrialAnswer } from '../../contract/invocations.ts';
import type { Readiness } from '../../contract/releases.ts';
import type { Context } from 'aws-lambda';
import { ulid } from 'ulid';
import { openTable } from '../../store/dynamodb/table.ts';
import { internal, modelUnavailable } from '../failures.ts';
import { describeRequest, openLog, toThrowable } from '../log.ts';
import { createColdStartDetector, openMetrics } from '../metrics.ts';
import { isProbe, parseProbe } from '../probes.ts';
import { readSetting } from '../settings.ts';
import { countVersionFailure } from '../version-failures.ts';
import { answerRequest } from './answer.ts';
import { type Follower, followChampion, type Source } from './champion.ts';
import { type Model, ModelRefused } from '../../artifacts/open.ts';
import { answerProbe } from './probe.ts';
import { openCounter } from './quota.ts';
import { noteFallback, report, reportRefusal } from './report.ts';
import { parseRequest } from './request.ts';
import { beginStages, type Stages, timeModel } from './stages.ts';
import { openTrafficCounter } from './traffic.ts';
import { tryWine } from './try-wine.ts';
import { createVersionOpener } from './tried-version.ts';

/** How long S3 is given: a function has 10 s to start, and must then be able to answer with the starter version. */
const LOADING_MS = 5_000;

const log = openLog();
const metrics = openMetrics();
const isCold = createColdStartDetector();
const tables = {
  predictions: openTable(readSetting('predictionsTable')),
  usage: openTable(readSetting('usageTable')),
  traffic: openTable(readSetting('trafficTable')),
};
const counter = openCounter(tables.usage);
const starterFolder = new URL('./model/', import.meta.url);
const starterGraph = beginGraph(starterFolder);
const loadOwnStarter = (): Promise<Model> => loadStarter(starterFolder, starterGraph);
const traffic = openTrafficCounter(tables.traffic, (error) =>
  log.error('What was counted of the traffic waits: it could not be written.', error),
);
// Loaded while the function starts, when Lambda gives it more CPU than later.
const source: Source = {
  models: openTable(readSetting('modelsTable')),
  loadStarter: loadOwnStarter,
  loadVersion,
  onTrouble(error) {
    log.error('The champion is not served here.', error);
    if (error instanceof ModelRefused) reportRefusal(openMetrics());
  },
};
const following = followChampion(source);
// While the registry is asked. Whoever needs it awaits it, and hears of its failure.
startRuntime().catch(() => undefined);
const follower: Follower = await following;
const openVersion = createVersionOpener(source);

/**
/**
 * Answers Mutation.predict and Mutation.predictBatch, and Query.tryWine, which counts in no metric of predictions;
 * whatever goes wrong is answered as a failure, never thrown. The probes of a release are answered, too, and what goes
 * wrong with them is thrown.
 */
export async function handler(payload: unknown, context: Context): Promise<PredictAnswer | TrialAnswer | Readiness> {
  if (isProbe(context)) return answerRelease(payload, context);
  const startMs = performance.now();
  log.begin(context, payload);
  if (isTrial(payload)) {
    const trial = await answerTrial(payload);
    // A version that was asked for and does not load is no fault of this release.
    if (trial.failure?.errorType === 'Internal') countVersionFailure('predict');
    return trial;
  }
  const stages = beginStages();
  const answer = await answerPayload(payload, stages);
  try {
    const asked = { caller: describeRequest(payload, context), stages, wines: countWines(payload), isCold: isCold() };
    report(metrics, answer, performance.now() - startMs, asked);
    if (hasFailed(answer)) countVersionFailure('predict');
  } catch (error) {
    log.error('The metrics of a call are lost.', error);
  }
  return answer;
}

async function answerPayload(payload: unknown, stages: Stages): Promise<PredictAnswer> {
  const startMs = performance.now();
  try {
    const request = parseRequest(payload);
    stages.validationMs = performance.now() - startMs;
    if ('errorType' in request) return { failure: request };
    const served = await follower.serve();
    if (served.beneath) noteFallback(metrics);
    const askedMs = performance.now();
    const model = timeModel(served, stages);
    const answer = await answerRequest({ model, table: tables.predictions, counter, traffic, newId: ulid }, request);
    stages.storageMs = performance.now() - askedMs - stages.classifyMs;
    return answer;
  } catch (error) {
    if (error instanceof ModelRefused) {
      log.error('No model to answer with.', error);
      return { failure: modelUnavailable() };
    }
    log.error('Unforeseen.', error);
    return { failure: internal('Something went wrong on our side: try again.') };
  }
}

function isTrial(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'trial' in payload;
}

async function answerTrial(payload: unknown): Promise<TrialAnswer> {
  try {
    const request = parseRequest(payload);
    if ('errorType' in request) return { failure: request };
    const trying = { serve: () => follower.serve(), open: openVersion, counter };
    return await tryWine(trying, request, request.trial?.modelVersion ?? null);
  } catch (error) {
    log.error('A wine could not be tried.', error);
    return {
      failure: error instanceof ModelRefused ? modelUnavailable() : internal('Something went wrong: try again.'),
    };
  }
}

async function answerRelease(payload: unknown, context: Context): Promise<PredictAnswer | Readiness> {
  log.begin(context);
  // The process is warm from here on, and none of a client's requests is its first.
  isCold();
  try {
    return await answerProbe({ follower, loadStarter: loadOwnStarter, tables, newId: ulid }, parseProbe(payload));
  } catch (error) {
    log.error('A probe of the release hook failed.', error);
    throw toThrowable(error);
  }
}

function hasFailed({ outcomes = [], failure }: PredictAnswer): boolean {
  const rejections = failure ? [failure] : outcomes.flatMap(({ rejection }) => rejection ?? []);
  return rejections.some(isOurs);
}

function isOurs({ errorType }: Failure): boolean {
  return errorType === 'Internal' || errorType === 'ModelUnavailable';
}

function countWines(payload: unknown): number {
  const { wines } = (payload ?? {}) as { wines?: unknown };
  return Array.isArray(wines) ? wines.length : 0;
}

/** Most processes serve the starter version all their life: the client of S3 is not loaded before it is needed. */
async function loadVersion(version: StoredVersion): Promise<Model> {
  const [{ openBucket }, { loadRegistered }] = await Promise.all([
    import('../../store/s3/bucket.ts'),
    import('../registered-model.ts'),
  ]);
  return loadRegistered(openBucket(readSetting('modelBucket')), version, AbortSignal.timeout(LOADING_MS));
}
