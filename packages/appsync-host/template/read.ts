/** Reads what `cdk synth` wrote: one stack's template and the files it refers to. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { HostError } from '../failure.ts';

export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
}

export interface Template {
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: unknown; Condition?: string }>;
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Conditions?: Record<string, unknown>;
}

export interface SynthesizedStack {
  /** The stack's name: what stands before `.template.json`. */
  name: string;
  template: Template;
  /** Object key in the assets bucket, such as `<sha256>.zip`, to the absolute path of the file or folder. */
  assets: ReadonlyMap<string, string>;
}

const suffix = '.template.json';
/** Sections that change what the resources mean; without support for them the template would be misread. */
const unsupportedSections = ['Mappings', 'Transform', 'Hooks'];

/** The one stack in a cloud assembly. Throws a HostError that says what to do when there is none, or several. */
export function readStack(folder: string): SynthesizedStack {
  const name = findStackName(folder);
  const template = readTemplate(join(folder, name + suffix));
  return { name, template, assets: readAssets(folder, join(folder, `${name}.assets.json`)) };
}

function findStackName(folder: string): string {
  if (!existsSync(folder))
    throw new HostError(`${folder} does not exist. Run npm run synth first, or name it with --cdk-out.`);
  const names = readdirSync(folder).filter((file) => file.endsWith(suffix));
  const [first, ...others] = names.map((file) => basename(file, suffix));
  if (first === undefined) throw new HostError(`${folder} holds no stack (*${suffix}). Run npm run synth first.`);
  if (others.length > 0)
    throw new HostError(`${folder} holds ${String(names.length)} stacks; the host runs one. Remove the others.`);
  return first;
}

function readTemplate(path: string): Template {
  const template = readJson(path);
  if (!isRecord(template) || !isRecord(template['Resources'])) {
    throw new HostError(`${path} is not a CloudFormation template: it has no Resources. Run npm run synth again.`);
  }
  const unsupported = unsupportedSections.find((section) => section in template);
  if (unsupported !== undefined)
    throw new HostError(`${path} has a section ${unsupported}, which the host cannot interpret.`);
  return template as unknown as Template;
}

function readAssets(folder: string, path: string): Map<string, string> {
  const assets = new Map<string, string>();
  if (!existsSync(path)) return assets;
  const { files } = readJson(path) as {
    files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>;
  };
  for (const { source, destinations } of Object.values(files ?? {})) {
    for (const { objectKey } of Object.values(destinations)) {
      if (source.path !== undefined) assets.set(objectKey, resolve(folder, source.path));
    }
  }
  return assets;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new HostError(
      `Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}. Run npm run synth again.`,
    );
  }
}

/** A JSON object: not null, not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
