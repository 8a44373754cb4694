import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { MODEL_FILES, STARTER_GRAPH_FILE } from '../contract/objects.ts';
import { writeDigest } from './bundle-digest.ts';
import type { ArchitectureName } from './environments.ts';

/**
 * Root of the repository. Every path given to esbuild is relative to it, so that no output names a machine's folder.
 */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The starter version as it lies beside the code: its graph compressed. */
const STARTER_FILES = MODEL_FILES.map((file) => (file === 'model.onnx' ? STARTER_GRAPH_FILE : file));
const DATASET = 'data/wine-reviews/wine-reviews.dataset.br';

/**
 * Writes what a function runs from that uses a model: its code, ONNX Runtime for one architecture, the starter model in
 * `model/`. `entryPoint` is the file with its handler.
 */
export function writeModelBundle(entryPoint: string, outputDir: string, architecture: ArchitectureName): void {
  bundleCode(entryPoint, join(outputDir, 'index.mjs'));
  copyOnnxRuntime(architecture, join(outputDir, 'node_modules'));
  copyStarterModel(join(outputDir, 'model'));
}

/**
 * Writes what the train function runs from: as of writeModelBundle, with the code of its thread and the bundled
 * dataset.
 */
export function writeTrainBundle(outputDir: string, architecture: ArchitectureName): void {
  bundleCode('functions/train/handler.ts', join(outputDir, 'index.mjs'));
  writeTrainFiles(outputDir, architecture);
}

function writeTrainFiles(outputDir: string, architecture: ArchitectureName): void {
  copyOnnxRuntime(architecture, join(outputDir, 'node_modules'));
  copyStarterModel(join(outputDir, 'model'));
  bundleCode('functions/train/thread.ts', join(outputDir, 'thread.mjs'));
  cpSync(join(ROOT, DATASET), join(outputDir, basename(DATASET)));
}

/** Writes what the bulk function runs from: as of writeModelBundle. */
export function writeBulkBundle(outputDir: string, architecture: ArchitectureName): void {
  writeModelBundle('functions/bulk/handler.ts', outputDir, architecture);
}

/**
 * Writes what the image of a training is made of, but for the Dockerfile: as of writeTrainBundle, with the entry of the
 * container in the place of the function's handler. The thread is the very same, by which a version tells its code.
 */
export function writeTrainContainer(outputDir: string, architecture: ArchitectureName): void {
  bundleCode('functions/train/container.ts', join(outputDir, 'container.mjs'));
  writeTrainFiles(outputDir, architecture);
}

/** Writes what the drift function runs from: its code, and of the starter version what it was asked and answered. */
export function writeDriftBundle(outputDir: string): void {
  bundleCode('functions/drift/handler.ts', join(outputDir, 'index.mjs'));
  cpSync(join(ROOT, 'models/starter/manifest.json'), join(outputDir, 'model/manifest.json'));
}

/** Writes what the pipeline's function that measures releases runs from: its code and nothing else. */
export function writeDeliveryBundle(outputDir: string): void {
  bundleCode('functions/delivery/handler.ts', join(outputDir, 'index.mjs'), { splitting: false });
}

/** Writes what the hook of a release runs from: its code, and what the starter version must answer. */
export function writeHookBundle(outputDir: string): void {
  bundleCode('functions/release-hook/handler.ts', join(outputDir, 'index.mjs'));
  cpSync(join(ROOT, 'models/starter/known-answers.json'), join(outputDir, 'known-answers.json'));
}

/** Writes what the authorizer function runs from: its code and nothing else. */
export function writeAuthorizerBundle(outputDir: string): void {
  bundleCode('functions/authorizer/handler.ts', join(outputDir, 'index.mjs'), { splitting: false });
}

/** What was bundled in this process, by folder and architecture: CDK bundles the same options once. */
const digests = new Map<string, string>();
const bundles = new WeakMap<Code, { key: string; write: (outputDir: string) => void }>();

/**
 * The code of a Lambda: what `write` writes into the folder that it is given, and digest.json, which tells what that
 * is. The asset is named by a hash of it, so that the same inputs give the same asset, whoever bundles it. `folder` is
 * where the code comes from; a bundle that is another one on another architecture has to say for which one it is.
 */
