import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, writeAuthorizerBundle, writePredictBundle } from '../../infra/bundle.ts';

const MB = 1024 * 1024;
// What this machine can run itself.
const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const folders = { predict: '', otherPredict: '', authorizer: '' };

beforeAll(() => {
  for (const name of ['predict', 'otherPredict', 'authorizer'] as const) {
    folders[name] = mkdtempSync(join(tmpdir(), `terroir-${name}-`));
  }
  writePredictBundle(folders.predict, architecture);
  writePredictBundle(folders.otherPredict, architecture === 'arm64' ? 'x86_64' : 'arm64');
  writeAuthorizerBundle(folders.authorizer);
});

afterAll(() => {
  for (const folder of Object.values(folders)) rmSync(folder, { recursive: true });
});

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

function megabytesOf(folder: string): number {
  return filesOf(folder).reduce((sum, path) => sum + statSync(join(folder, path)).size, 0) / MB;
}

/** Loads a bundle as Lambda does, away from this repository and its node_modules, and tells what it exports. */
function exportsOf(folder: string): string {
  const script = "import('./index.mjs').then((bundle) => console.log(Object.keys(bundle).join()))";
  const env = { AWS_REGION: 'eu-central-1', PREDICTIONS_TABLE: 'Predictions', CLIENTS_TABLE: 'Clients' };
  return execFileSync(process.execPath, ['-e', script], { cwd: folder, env, encoding: 'utf8' }).trim();
}

describe('the bundle of predict', () => {
  it('has its code, the starter model, and of ONNX Runtime what runs on Linux, for one architecture', () => {
    const paths = filesOf(folders.predict);
    const arch = architecture === 'arm64' ? 'arm64' : 'x64';
    expect(paths.filter((path) => !/^node_modules\/.*\.js$|package\.json$/.test(path)).sort()).toEqual([
      'index.mjs',
      'model/manifest.json',
      'model/model.onnx',
      'model/vocabulary.bin',
      `node_modules/onnxruntime-node/bin/napi-v6/linux/${arch}/libonnxruntime.so.1`,
      `node_modules/onnxruntime-node/bin/napi-v6/linux/${arch}/onnxruntime_binding.node`,
    ]);
    expect(paths.filter((path) => path.includes('node_modules/onnxruntime-common/dist/esm'))).toEqual([]);
  });

  it('stays far under the 250 MB that Lambda takes, on both architectures', () => {
    expect(megabytesOf(folders.predict)).toBeLessThan(60);
    expect(megabytesOf(folders.otherPredict)).toBeLessThan(60);
    expect(filesOf(folders.otherPredict)).toHaveLength(filesOf(folders.predict).length);
  });

  it.runIf(process.platform === 'linux')('runs from its own folder alone', () => {
    expect(exportsOf(folders.predict)).toBe('handler');
  });
});

describe('the bundle of the authorizer', () => {
  it('is one file', () => {
    expect(filesOf(folders.authorizer)).toEqual(['index.mjs']);
    expect(megabytesOf(folders.authorizer)).toBeLessThan(1);
  });

  it('runs from its own folder alone', () => {
    expect(exportsOf(folders.authorizer)).toBe('handler');
  });
});

describe.each(['predict', 'authorizer'] as const)('the code of %s', (name) => {
  it('does not tell where it was bundled', () => {
    expect(readFileSync(join(folders[name], 'index.mjs'), 'utf8')).not.toContain(ROOT);
  });
});
