import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { STARTER_GRAPH_FILE } from '../../contract/objects.ts';
import { spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';
import { servedPeer } from '../peers/estimators.ts';
import { CDK_OUT, STARTER_MODEL } from '../places.ts';
import type { Run } from '../run.ts';
import { bundleFolder, synthesize, zipBytes } from './bundle.ts';

const KEPT_FILES = [STARTER_GRAPH_FILE, 'vocabulary.bin', 'manifest.json'];
const MB_BYTES = 1_000_000;

/** Artifacts on disk, and the predict function's code as CDK zips it. */
export async function measureSize(run: Run): Promise<Figure[]> {
  const sizeOf = (name: string): number => readFileSync(new URL(name, STARTER_MODEL)).length;
  const keptBytes = KEPT_FILES.reduce((sum, name) => sum + sizeOf(name), 0);
  const servedBytes = keptBytes - sizeOf(STARTER_GRAPH_FILE) + (run.manifest.files['model.onnx']?.bytes ?? NaN);
  const peerFiles = run.peers ? await servedPeer(run) : [];
  const peerBytes = peerFiles.reduce((sum, path) => sum + statSync(path).size, 0);
  const artifact: Figure = {
    id: 'size.artifact',
    part: 'size',
    what: 'artifact of both targets',
    unit: 'MB',
    better: 'lower',
    terroir: spreadOf([servedBytes / MB_BYTES]),
    peers: run.peers ? { LinearSVC: spreadOf([peerBytes / MB_BYTES]) } : {},
    bar: 12,
  };
  const kept: Figure = {
    id: 'size.kept',
    part: 'size',
    what: 'the same as it is kept beside the code, its graph compressed',
    unit: 'MB',
    better: 'lower',
    terroir: spreadOf([keptBytes / MB_BYTES]),
    peers: {},
  };
  const zips = [await measureZip(run, 'x86_64', 20)];
  if (!run.options.quick) zips.push(await measureZip(run, 'arm64', 13));
  return [artifact, kept, ...zips];
}

async function measureZip(run: Run, architecture: 'x86_64' | 'arm64', bar: number): Promise<Figure> {
  const cdkOut = architecture === 'x86_64' ? CDK_OUT : join(run.scratch, 'arm64');
  await synthesize(cdkOut, architecture);
  return {
    id: `size.zip.${architecture}`,
    part: 'size',
    what: `zip of the predict function, ${architecture}`,
    unit: 'MB',
    better: 'lower',
    terroir: spreadOf([zipBytes(bundleFolder(cdkOut)) / MB_BYTES]),
    peers: {},
    bar,
  };
}