export function bundledCode(
  folder: string,
  write: (outputDir: string) => void,
  architecture: ArchitectureName | 'any' = 'any',
): Code {
  const key = `${folder} for ${architecture}`;
  const code = Code.fromAsset(join(ROOT, folder), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // CDK asks for an image to fall back on; `tryBundle` never falls back, so none is ever pulled.
      image: DockerImage.fromRegistry('scratch'),
      // Two stacks of an app may differ in it: unless told, CDK takes for the second what it bundled for the first.
      environment: { ARCHITECTURE: architecture },
      local: {
        tryBundle(outputDir) {
          write(outputDir);
          digests.set(key, writeDigest(outputDir).sha256);
          return true;
        },
      },
    },
  });
  bundles.set(code, { key, write });
  return code;
}

/**
 * The SHA-256 over all files of a bundle, as its digest.json has it; undefined before a function of a stack that
 * bundles is made of the code. Code of one folder is bundled once a process: a stack that does not bundle must not ask.
 */
export function digestOf(code: Code): string | undefined {
  return digests.get(bundles.get(code)?.key ?? '');
}

/** Writes a bundle into a folder of one's own. Errors: Error for code that bundledCode() has not made. */
export function writeBundle(code: Code, outputDir: string): void {
  const bundle = bundles.get(code);
  if (bundle === undefined) throw new Error('Only code that bundledCode() has made can be written.');
  bundle.write(outputDir);
  digests.set(bundle.key, writeDigest(outputDir).sha256);
}

/**
 * Modules of Node of which a start needs little. To import one by name Node reads all that it exports, and to read
 * WebSocket of `http` or webcrypto of `crypto` takes 10 to 20 ms.
 */
const BUILTINS = ['http', 'https', 'crypto'].flatMap((name) => {
  const file = `./infra/builtins/${name}.cjs`;
  return [
    [name, file],
    [`node:${name}`, file],
  ];
});

/**
 * Writes the code that begins at `entryPoint`, and beside it, in chunks/, unless it is to be one file, what is imported
 * while it runs: a start does not have to read it.
 */
function bundleCode(entryPoint: string, outputFile: string, { splitting } = { splitting: true }): void {
  const { outputFiles } = buildSync({
    ...BUNDLE_OPTIONS,
    entryPoints: [{ in: entryPoint, out: basename(outputFile, '.mjs') }],
    outdir: '.',
    outExtension: { '.js': '.mjs' },
    splitting,
    chunkNames: 'chunks/[hash]',
    target: 'node24',
    external: ['onnxruntime-node'],
    alias: Object.fromEntries(BUILTINS) as Record<string, string>,
    mainFields: ['module', 'main'],
    // Names of functions stay in stack traces, and those of classes in logs. That they stay as they are written is
    // faster than esbuild's keepNames, which gives a function its name each time that it is made.
    minifyWhitespace: true,
    minifySyntax: true,
    // Some dependencies are CommonJS and call require; an ES module has none. Others import createRequire themselves,
    // by its own name: a second one would be a syntax error.
    banner: { js: "import{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);" },
  });
  for (const { path, contents } of outputFiles ?? []) {
    const file = join(dirname(outputFile), relative(ROOT, path));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
}

const BUNDLE_OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
  logLevel: 'error',
} as const;

/**
 * Copies what `require('onnxruntime-node')` reads at run time, and no more: the package has the binaries of six
 * platforms, and whole it exceeds Lambda's 250 MB.
 */
function copyOnnxRuntime(architecture: ArchitectureName, outputDir: string): void {
  const binaries = `bin/napi-v6/linux/${architecture === 'arm64' ? 'arm64' : 'x64'}`;
  for (const path of ['package.json', 'dist', binaries]) copyRuntimeFiles('onnxruntime-node', path, outputDir);
  for (const path of ['package.json', 'dist/cjs']) copyRuntimeFiles('onnxruntime-common', path, outputDir);
}

function copyRuntimeFiles(packageName: string, path: string, outputDir: string): void {
  cpSync(join(ROOT, 'node_modules', packageName, path), join(outputDir, packageName, path), {
    recursive: true,
    filter: (source) => !source.endsWith('.map') && !source.endsWith('.d.ts'),
  });
}

function copyStarterModel(outputDir: string): void {
  const source = join(ROOT, 'models/starter');
  for (const name of STARTER_FILES) cpSync(join(source, name), join(outputDir, name));
}
