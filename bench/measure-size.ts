import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFolder, synthesize } from './bundle.ts';
import type { Figure } from './figure.ts';
import { spreadOf } from './figure.ts';
import { servedPeer } from './peers.ts';
import { STARTER_MODEL } from './run.ts';
import type { Run } from './run.ts';
import { zipBytes } from './zip-size.ts';

const MODEL_FILES = ['model.onnx.br', 'vocabulary.bin', 'manifest.json'];
const MB = 1_000_000;

/** Artifacts on disk, and the predict function's code as CDK zips it. */
export async function measureSize(run: Run): Promise<Figure[]> {
  const modelBytes = MODEL_FILES.reduce((sum, name) => sum + readFileSync(new URL(name, STARTER_MODEL)).length, 0);
  const peerFiles = run.peers ? await servedPeer(run) : [];
  const peerBytes = peerFiles.reduce((sum, path) => sum + statSync(path).size, 0);
  const artifact: Figure = {
    id: 'size.artifact',
    part: 'size',
    what: 'artifact of both targets',
    unit: 'MB',
    better: 'lower',
    terroir: spreadOf([modelBytes / MB]),
    peers: run.peers ? { LinearSVC: spreadOf([peerBytes / MB]) } : {},
    bar: 12,
  };
  const zips = [await measureZip(run, 'x86_64', 20)];
  if (!run.options.quick) zips.push(await measureZip(run, 'arm64', 13));
  return [artifact, ...zips];
}

async function measureZip(run: Run, architecture: 'x86_64' | 'arm64', bar: number): Promise<Figure> {
  const cdkOut =
    architecture === 'x86_64' ? fileURLToPath(new URL('../cdk.out', import.meta.url)) : join(run.scratch, 'arm64');
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
