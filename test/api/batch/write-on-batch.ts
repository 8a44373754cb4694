import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, writeTrainContainer } from '../../../infra/bundle.ts';
import type { Registry } from '../../functions/registry.ts';
import type { Resource } from '../../infra/synthesize.ts';
import { synthesizeTrainings } from '../../infra/synthesize-trainings.ts';
import { CDK_OUT } from '../releases/write-release.ts';

type Resources = Record<string, Resource>;
type Variables = { Variables: Record<string, unknown> };

/** Resources that are in the template only for trainings on AWS Batch, or are others with them. */
const API_TYPE = 'AWS::AppSync::GraphQLApi';
const OF_BATCH = /^(TrainBatch|TrainRoleDefaultPolicy|RegistryRoleDefaultPolicy)/;

/**
 * Writes what `cdk synth -c trainOn=batch` would, but for bundles, which are those of the default template, and for the
 * container, whose dataset and starter version are the small ones of `registry`.
 */
export function writeOnBatch(folder: string, registry: Pick<Registry, 'starterFolder' | 'datasetFile'>): string {
  const read = (name: string) => JSON.parse(readFileSync(join(CDK_OUT, `Terroir.${name}.json`), 'utf8')) as object;
  const template = read('template') as { Resources: Resources };
  const assets = read('assets') as { files: Record<string, { source: { path: string } }> };
  const [apiId = ''] = Object.entries(template.Resources).find(([, one]) => one.Type === API_TYPE) ?? [];
  for (const [id, resource] of Object.entries(synthesizeTrainings(apiId).toJSON()['Resources'] as Resources)) {
    const there = template.Resources[id]?.Properties['Environment'] as Variables | undefined;
    if (OF_BATCH.test(id)) template.Resources[id] = resource;
    else if (there && resource.Type === 'AWS::Lambda::Function') {
      there.Variables = { ...(resource.Properties['Environment'] as Variables).Variables, ...there.Variables };
    }
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'Terroir.template.json'), JSON.stringify(template));
  const files = Object.entries(assets.files).map(([id, file]) => {
    const source = { ...file.source, path: join(CDK_OUT, file.source.path) };
    return [id, { ...file, source }] as const;
  });
  const source = { directory: writeImage(folder, registry), dockerFile: 'Dockerfile', dockerBuildTarget: 'train' };
  const dockerImages = { train: { source, destinations: { here: { imageTag: findTag(template.Resources) } } } };
  writeFileSync(
    join(folder, 'Terroir.assets.json'),
    JSON.stringify({ files: Object.fromEntries(files), dockerImages }),
  );
  return folder;
}

function writeImage(folder: string, { starterFolder, datasetFile }: Pick<Registry, 'starterFolder' | 'datasetFile'>) {
  const image = join(folder, 'asset.image');
  writeTrainContainer(image, process.arch === 'arm64' ? 'arm64' : 'x86_64');
  cpSync(join(ROOT, 'Dockerfile'), join(image, 'Dockerfile'));
  rmSync(join(image, 'model'), { recursive: true });
  cpSync(fileURLToPath(starterFolder), join(image, 'model'), { recursive: true });
  cpSync(fileURLToPath(datasetFile), join(image, 'wine-reviews.dataset.br'));
  return basename(image);
}

function findTag(resources: Resources): string {
  const definition = Object.values(resources).find(({ Type }) => Type === 'AWS::Batch::JobDefinition');
  const [, tag] = /:([0-9a-f]{64})"/.exec(JSON.stringify(definition)) ?? [];
  if (tag === undefined) throw new Error('The template has no job definition with an image.');
  return tag;
}

/** The folder of the train function's bundle. */
export function findTrainBundle(): string {
  const template = JSON.parse(readFileSync(join(CDK_OUT, 'Terroir.template.json'), 'utf8')) as {
    Resources: Record<string, { Properties: { Code: { S3Key: string } } }>;
  };
  const [, train] = Object.entries(template.Resources).find(([id]) => /^TrainFunction[0-9A-F]{8}$/.test(id)) ?? [];
  const [hash] = train?.Properties.Code.S3Key.split('.') ?? [];
  return join(CDK_OUT, `asset.${hash}`);
}
