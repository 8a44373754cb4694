import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { keepTrackOf } from '../children/child.ts';
import { ROOT } from '../places.ts';

interface Template {
  Resources: Record<
    string,
    {
      Type: string;
      Metadata?: Record<string, unknown>;
      Properties?: { Environment?: { Variables?: Record<string, unknown> } };
    }
  >;
}

const synthesized = new Set<string>();

/**
 * Bundles the functions into a folder as a deployment would; once in a run.
 *
 * Errors: Error where CDK fails, with what it says.
 */
export async function synthesize(cdkOut: string, architecture: 'x86_64' | 'arm64'): Promise<void> {
  if (synthesized.has(cdkOut)) return;
  const cdk = fileURLToPath(new URL('node_modules/aws-cdk/bin/cdk', ROOT));
  const args = [cdk, 'synth', '--quiet', '--output', cdkOut, '--context', `architecture=${architecture}`];
  const child = spawn(process.execPath, args, { cwd: fileURLToPath(ROOT), stdio: ['ignore', 'ignore', 'pipe'] });
  keepTrackOf(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new Error(`cdk synth ended with ${code}:\n${errors}`);
  synthesized.add(cdkOut);
}

/**
 * The folder with the predict function's code, as the synthesized template names it.
 *
 * Errors: Error where the template names none.
 */
export function bundleFolder(cdkOut: string): string {
  const { Resources } = JSON.parse(readFileSync(join(cdkOut, 'Terroir.template.json'), 'utf8')) as Template;
  const predict = Object.values(Resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::Function' && Properties?.Environment?.Variables?.['POWERTOOLS_SERVICE_NAME'] === 'predict',
  );
  const folder = predict?.Metadata?.['aws:asset:path'];
  if (typeof folder !== 'string') throw new Error('The template names no code of the predict function.');
  return join(cdkOut, folder);
}

// Sizes of APPNOTE.TXT, 4.3: local header, data descriptor and central directory header; end of central directory.
const ENTRY_HEADERS_BYTES = 30 + 16 + 46;
const DIRECTORY_END_BYTES = 22;

/** How many bytes a folder takes as a zip file, deflated as well as can be, which is how CDK zips. */
export function zipBytes(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((sum, entry) => {
    const path = join(entry.parentPath, entry.name);
    const nameBytes = Buffer.byteLength(relative(folder, path));
    return sum + deflateRawSync(readFileSync(path), { level: 9 }).length + ENTRY_HEADERS_BYTES + 2 * nameBytes;
  }, DIRECTORY_END_BYTES);
}
