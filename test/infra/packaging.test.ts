import { describe, expect, it } from 'vitest';
import { createApp, resourcesOf, synthesize } from './synthesize.ts';

const functionsOf = (packaging: string, more: object = {}) =>
  resourcesOf(synthesize({ packaging, ...more }), 'AWS::Lambda::Function');

interface DockerImage {
  source: { directory: string; dockerBuildTarget: string; dockerFile: string; platform: string };
}

/** The images that a deployment has docker build. */
function imagesOf(settings: Record<string, string>): DockerImage[] {
  const { app, stack } = createApp({ '@aws-cdk/core:validateAgainstDefaultRules': false, ...settings });
  const manifest = app.synth().getStackArtifact(stack.artifactId).dependencies[0] as unknown as {
    contents: { dockerImages: Record<string, DockerImage> };
  };
  return Object.values(manifest.contents.dockerImages);
}

describe('the packaging of functions', () => {
  it('is zip unless told: code in a bucket, on the runtime of Lambda', () => {
    const functions = functionsOf('zip');
    expect(functions).toEqual(resourcesOf(synthesize(), 'AWS::Lambda::Function'));
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Code: { S3Key: expect.anything() as string } });
    }
  });

  it('is an image for each function where that is asked for, under the same ids and with the same settings', () => {
    const images = functionsOf('image');
    const zips = functionsOf('zip');
    expect(images.map(([id]) => id)).toEqual(zips.map(([id]) => id));
    for (const [index, [, { Properties }]] of images.entries()) {
      expect(Properties).toMatchObject({ PackageType: 'Image', Code: { ImageUri: expect.anything() as object } });
      for (const without of ['Runtime', 'Handler']) expect(Properties).not.toHaveProperty(without);
      const { Environment, MemorySize, Role } = zips[index]?.[1].Properties ?? {};
      expect(Properties).toMatchObject({ Environment, MemorySize, Role });
    }
  });

  it('has docker build the stage lambda, for the processor that the functions run on', () => {
    for (const [architecture, platform] of [
      ['x86_64', 'linux/amd64'],
      ['arm64', 'linux/arm64'],
    ] as const) {
      const images = imagesOf({ packaging: 'image', architecture });
      expect(images.length).toBeGreaterThan(0);
      for (const { source } of images) {
        expect(source).toMatchObject({ dockerBuildTarget: 'lambda', dockerFile: 'Dockerfile', platform });
      }
    }
  });

  it('is one of the two', () => {
    expect(() => createApp({ packaging: 'tar' })).toThrow('Context packaging must be one of zip, image, not tar.');
  });
});
