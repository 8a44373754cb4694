import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Code, type FunctionProps, Handler, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ROOT, writeBundle } from './bundle.ts';
import type { ArchitectureName, Environment } from './environments.ts';

const DOCKERFILE = 'Dockerfile';

/**
 * How Lambda gets the code of one function, a bundle of bundledCode(): zipped, or in an image that the stage `lambda`
 * of the Dockerfile makes of it. `scope` is where the image is described.
 */
export function packageCode(
  scope: Construct,
  code: Code,
  { packaging, architecture }: Pick<Environment, 'packaging' | 'architecture'>,
): Pick<FunctionProps, 'code' | 'runtime' | 'handler'> {
  if (packaging === 'zip') return { code, runtime: Runtime.NODEJS_24_X, handler: 'index.handler' };
  const { repository, imageTag } = describeImage(scope, (directory) => writeBundle(code, directory), {
    target: 'lambda',
    architecture,
  });
  return {
    code: Code.fromEcrImage(repository, { tagOrDigest: imageTag }),
    runtime: Runtime.FROM_IMAGE,
    handler: Handler.FROM_IMAGE,
  };
}

/**
 * An image whose context is what `write` writes, made by one stage of the Dockerfile. CDK copies that at once; docker
 * runs when it is deployed.
 */
export function describeImage(
  scope: Construct,
  write: (directory: string) => void,
  { target, architecture }: { target: string; architecture: ArchitectureName },
): DockerImageAsset {
  const platform = architecture === 'arm64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64;
  const directory = mkdtempSync(join(tmpdir(), 'terroir-image-'));
  try {
    if (Stack.of(scope).bundlingRequired) write(directory);
    cpSync(join(ROOT, DOCKERFILE), join(directory, DOCKERFILE));
    writeFileSync(join(directory, '.dockerignore'), `${DOCKERFILE}\n.dockerignore\n`);
    return new DockerImageAsset(scope, 'Image', { directory, file: DOCKERFILE, target, platform });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
