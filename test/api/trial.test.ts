import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHostFile } from '../../cli/laptop/host-file.ts';
import { listClients } from '../../store/clients/clients.ts';
import { spawnNode } from '../cli/spawned.ts';
import { api, clientsTable } from './api.ts';

const folderOfHost = api.keysIn !== null && 'folder' in api.keysIn ? api.keysIn.folder : undefined;
const canTry = folderOfHost !== undefined && process.platform === 'linux';
const root = join(import.meta.dirname, '../..');

let work: string;
let env: NodeJS.ProcessEnv;

// The trials of the pipeline, with the laptop host in the place of AWS: they find it by the variables that any program
// with an AWS SDK reads. Of CloudFormation, only what tells the outputs of a stack is stood in for.
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'terroir-trial-'));
  const host = canTry ? await readHostFile(folderOfHost) : undefined;
  if (!host) return;
  const Outputs = Object.entries(host.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  await writeFile(join(work, 'stack.json'), JSON.stringify({ Stacks: [{ StackName: 'Terroir', Outputs }] }));
  const aws = [
    '#!/usr/bin/env bash',
    '[[ -z ${AWS_CONFIG_FILE:-} ]] || cp "$AWS_CONFIG_FILE" "$(dirname "$STACK_FILE")/config-seen"',
    '[[ "$*" == "cloudformation describe-stacks --stack-name Terroir --output json" ]] && exec cat "$STACK_FILE"',
    'echo "An error occurred (ValidationError): Stack with id $4 does not exist" >&2; exit 254',
  ];
  await writeFile(join(work, 'aws'), `${aws.join('\n')}\n`, { mode: 0o755 });
  env = {
    ...process.env,
    PATH: [work, process.env['PATH']].join(delimiter),
    STACK_FILE: join(work, 'stack.json'),
    AWS_REGION: host.aws.region,
    AWS_ACCESS_KEY_ID: host.aws.accessKeyId,
    AWS_SECRET_ACCESS_KEY: host.aws.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: host.aws.endpoints.dynamodb,
    AWS_ENDPOINT_URL_S3: host.aws.endpoints.s3,
  };
});
afterAll(() => rm(work, { recursive: true }));

async function attempt(stack: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(join(root, '.ci/try-deployment'), args, { env: { ...env, STACK: stack } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

async function keysOfTrials(): Promise<{ name: string; state: string; scopes: readonly string[] }[]> {
  const clients = await listClients(await clientsTable(), Date.now() + 10_000);
  return clients.filter(({ name }) => name.startsWith('Trial of a release'));
}

describe.runIf(canTry)('a trial of a deployment', { timeout: 120_000 }, () => {
  it('asks for predictions with a key that it makes, allows no more, and revokes', async () => {
    env['STACK_ROLE'] = 'arn:aws:iam::222222222222:role/Terroir-trial';
    const { code, output } = await attempt('Terroir', 'load', '--seconds', '1', '--ms-p99-max', '60000');
    delete env['STACK_ROLE'];
    expect(output).toMatch(/^20 predictions, 0 failed, p50 \d+ ms, p99 \d+ ms$/m);
    expect(code).toBe(0);
    const keys = await keysOfTrials();
    expect(keys).toMatchObject([{ name: 'Trial of a release: load', state: 'revoked', scopes: ['predict'] }]);
    expect(output).not.toMatch(/trr_\w/);
    expect(await readFile(join(work, 'config-seen'), 'utf8')).toBe(
      '[default]\nrole_arn = arn:aws:iam::222222222222:role/Terroir-trial\ncredential_source = EcsContainer\n',
    );
  });

  it('puts the console in place, and makes no key for that', async () => {
    const before = await keysOfTrials();
    const { code, output } = await attempt('Terroir', 'console');
    expect(output).toMatch(/^\d+ files put; the console is at https:\/\/\S+$/m);
    expect(code).toBe(0);
    expect(await keysOfTrials()).toEqual(before);
  });

  it('fails where predictions take too long, and revokes its key all the same', async () => {
    const { code, output } = await attempt('Terroir', 'glance', '--seconds', '1', '--ms-p99-max', '1');
    expect(output).toContain('They took too long: 99 of a hundred may take 1 ms.');
    expect(code).toBe(1);
    expect((await keysOfTrials()).filter(({ state }) => state !== 'revoked')).toEqual([]);
  });

  it('fails where predictions do, and says how many and why', async () => {
    const args = ['--per-second', '3', '--seconds', '1', '--failures-max', '2'];
    const run = spawnNode([join(root, 'bench/soak/steady.ts'), ...args], {
      env: { ENDPOINT: api.endpoint, KEY: `trr_${'x'.repeat(5)}` },
    });
    const { code, output } = await run.ended;
    expect(code).toBe(1);
    expect(output).toMatch(/^3 predictions, 3 failed, .*\n3 × UnauthorizedException: .*\nToo many failed: 2 may\.$/m);
  });

  it('has nothing to ask before the first deployment, where a canary could be of nothing; any other trial fails', async () => {
    expect(await attempt('Terroir-new', 'traffic')).toEqual({
      code: 0,
      output: 'There is no Terroir-new yet: nothing to ask.\n',
    });
    const { code, output } = await attempt('Terroir-new', 'load');
    expect([code, output]).toEqual([1, expect.stringContaining('Stack with id Terroir-new does not exist')]);
  });

  it('says what there is to try, where it is asked for something else', async () => {
    const { code, output } = await attempt('Terroir', 'everything');
    expect(code).toBe(2);
    for (const trial of ['console', 'promises', 'load', 'traffic', 'glance'])
      expect(output).toMatch(new RegExp(`^# +${trial} `, 'm'));
  });
});
