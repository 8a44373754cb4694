import { createHash } from 'node:crypto';
import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDigest } from '../../../infra/bundle-digest.ts';

/** Where the template is made that everything else runs. */
export const CDK_OUT = join(import.meta.dirname, '../../../cdk.out');

const STACK = 'Terroir';

interface Assets {
  files: Record<string, { source: { path: string }; destinations: Record<string, { objectKey: string }> }>;
}

/** Another version of one function. */
export interface ReleaseParts {
  /** As its construct is called: `Predict`. */
  functionName: string;
  /**
   * JavaScript that makes a handler of `good`, the one that is live: `async (event, context) => good(event, context)`.
   */
  handler: string;
  /** Alarms are not to be heeded, as `-c emergency=true` says it. */
  isEmergency?: boolean;
}

/**
 * What `cdk synth` would write into `folder`, were the handler of a function another one: its bundle has another name,
 * another digest, and the version another logical id.
 */
export function writeRelease(folder: string, { functionName, handler, isEmergency = false }: ReleaseParts): string {
  const read = (name: string): string => readFileSync(join(CDK_OUT, `${STACK}.${name}.json`), 'utf8');
  const assets = JSON.parse(read('assets')) as Assets;
  let template = read('template');
  const { key, digest } = findBundle(template, functionName);
  const [id, asset] = Object.entries(assets.files).find(([, { destinations }]) =>
    Object.values(destinations).some(({ objectKey }) => objectKey === key),
  ) ?? ['', undefined];
  if (asset === undefined) throw new Error(`The template has no bundle ${key}.`);
  mkdirSync(folder, { recursive: true });
  for (const { source } of Object.values(assets.files)) {
    const isWritten = source.path === asset.source.path || source.path.endsWith('.template.json');
    if (!isWritten) linkTree(join(CDK_OUT, source.path), join(folder, source.path));
  }
  const changed = createHash('sha256').update(`${id} ${handler}`).digest('hex');
  const bundle = join(folder, `asset.${changed}`);
  cpSync(join(CDK_OUT, asset.source.path), bundle, { recursive: true });
  renameSync(join(bundle, 'index.mjs'), join(bundle, 'good.mjs'));
  writeFileSync(
    join(bundle, 'index.mjs'),
    `import { handler as good } from './good.mjs';\nexport const handler = ${handler};\n`,
  );
  const { sha256 } = writeDigest(bundle);
  const version = new RegExp(`(${functionName}FunctionCurrentVersion\\w{8})\\w+`, 'g');
  template = template
    .replaceAll(key, `${changed}.zip`)
    .replaceAll(digest, sha256)
    .replaceAll(version, (_, stem: string) => stem + changed.slice(0, 32));
  writeFileSync(join(folder, `${STACK}.template.json`), isEmergency ? leaveAlarmsOut(template) : template);
  const files = JSON.stringify(assets).replaceAll(asset.source.path, `asset.${changed}`).replaceAll(id, changed);
  writeFileSync(join(folder, `${STACK}.assets.json`), files);
  return folder;
}

interface Resource {
  Type: string;
  Properties: Record<string, Record<string, unknown>>;
}

function resourcesOf(template: string): Record<string, Resource> {
  return (JSON.parse(template) as { Resources: Record<string, Resource> }).Resources;
}

function findBundle(template: string, functionName: string): { key: string; digest: string } {
  const found = Object.entries(resourcesOf(template)).find(
    ([logicalId, { Type }]) => Type === 'AWS::Lambda::Function' && logicalId.startsWith(`${functionName}Function`),
  );
  if (found === undefined) throw new Error(`The template has no function ${functionName}.`);
  const { Code, Environment } = found[1].Properties;
  const variables = Environment?.['Variables'] as Record<string, string>;
  return { key: String(Code?.['S3Key']), digest: variables['BUNDLE_DIGEST'] ?? '' };
}

function leaveAlarmsOut(template: string): string {
  const whole = JSON.parse(template) as { Resources: Record<string, Resource> };
  for (const { Type, Properties } of Object.values(whole.Resources)) {
    const { AlarmConfiguration: alarms } = Properties ?? {};
    if (Type === 'AWS::CodeDeploy::DeploymentGroup' && alarms) alarms['Enabled'] = false;
  }
  return JSON.stringify(whole);
}

function linkTree(from: string, to: string): void {
  if (!statSync(from).isDirectory()) return linkSync(from, to);
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) linkTree(join(from, name), join(to, name));
}
