import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError, readArguments, resolvePath, type Command, type Surroundings } from '../command.ts';
import { readLaptop } from '../deployment/deployment.ts';
import type { HostFile } from '../laptop/host-file.ts';
import { synthesizeIfChanged, synthesizeInto } from '../laptop/synth.ts';

const HELP = `terroir release: releases the functions as they are now to the host on this laptop, as AWS would. Usage:

  npm run terroir -- release [--template FOLDER [--stack NAME] | --emergency] [--data .local]
  npm run terroir -- release --stop | --roll-back | --watch [--data .local]

  --template FOLDER  what cdk synth has written; unless told, the template is made from the sources
  --stack NAME       which of the stacks in that folder, where there are several
  --emergency        makes it with alarms left out, for the one release that mends what they ring for
  --stop             ends the release that runs: what was live before it is live
  --roll-back        goes back from the last release, at once
  --watch            shows the release that runs, or how the last one went
  --data FOLDER      where the host keeps its data: .local unless told

Of each function whose version is another one, a hook tries the new version; then a tenth of the calls goes to it for
five minutes; an alarm that goes off ends the release, and everything is as it was. Ctrl-C ends the watching, not the
release. What a template changes besides functions and alarms needs a restart of the host: npm start.
Exit code: 0 released, or as asked; 1 refused or rolled back; 2 wrongly asked; 130 no longer watched.`;

const OPTIONS = {
  template: { type: 'string' },
  stack: { type: 'string' },
  emergency: { type: 'boolean', default: false },
  stop: { type: 'boolean', default: false },
  'roll-back': { type: 'boolean', default: false },
  watch: { type: 'boolean', default: false },
  data: { type: 'string' },
} as const;

/** What may be asked, of which one can be asked at a time. */
const WISHES = ['template', 'emergency', 'stop', 'roll-back', 'watch'] as const;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    const wishes = WISHES.filter((wish) => values[wish] !== undefined && values[wish] !== false);
    const [first, second] = wishes;
    if (second !== undefined) throw new CommandError(`--${String(first)} does not go with --${second}.`, 2);
    const place = resolvePath(values.data, '.local', surroundings);
    const host = await readLaptop(place, 'say where its data is by --data');
    const ask = (method: string, path: string, body?: object) =>
      follow(host, place, { method, path, ...(body && { body }) }, surroundings);
    switch (first) {
      case 'stop':
      case 'roll-back':
        await ask('POST', `/${first}`);
        return 0;
      case 'watch':
        return codeOf(await ask('GET', ''));
      case 'emergency':
        return codeOf(await releaseInEmergency((cdkOut) => ask('POST', '', { cdkOut }), surroundings));
      default: {
        const { template, stack } = values;
        const cdkOut =
          template === undefined ? await synthesizeIfChanged(surroundings) : resolvePath(template, '', surroundings);
        return codeOf(await ask('POST', '', { cdkOut, ...(stack !== undefined && { stack }) }));
      }
    }
  },
};

function codeOf(status: string): number {
  return status === 'Succeeded' ? 0 : 1;
}

/** The template lies in a folder that goes: the host keeps what it releases. */
async function releaseInEmergency(release: (cdkOut: string) => Promise<string>, surroundings: Surroundings) {
  const folder = await mkdtemp(join(tmpdir(), 'terroir-release-'));
  try {
    await synthesizeInto(folder, { emergency: 'true' }, surroundings);
    return await release(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Request {
  method: string;
  path: string;
  body?: object;
}

/** Asks the host, prints a line for each that it tells, and brings how the release ended. Errors: CommandError. */
async function follow(
  { aws }: HostFile,
  place: string,
  { method, path, body }: Request,
  { print, stopping }: Surroundings,
): Promise<string> {
  const { codedeploy } = aws.endpoints;
  if (codedeploy === undefined) throw new CommandError('The host is too old for releases: start it again (npm start).');
  const headers = { authorization: `Bearer ${aws.secretAccessKey}` };
  const response = await fetch(`${codedeploy}/release${path}`, {
    ...{ method, headers, signal: stopping },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    stopping.throwIfAborted();
    throw new CommandError(`No host is up that keeps its data in ${place}: start one with npm start.`, 1, error);
  });
  if (!response.ok) throw new CommandError(await explain(response));
  try {
    for await (const { line, status } of readLines(response)) {
      if (line !== undefined) print(line);
      if (status !== undefined) return status;
    }
  } catch (error) {
    if (!stopping.aborted) throw new CommandError('The host has ended while it released.', 1, error);
    throw new CommandError('No longer watched; the release goes on: terroir release --watch shows it.', 130, error);
  }
  throw new CommandError('The host has ended while it released.');
}

async function explain(response: Response): Promise<string> {
  try {
    return ((await response.json()) as { message: string }).message;
  } catch {
    return `The host has answered ${response.status}.`;
  }
}

async function* readLines(response: Response): AsyncGenerator<{ line?: string; status?: string }> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const texts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = texts.pop() ?? '';
    // An empty line says that the host is there.
    for (const text of texts.filter(Boolean)) yield JSON.parse(text) as { line?: string; status?: string };
  }
}
