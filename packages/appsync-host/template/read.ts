/** Reads what `cdk synth` wrote: one stack's template and the files it refers to. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { HostError } from '../failure.ts';
import { isRecord } from '../record.ts';

/** A resource as the template has it, its values not resolved yet. */
export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
  /** How CloudFormation comes from one state of it to another. */
  UpdatePolicy?: unknown;
}

/** The sections of a CloudFormation template that the host reads. */
export interface Template {
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: unknown; Condition?: string }>;
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Conditions?: Record<string, unknown>;
}

/** A stack as `cdk synth` wrote it. */
export interface SynthesizedStack {
  /** The stack's name: what stands before `.template.json`. */
  name: string;
  template: Template;
  /** Object key in the assets bucket, such as `<sha256>.zip`, to the absolute path of the file or folder. */
  assets: ReadonlyMap<string, string>;
  /** Tag in the repository of images, such as `<sha256>`, to what an image is built from. */
  images: ReadonlyMap<string, ImageSource>;
}

/** What an image is built from: a folder, and the stage of its Dockerfile. */
export interface ImageSource {
  /** Absolute. */
  folder: string;
  dockerfile: string;
  /** The name of the stage; the last one unless it is given. */
  target?: string;
}

const SUFFIX = '.template.json';
/** A nested stack is no stack of its own. */
const NESTED_SUFFIX = '.nested.template.json';
/** Sections that change what the resources mean; without support for them the template would be misread. */
const UNSUPPORTED_SECTIONS = ['Mappings', 'Transform', 'Hooks'];

/**
 * The stack of that name in a cloud assembly; without a name, the only one. Errors: HostError that says what to do
 * where there is none, or several to choose from.
 */
export function readStack(folder: string, wanted?: string): SynthesizedStack {
  const name = findStackName(folder, wanted);
  const template = readTemplate(join(folder, name + SUFFIX));
  const manifest = join(folder, `${name}.assets.json`);
  return { name, template, assets: readAssets(folder, manifest), images: readImages(folder, manifest) };
}

function findStackName(folder: string, wanted: string | undefined): string {
  if (!existsSync(folder)) {
    throw new HostError(`${folder} does not exist. Run cdk synth first, or name the folder that it wrote.`);
  }
  if (!statSync(folder).isDirectory())
    throw new HostError(`${folder} is not a folder. Name the one that cdk synth wrote.`);
  const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX) && !file.endsWith(NESTED_SUFFIX));
  const names = files.map((file) => basename(file, SUFFIX)).sort();
  const [only, ...others] = names;
  if (only === undefined) throw new HostError(`${folder} holds no stack (*${SUFFIX}). Run cdk synth first.`);
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted;
    throw new HostError(`${folder} holds no stack ${wanted}, but ${names.join(', ')}. Choose one with --stack.`);
  }
  if (others.length === 0) return only;
  throw new HostError(`${folder} holds ${names.length} stacks: ${names.join(', ')}. Choose one with --stack.`);
}

function readTemplate(path: string): Template {
  const template = readJson(path);
  if (!isRecord(template) || !isRecord(template['Resources'])) {
    throw new HostError(`${path} is not a CloudFormation template: it has no Resources. Run cdk synth again.`);
  }
  const unsupported = UNSUPPORTED_SECTIONS.find((section) => section in template);
  if (unsupported !== undefined)
    throw new HostError(`${path} has a section ${unsupported}, which the host cannot interpret.`);
  const nameless = Object.entries(template['Resources']).find(([, one]) => !isRecord(one) || !isText(one['Type']));
  if (nameless) throw new HostError(`${path} has a resource ${nameless[0]} without a Type. Run cdk synth again.`);
  return template as unknown as Template;
}

function readAssets(folder: string, path: string): Map<string, string> {
  const assets = new Map<string, string>();
  if (!existsSync(path)) return assets;
  const list = readJson(path);
  const files = isRecord(list) ? (list['files'] ?? {}) : undefined;
  if (!isRecord(files)) throw new HostError(`${path} is not a list of files. Run cdk synth again.`);
  for (const [id, file] of Object.entries(files)) {
    const { source, destinations } = isRecord(file) ? file : {};
    if (!isRecord(source) || !isRecord(destinations)) {
      throw new HostError(`${path} does not tell where the file ${id} comes from or goes. Run cdk synth again.`);
    }
    const { path: from } = source;
    if (!isText(from)) continue;
    for (const to of Object.values(destinations)) {
      if (isRecord(to) && isText(to['objectKey'])) assets.set(to['objectKey'], resolve(folder, from));
    }
  }
  return assets;
}

function readImages(folder: string, path: string): Map<string, ImageSource> {
  const images = new Map<string, ImageSource>();
  const list = existsSync(path) ? readJson(path) : {};
  const { dockerImages = {} } = isRecord(list) ? list : {};
  if (!isRecord(dockerImages)) throw new HostError(`${path} is not a list of images. Run cdk synth again.`);
  for (const image of Object.values(dockerImages)) {
    const { source, destinations } = isRecord(image) ? image : {};
    // An image without a folder is made by a command of somebody's own: whatever runs it says that it is not there.
    if (!isRecord(source) || !isRecord(destinations) || !isText(source['directory'])) continue;
    const { directory, dockerFile, dockerBuildTarget } = source;
    const built: ImageSource = {
      folder: resolve(folder, directory),
      dockerfile: isText(dockerFile) ? dockerFile : 'Dockerfile',
      ...(isText(dockerBuildTarget) && { target: dockerBuildTarget }),
    };
    for (const to of Object.values(destinations)) {
      if (isRecord(to) && isText(to['imageTag'])) images.set(to['imageTag'], built);
    }
  }
  return images;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new HostError(
      `Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}. Run cdk synth again.`,
    );
  }
}
