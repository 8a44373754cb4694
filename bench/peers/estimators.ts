import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from '../../contract/wine.ts';
import { runForJson } from '../children/child.ts';
import { CACHE } from '../places.ts';
import type { Run } from '../run.ts';
import { peerFile } from './python.ts';

/** The estimators of scikit-learn that train.py knows. */
export const ESTIMATORS = ['LinearSVC', 'LogisticRegression', 'SGDClassifier'] as const;

/** The name of an estimator of scikit-learn. */
export type Estimator = (typeof ESTIMATORS)[number];

/** What train.py prints: what a training took, and how good its model is; shares from 0 to 1. */
export interface PeerTraining {
  trainSeconds: number;
  peakMb: number;
  accuracy: number;
  macroF1: number;
  top3: number;
  /** null for an estimator without probabilities. */
  calibrationError: number | null;
  judged: number;
}

/** The estimators that are trained for a target in this run. */
export function estimatorsFor(target: Target, { quick, slowPeers }: Run['options']): Estimator[] {
  return ESTIMATORS.filter((name) => name !== 'LogisticRegression' || (!quick && (target === 'country' || slowPeers)));
}

/**
 * Trains a peer and judges it. No training is done twice: what train.py made is kept in node_modules/.cache,
 * and taken from there unless it is to be `timed` and this run has not done it yet.
 */
export async function trainPeer(run: Run, target: Target, estimator: Estimator, timed = false): Promise<PeerTraining> {
  if (!run.peers) throw new Error('There are no peers.');
  const kept = peerModel(run, target, estimator);
  const report = kept.replace(/joblib$/, 'json');
  if (existsSync(report) && (!timed || trained.has(report)))
    return JSON.parse(readFileSync(report, 'utf8')) as PeerTraining;
  run.say(`training ${estimator} for the ${target}`);
  const fresh = join(run.scratch, 'peer.joblib');
  const result = await runForJson(run.peers.python, [peerFile('train.py'), run.rows.file, target, estimator, fresh]);
  keepWhole(fresh, kept);
  writeFileSync(report, JSON.stringify(result));
  trained.add(report);
  return result as PeerTraining;
}

/** Where a trained peer is kept, by all that decides what it becomes. */
function peerModel({ rows }: Run, target: Target, estimator: Estimator): string {
  return join(CACHE, `${digestOf(rows.file)}-${target}-${estimator}.joblib`);
}

/** The files of both models of the peer that serves, which is the most accurate one; trained if they are not there. */
export async function servedPeer(run: Run): Promise<[country: string, variety: string]> {
  await trainPeer(run, 'country', 'LinearSVC');
  await trainPeer(run, 'variety', 'LinearSVC');
  return [peerModel(run, 'country', 'LinearSVC'), peerModel(run, 'variety', 'LinearSVC')];
}

/**
 * What a peer with the duties of Terroir answers with: the numbers of its models, as somebody writes it who wants it
 * fast, or scikit-learn's pipelines, by the book.
 */
export type DutiesKind = 'numbers' | 'pipelines';

/** The file of the models of a peer with the duties of Terroir; trained if it is not there, which takes minutes. */
export async function dutiesPeer(run: Run, kind: DutiesKind): Promise<string> {
  if (!run.peers) throw new Error('There are no peers.');
  const script = peerFile('train_duties.py');
  const kept = join(CACHE, `${digestOf(run.rows.file, script)}-duties-${kind}.joblib`);
  if (existsSync(kept)) return kept;
  run.say(`training the peer with the same duties, by ${kind}`);
  const fresh = join(run.scratch, 'duties.joblib');
  await runForJson(run.peers.python, [script, run.rows.file, kind, fresh]);
  keepWhole(fresh, kept);
  return kept;
}

/** By way of a copy beside it, so that a file in the cache is always whole. */
function keepWhole(fresh: string, kept: string): void {
  copyFileSync(fresh, `${kept}.part`);
  renameSync(`${kept}.part`, kept);
}

const trained = new Set<string>();
const digests = new Map<string, string>();

/** A digest of all that decides what a peer becomes, once for each file of rows and script. */
function digestOf(rowsFile: string, script = peerFile('train.py')): string {
  const known = digests.get(rowsFile + script);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (const path of [rowsFile, script, peerFile('requirements.txt')]) hash.update(readFileSync(path));
  const digest = hash.digest('hex').slice(0, 16);
  digests.set(rowsFile + script, digest);
  return digest;
}
