import { readFile } from 'node:fs/promises';
import { type Output, OUTPUTS } from '../../contract/settings.ts';
import { CommandError, type Surroundings } from '../command.ts';
import { readHostFile, type HostFile } from '../laptop/host-file.ts';

/** A stack on AWS, by what its deployment wrote. */
export interface Deployment {
  outputs: Record<string, string>;
  region: string;
}

/**
 * A deployment, by the file that `cdk deploy --outputs-file` writes. The region is that of its endpoint, else
 * AWS_REGION.
 *
 * Errors: CommandError where the file is not there or another one, or the region is not known.
 */
export async function readDeployment(path: string, env: Surroundings['env']): Promise<Deployment> {
  const outputs = await readOutputs(path);
  const region = /\.([a-z0-9-]+)\.amazonaws\.com/.exec(outputs[OUTPUTS.endpoint] ?? '')?.[1] ?? env['AWS_REGION'];
  if (region === undefined) throw new CommandError(`Set AWS_REGION: ${path} does not tell where the stack is.`);
  return { outputs, region };
}

/**
 * The laptop host that keeps its files in that folder; `orElse` is what else one may do where there is none.
 *
 * Errors: CommandError where there is none.
 */
export async function readLaptop(folder: string, orElse = 'name a deployment by --outputs'): Promise<HostFile> {
  const host = await readHostFile(folder);
  if (host) return host;
  throw new CommandError(`There is no host.json in ${folder}. Run npm start first, or ${orElse}.`);
}

/** An output of the stack. Errors: CommandError where it is not there. */
export function requireOutput(outputs: Record<string, string>, output: Output, place: string): string {
  const name = OUTPUTS[output];
  const value = outputs[name];
  if (value === undefined) throw new CommandError(`${place} has no output ${name} of the stack Terroir.`);
  return value;
}

/** Of a file with the outputs of several stacks, `#` and the name of one of them tell which is meant. */
async function readOutputs(place: string): Promise<Record<string, string>> {
  const [, path = '', wanted] = /^([^]*?)(?:#([\w-]+))?$/.exec(place) ?? [];
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new CommandError(`${path} cannot be read (${error.message}). Make it: npm run deploy -- --outputs-file FILE`);
  });
  const stacks = parseStacks(text, path);
  const names = Object.keys(stacks);
  if (wanted === undefined && names.length > 1) {
    throw new CommandError(`${path} tells of ${names.join(', ')}. Say which one is meant: ${path}#${names[0] ?? ''}`);
  }
  const outputs = stacks[wanted ?? names[0] ?? ''];
  if (outputs) return outputs;
  throw new CommandError(`${path} tells of ${names.join(', ') || 'no stack'}, not of ${wanted ?? 'a stack'}.`);
}

function parseStacks(text: string, path: string): Record<string, Record<string, string>> {
  const stacks = parseJson(text);
  if (isRecord(stacks) && Object.values(stacks).every(isRecord))
    return stacks as Record<string, Record<string, string>>;
  throw new CommandError(`${path} is not what cdk deploy --outputs-file writes.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined where it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
