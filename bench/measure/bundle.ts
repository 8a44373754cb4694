import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepTrackOf } from '../children/child.ts';
import { ROOT } from '../run.ts';

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

/** Bundles the functions as a deployment would, once a run and folder. Throws what CDK says if it fails. */
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

/** The folder with the predict function's code, by the template. */
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
