import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ROOT,
  writeAuthorizerBundle,
  writeHookBundle,
  writeModelBundle,
  writeTrainBundle,
} from '../../infra/bundle.ts';

const MB = 1024 * 1024;
// What this machine can run itself.
const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
const folders = { predict: '', otherPredict: '', models: '', train: '', authorizer: '', hook: '' };

beforeAll(() => {
  for (const name of Object.keys(folders) as (keyof typeof folders)[]) {
    folders[name] = mkdtempSync(join(tmpdir(), `terroir-${name}-`));
  }
  const otherArchitecture = architecture === 'arm64' ? 'x86_64' : 'arm64';
  writeModelBundle('functions/predict/handler.ts', folders.predict, architecture);
  writeModelBundle('functions/predict/handler.ts', folders.otherPredict, otherArchitecture);
  writeModelBundle('functions/models/handler.ts', folders.models, architecture);
  writeTrainBundle(folders.train, architecture);
  writeAuthorizerBundle(folders.authorizer);
  writeHookBundle(folders.hook);
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
  const env = {
    AWS_REGION: 'eu-central-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    PREDICTIONS_TABLE: 'Predictions',
    MODELS_TABLE: 'Models',
    MODEL_BUCKET: 'models',
    CLIENTS_TABLE: 'Clients',
    USAGE_TABLE: 'Usage',
    TRAFFIC_TABLE: 'Traffic',
    GRAPHQL_ENDPOINT: 'https://localhost/graphql',
    FILE_BUCKET: 'files',
  };
  return execFileSync(process.execPath, ['-e', script], { cwd: folder, env, encoding: 'utf8' }).trim();
}

/** What is in a bundle beside the code of packages. */
function contentsOf(folder: string): string[] {
  return filesOf(folder)
    .filter((path) => !/^node_modules\/.*\.js$|package\.json$|^chunks\/\w+\.mjs$/.test(path))
    .sort();
}

const arch = architecture === 'arm64' ? 'arm64' : 'x64';
const MODEL_CONTENTS = [
  'index.mjs',
  'model/manifest.json',
  'model/model.onnx.br',
  'model/vocabulary.bin',
  `node_modules/onnxruntime-node/bin/napi-v6/linux/${arch}/libonnxruntime.so.1`,
  `node_modules/onnxruntime-node/bin/napi-v6/linux/${arch}/onnxruntime_binding.node`,
];

describe.each(['predict', 'models'] as const)('the bundle of %s', (name) => {
  it('has its code, the starter model, and of ONNX Runtime what runs on Linux, for one architecture', () => {
    expect(contentsOf(folders[name])).toEqual(MODEL_CONTENTS);
    expect(filesOf(folders[name]).filter((path) => path.includes('onnxruntime-common/dist/esm'))).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('runs from its own folder alone', () => {
    expect(exportsOf(folders[name])).toBe('handler');
  });
});

describe('the bundle of train', () => {
  it('has the thread that does the work, and the bundled dataset, too', () => {
    const more = ['thread.mjs', 'wine-reviews.dataset.br'];
    expect(contentsOf(folders.train)).toEqual([...MODEL_CONTENTS, ...more].sort());
  });

  it.runIf(process.platform === 'linux')('runs from its own folder alone', () => {
    expect(exportsOf(folders.train)).toBe('handler');
  });
});

describe('the bundle of the hook of a release', () => {
  it('has its code, and what the starter version must answer', () => {
    expect(contentsOf(folders.hook)).toEqual(['index.mjs', 'known-answers.json']);
    expect(megabytesOf(folders.hook)).toBeLessThan(1);
  });

  it('runs from its own folder alone', () => {
    expect(exportsOf(folders.hook)).toBe('handler');
  });
});

describe('a bundle with a model', () => {
  it('stays far under the 250 MB that Lambda takes, on both architectures', () => {
    for (const name of ['predict', 'otherPredict', 'models', 'train'] as const) {
      expect(megabytesOf(folders[name]), name).toBeLessThan(75);
    }
    expect(filesOf(folders.otherPredict)).toHaveLength(filesOf(folders.predict).length);
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

describe.each(['predict', 'models', 'train', 'authorizer', 'hook'] as const)('the code of %s', (name) => {
  it('does not tell where it was bundled', () => {
    for (const path of filesOf(folders[name]).filter((one) => /^(chunks\/)?\w+\.mjs$/.test(one))) {
      expect(readFileSync(join(folders[name], path), 'utf8')).not.toContain(ROOT);
    }
  });
});
