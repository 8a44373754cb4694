import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { bundledCode } from '../../infra/bundle.ts';
import { packageCode } from '../../infra/packaging.ts';
import { createApp, resourcesOf, synthesize } from './synthesize.ts';

interface DockerImage {
  source: { directory: string; dockerBuildTarget: string; dockerFile: string; platform: string };
}

/** What docker is to build for a function whose bundle is one file. */
function describeImage(architecture: 'x86_64' | 'arm64'): DockerImage & { files: string[] } {
  const app = new App({ builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Image');
  // A template without resources is none.
  new CfnWaitConditionHandle(stack, 'Nothing');
  const code = bundledCode('functions/authorizer', (folder) => writeFileSync(join(folder, 'index.mjs'), 'wine'));
  packageCode(stack, code, { packaging: 'image', architecture });
  const assembly = app.synth();
  const [manifest] = assembly.getStackArtifact('Image').dependencies as unknown as {
    contents: { dockerImages: Record<string, DockerImage> };
  }[];
  const [image] = Object.values(manifest?.contents.dockerImages ?? {});
  if (image === undefined) throw new Error('Nothing is to be built.');
  return { ...image, files: readdirSync(join(assembly.directory, image.source.directory)).sort() };
}

/** Not their values: those of the release hook name the versions that it tries, and so what these are made of. */
function variablesOf(environment: unknown): string[] {
  return Object.keys((environment as { Variables: object }).Variables);
}

describe('the packaging of functions', () => {
  it('is zip unless told, and an image for each where that is asked for, with the same ids and settings', () => {
    const zips = resourcesOf(synthesize(), 'AWS::Lambda::Function');
    const images = resourcesOf(synthesize({ packaging: 'image' }), 'AWS::Lambda::Function');
    expect(images.map(([id]) => id)).toEqual(zips.map(([id]) => id));
    for (const [index, [, { Properties }]] of images.entries()) {
      const { Environment, MemorySize, Role, ...zip } = zips[index]?.[1].Properties ?? {};
      expect(zip).toMatchObject({ Runtime: 'nodejs24.x', Code: { S3Key: expect.anything() as string } });
      expect(Properties).toMatchObject({ PackageType: 'Image', Code: { ImageUri: expect.anything() as object } });
      expect(Properties).toMatchObject({ MemorySize, Role });
      expect(variablesOf(Properties['Environment'])).toEqual(variablesOf(Environment));
      for (const without of ['Runtime', 'Handler']) expect(Properties).not.toHaveProperty(without);
    }
  }, 120_000);

  it.each([
    ['x86_64', 'linux/amd64'],
    ['arm64', 'linux/arm64'],
  ] as const)('has docker put the bundle of %s into the stage lambda, on %s, and nothing else', (name, platform) => {
    const { source, files } = describeImage(name);
    expect(source).toMatchObject({ dockerBuildTarget: 'lambda', dockerFile: 'Dockerfile', platform });
    expect(files).toEqual(['.dockerignore', 'Dockerfile', 'digest.json', 'index.mjs']);
  });

  it('is one of the two', () => {
    expect(() => createApp({ packaging: 'tar' })).toThrow('Context packaging must be one of zip, image, not tar.');
  });
});
