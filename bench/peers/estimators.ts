import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Target } from '../../contract/wine.ts';
import { runForJson } from '../children/child.ts';
import { CACHE, ROOT } from '../run.ts';
import type { Run } from '../run.ts';

/** An interpreter that has what the peers need. */
export interface Peers {
  python: string;
  versions: Record<string, string>;
}

/** The estimators of scikit-learn that train.py knows. */
export const ESTIMATORS = ['LinearSVC', 'LogisticRegression', 'SGDClassifier'] as const;
export type Estimator = (typeof ESTIMATORS)[number];

/** What train.py prints. */
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

/** How to get what the peers need. */
export const ADVICE =
  'python3 -m venv node_modules/.cache/peers && node_modules/.cache/peers/bin/pip install -r bench/peers/requirements.txt';

const VERSIONS_IN_PYTHON =
  'import importlib.metadata as m, json, platform, sys; print(json.dumps({"python": platform.python_version(), **{n: m.version(n) for n in sys.argv[1:]}}))';

/** The path of a file beside train.py. */
export function peerFile(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

/** Looks for an interpreter with the pinned packages: the one given, that of ADVICE, or the machine's own. */
export async function findPeers(given: string | undefined): Promise<Peers | undefined> {
  const pinned = readFileSync(peerFile('requirements.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('=='));
  const names = pinned.map(([name = '']) => name);
  const own = fileURLToPath(new URL('node_modules/.cache/peers/bin/python', ROOT));
  for (const python of given === undefined ? [own, 'python3'] : [given]) {
    const versions = await runForJson(python, ['-c', VERSIONS_IN_PYTHON, ...names]).catch(() => undefined);
    if (!isVersions(versions)) continue;
    if (pinned.every(([name = '', version]) => versions[name] === version)) return { python, versions };
  }
  return undefined;
}

/** The estimators that are trained for a target in this run. */
export function estimatorsFor(target: Target, { quick, slowPeers }: Run['options']): Estimator[] {
  return ESTIMATORS.filter((name) => name !== 'LogisticRegression' || (!quick && (target === 'country' || slowPeers)));
}

/**
 * Trains a peer and judges it. The same training is not done twice: what train.py made is kept in node_modules/.cache,
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
  // By way of a copy beside it, so that a file in the cache is always whole.
  copyFileSync(fresh, `${kept}.part`);
  renameSync(`${kept}.part`, kept);
  writeFileSync(report, JSON.stringify(result));
  trained.add(report);
  return result as PeerTraining;
}

/** Where a trained peer lies. */
function peerModel({ rows }: Run, target: Target, estimator: Estimator): string {
  return join(CACHE, `${digestOf(rows.file)}-${target}-${estimator}.joblib`);
}

/** Both models of the peer that serves: the most accurate one. */
export async function servedPeer(run: Run): Promise<[country: string, variety: string]> {
  await trainPeer(run, 'country', 'LinearSVC');
  await trainPeer(run, 'variety', 'LinearSVC');
  return [peerModel(run, 'country', 'LinearSVC'), peerModel(run, 'variety', 'LinearSVC')];
}

const trained = new Set<string>();
const digests = new Map<string, string>();

/** Of all that decides what a peer becomes. */
function digestOf(rowsFile: string): string {
  const known = digests.get(rowsFile);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  for (const path of [rowsFile, peerFile('train.py'), peerFile('requirements.txt')]) hash.update(readFileSync(path));
  const digest = hash.digest('hex').slice(0, 16);
  digests.set(rowsFile, digest);
  return digest;
}

function isVersions(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null;
}
