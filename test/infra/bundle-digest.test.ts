import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import type { BundleDigest } from '../../contract/bundle-digest.ts';
import { writeDigest } from '../../infra/bundle-digest.ts';
import { bundledCode, digestOf, writeAuthorizerBundle, writeDriftBundle } from '../../infra/bundle.ts';
import { synthesizeAnew } from './synthesize.ts';

const folders: string[] = [];

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'terroir-digest-'));
  folders.push(folder);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function makeDriftBundle(): string {
  const folder = makeFolder();
  writeDriftBundle(folder);
  return folder;
}

const bundle = makeDriftBundle();
const digest = writeDigest(bundle);

describe('the digest of a bundle', () => {
  it('lies in it, and names each of its files but itself', () => {
    expect(JSON.parse(readFileSync(join(bundle, 'digest.json'), 'utf8'))).toEqual(digest);
    expect(Object.keys(digest.files)).toEqual(expect.arrayContaining(['index.mjs', 'model/manifest.json']));
    expect(Object.keys(digest.files)).not.toContain('digest.json');
  });

  it('is the same when it is written again, and of the same code bundled into another folder', () => {
    expect(writeDigest(bundle)).toEqual(digest);
    const other = makeDriftBundle();
    expect(writeDigest(other)).toEqual(digest);
    expect(readFileSync(join(other, 'digest.json'))).toEqual(readFileSync(join(bundle, 'digest.json')));
  });

  it('knows nothing of times', () => {
    const other = makeFolder();
    cpSync(bundle, other, { recursive: true });
    utimesSync(join(other, 'index.mjs'), 0, 0);
    expect(writeDigest(other)).toEqual(digest);
  });

  it.runIf(process.platform === 'linux')('is what the tools of Unix tell', () => {
    const command = 'find * -type f ! -path digest.json | LC_ALL=C sort | xargs sha256sum | sha256sum';
    const told = execFileSync('sh', ['-c', command], { cwd: bundle, encoding: 'utf8' });
    expect(told.slice(0, 64)).toBe(digest.sha256);
  });
});

/** Deploys functions of these codes, each in a stack of its own, and returns the folders of their assets. */
function deploy(codes: Code[]): string[] {
  const app = new App({ outdir: makeFolder(), context: { 'aws:cdk:enable-asset-metadata': true } });
  const stacks = codes.map((code, index) => {
    const stack = new Stack(app, `Stack${index}`);
    new LambdaFunction(stack, 'Function', { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code });
    return stack;
  });
  return stacks.map((stack) => {
    const [made] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    return join(app.outdir, (made?.['Metadata'] as Record<'aws:asset:path', string>)['aws:asset:path']);
  });
}

function readCarried(asset: string | undefined): BundleDigest {
  return JSON.parse(readFileSync(join(asset ?? '', 'digest.json'), 'utf8')) as BundleDigest;
}

describe('what is deployed', { timeout: 60_000 }, () => {
  it('carries its digest, which is known where it is made, also where CDK bundles once for two stacks', () => {
    const codes = [1, 2].map(() => bundledCode('functions/authorizer', writeAuthorizerBundle));
    for (const [index, asset] of deploy(codes).entries()) {
      const carried = readCarried(asset);
      expect(Object.keys(carried.files)).toEqual(['index.mjs']);
      expect(codes.map(digestOf)[index]).toBe(carried.sha256);
    }
  });

  it('is what its own stack is to run, and not what another stack of the app is, on another architecture', () => {
    const codes = (['x86_64', 'arm64'] as const).map((architecture) => {
      const write = (folder: string): void => writeFileSync(join(folder, 'index.mjs'), `// for ${architecture}\n`);
      return bundledCode('functions/predict', write, architecture);
    });
    const [x86, arm] = deploy(codes).map((asset) => readFileSync(join(asset, 'index.mjs'), 'utf8'));
    expect([x86, arm]).toEqual(['// for x86_64\n', '// for arm64\n']);
    expect(new Set(codes.map(digestOf)).size).toBe(2);
  });

  it('is told to no function of a stack that is not bundled, though its code was for another one', () => {
    deploy([bundledCode('functions/authorizer', writeAuthorizerBundle)]);
    expect(JSON.stringify(synthesizeAnew().toJSON()).match(/BUNDLE_DIGEST/g)).toBeNull();
  });

  it('has no digest before it is bundled', () => {
    expect(digestOf(bundledCode('functions/train', writeAuthorizerBundle))).toBeUndefined();
  });
});
