import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFolder, synthesize } from './bundle.ts';
import type { Figure } from '../figure.ts';
import { spreadOf } from '../figure.ts';
import { servedPeer } from '../peers/estimators.ts';
import { STARTER_MODEL } from '../run.ts';
import type { Run } from '../run.ts';
import { zipBytes } from './zip-size.ts';

const GRAPH = 'model.onnx.br';
const MODEL_FILES = [GRAPH, 'vocabulary.bin', 'manifest.json'];
const MB = 1_000_000;

/** Artifacts on disk, and the predict function's code as CDK zips it. */
export async function measureSize(run: Run): Promise<Figure[]> {
  const sizeOf = (name: string): number => readFileSync(new URL(name, STARTER_MODEL)).length;
  const keptBytes = MODEL_FILES.reduce((sum, name) => sum + sizeOf(name), 0);
  const servedBytes = keptBytes - sizeOf(GRAPH) + (run.manifest.files['model.onnx']?.bytes ?? NaN);
  const peerFiles = run.peers ? await servedPeer(run) : [];
  const peerBytes = peerFiles.reduce((sum, path) => sum + statSync(path).size, 0);
  const artifact: Figure = {
    id: 'size.artifact',
    part: 'size',
    what: 'artifact of both targets',
    unit: 'MB',
    better: 'lower',
    terroir: spreadOf([servedBytes / MB]),
    peers: run.peers ? { LinearSVC: spreadOf([peerBytes / MB]) } : {},
    bar: 12,
  };
  const kept: Figure = {
    id: 'size.kept',
    part: 'size',
    what: 'the same as it is kept beside the code, its graph compressed',
    unit: 'MB',
    better: 'lower',
    terroir: spreadOf([keptBytes / MB]),
    peers: {},
  };
  const zips = [await measureZip(run, 'x86_64', 20)];
  if (!run.options.quick) zips.push(await measureZip(run, 'arm64', 13));
  return [artifact, kept, ...zips];
}

async function measureZip(run: Run, architecture: 'x86_64' | 'arm64', bar: number): Promise<Figure> {
  const cdkOut =
    architecture === 'x86_64' ? fileURLToPath(new URL('../../cdk.out', import.meta.url)) : join(run.scratch, 'arm64');
  await synthesize(cdkOut, architecture);
  return {
    id: `size.zip.${architecture}`,
    part: 'size',
    what: `zip of the predict function, ${architecture}`,
    unit: 'MB',
    better: 'lower',
    terroir: spreadOf([zipBytes(bundleFolder(cdkOut)) / MB]),
    peers: {},
    bar,
  };
}
