import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Code, type FunctionProps, Handler, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ROOT, writeBundle } from './bundle.ts';
import type { Environment } from './environments.ts';

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
  const { repository, imageTag } = describeImage(
    scope,
    code,
    architecture === 'arm64' ? Platform.LINUX_ARM64 : Platform.LINUX_AMD64,
  );
  return {
    code: Code.fromEcrImage(repository, { tagOrDigest: imageTag }),
    runtime: Runtime.FROM_IMAGE,
    handler: Handler.FROM_IMAGE,
  };
}

/** An image whose context is the bundle. CDK copies that at once; docker runs when it is deployed. */
function describeImage(scope: Construct, code: Code, platform: Platform): DockerImageAsset {
  const directory = mkdtempSync(join(tmpdir(), 'terroir-image-'));
  try {
    if (Stack.of(scope).bundlingRequired) writeBundle(code, directory);
    cpSync(join(ROOT, DOCKERFILE), join(directory, DOCKERFILE));
    writeFileSync(join(directory, '.dockerignore'), `${DOCKERFILE}\n.dockerignore\n`);
    return new DockerImageAsset(scope, 'Image', { directory, file: DOCKERFILE, target: 'lambda', platform });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
