import { SCOPES } from '../../contract/root-fields.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { findClient, hashKey } from '../../store/clients/clients.ts';
import { whenAbandoned } from '../laptop/abandoned.ts';
import { openClientsTable } from '../deployment/stores.ts';
import { CommandError, readArguments, resolvePath, type Command, type Surroundings } from '../command.ts';
import { isHostReady, readHostFile, writeHostFile, type HostFile, type HostReady } from '../laptop/host-file.ts';
import { issueKey, TABLE_DEADLINE_MS } from '../../store/clients/issue-key.ts';
import { startGroup, type Group } from '../laptop/child-group.ts';
import { buildSiteIfChanged, findSite } from '../laptop/site.ts';
import { synthesizeIfChanged } from '../laptop/synth.ts';

const HELP = `terroir start: runs the whole API on this machine, from the template that deploys. Usage:

  npm start -- [--port 4000] [--host ADDRESS] [--data .local] [--template FOLDER] [--stack NAME] [--fresh]
               [--schedules] [--rate-limits] [--clock-by-hand] [--trace]

  --port PORT        where to listen: 4000 unless told, 0 for any that is free
  --host ADDRESS     an IP address at which others reach the API, too, such as 0.0.0.0 for all of this machine: without
                     it only this machine does. GraphiQL has no key filled in then
  --data FOLDER      where predictions and keys are kept: .local unless told; host.json in it tells scripts
                     { endpoint, realtimeEndpoint, graphiql, site, key }
  --template FOLDER  runs what cdk synth wrote there, rather than the sources as they are
  --stack NAME       which of the stacks in that folder, where there are several
  --fresh            forgets what is in that folder
  --schedules        runs what the template schedules, too: the weekly training
  --rate-limits      turns callers away who ask more often than AWS WAF would let them; else that is told here
  --clock-by-hand    for drills: the clock of the host's CloudWatch stands until somebody moves it, so that hours pass
                     in a moment: packages/appsync-host/README.md tells how
  --trace            prints for each field the request to its data source, the answer, and errors

Ends on Ctrl-C or SIGTERM, or when the program that started it goes away; all that it started ends with it.
Exit code: 0 stopped, 1 the host failed, 2 wrongly asked.`;

const OPTIONS = {
  port: { type: 'string', default: '4000' },
  host: { type: 'string' },
  data: { type: 'string' },
  template: { type: 'string' },
  stack: { type: 'string' },
  fresh: { type: 'boolean', default: false },
  schedules: { type: 'boolean', default: false },
  'rate-limits': { type: 'boolean', default: false },
  'clock-by-hand': { type: 'boolean', default: false },
  trace: { type: 'boolean', default: false },
} as const;

/** What is handed on to the host as it is. */
const FLAGS = ['fresh', 'schedules', 'rate-limits', 'clock-by-hand', 'trace'] as const;

/** How long the host may take to end in order before it is ended. */
const STOP_MS = 10_000;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
      throw new CommandError(`--port takes 0 to 65535, not ${values.port}.`, 2);
    }
    if (values.host !== undefined && isIP(values.host) === 0) {
      throw new CommandError(`--host takes an IP address, such as 0.0.0.0, not ${values.host}.`, 2);
    }
    const folder = resolvePath(values.data, '.local', surroundings);
    const stopping = AbortSignal.any([surroundings.stopping, await whenAbandoned(surroundings.env)]);
    const cdkOut =
      values.template === undefined
        ? await synthesizeIfChanged({ ...surroundings, stopping })
        : resolvePath(values.template, '', surroundings);
    const site = values.template === undefined ? await buildSiteIfChanged(surroundings) : findSite(surroundings);
    const flags = FLAGS.flatMap((flag) => (values[flag] ? [`--${flag}`] : []));
    const hostArgs = [
      '--cdk-out',
      cdkOut,
      '--port',
      values.port,
      ...(values.host === undefined ? [] : ['--host', values.host]),
      ...(values.stack === undefined ? [] : ['--stack', values.stack]),
      '--data',
      folder,
      '--key-file',
      join(folder, 'host.json'),
      ...flags,
      ...(site === undefined ? [] : ['--site', site]),
    ];
    const host = startGroup([join(surroundings.root, 'packages/appsync-host/main.ts'), ...hostArgs], {
      cwd: surroundings.root,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    try {
      return await serve(host, folder, { ...surroundings, stopping });
    } finally {
      host.stop();
      await Promise.race([host.ended.catch(() => undefined), wait(STOP_MS, undefined, { ref: false })]);
      host.kill();
    }
  },
};

/** From the start of the host to its end, which is fine only where it was asked for. */
async function serve(host: Group, folder: string, { print, stopping }: Surroundings): Promise<number> {
  const stopAsked = new Promise<'stop'>((resolve) => {
    if (stopping.aborted) resolve('stop');
    stopping.addEventListener('abort', () => resolve('stop'));
  });
  const failed = host.ended.then((code) => {
    throw new CommandError(`The host has ended by itself (exit code ${code}): see above.`);
  });
  const up = whenReady(host).then(async (ready) => print(banner(await keepHostFile(folder, ready))));
  await Promise.race([up, stopAsked, failed]);
  await Promise.race([stopAsked, failed]);
  return 0;
}

function whenReady({ child }: Group): Promise<HostReady> {
  return new Promise((resolve) => {
    child.on('message', (message: Partial<HostReady> & { type?: unknown }) => {
      if (message.type === 'ready' && isHostReady(message)) resolve(message);
    });
  });
}

/** Writes host.json with a key that works: the one that is in it, or a new one. */
async function keepHostFile(folder: string, ready: HostReady): Promise<HostFile> {
  const table = openClientsTable(ready);
  const kept = (await readHostFile(folder))?.key;
  const key = kept !== undefined && (await stillWorks(table, kept)) ? kept : (await issueKey(table, LAPTOP_KEY)).key;
  const { endpoint, realtimeEndpoint, graphiql, site, outputs, aws } = ready;
  const content = { endpoint, realtimeEndpoint, graphiql, ...(site && { site }), key, outputs, aws };
  await writeHostFile(folder, content);
  return content;
}

const LAPTOP_KEY = { name: 'This laptop', scopes: SCOPES };

async function stillWorks(table: ReturnType<typeof openClientsTable>, key: string): Promise<boolean> {
  const client = await findClient(table, await hashKey(key), Date.now() + TABLE_DEADLINE_MS);
  return client?.state === 'active' && (client.expiresAt ?? Infinity) > Date.now() / 1000;
}

function banner({ endpoint, realtimeEndpoint, graphiql, site, key }: HostFile): string {
  return `
Terroir is ready.

  console    ${site ?? 'none'}
  API        ${endpoint}
  real time  ${realtimeEndpoint}
  GraphiQL   ${graphiql}
  key        ${key}

Ctrl-C to stop.
`;
}
