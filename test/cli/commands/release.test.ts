import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command } from '../../../cli/commands/release.ts';
import { writeHostFile } from '../../../cli/laptop/host-file.ts';
import {
  BAD,
  GOOD,
  startReleasing,
  writeRelease,
  type ReleasingHost,
} from '../../packages/appsync-host/release/released-guest-book.ts';
import { fakeCdk, layOut } from '../fake-cdk.ts';
import { setStage, type Stage } from '../surroundings.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
  await mkdir(join(stage.folder, '.local'));
});
afterEach(() => stage.clear());

/** A host with a guest book, as `npm start` leaves word of it. */
async function start(): Promise<ReleasingHost> {
  const running = await startReleasing(writeRelease({ letter: 'A' }));
  const { endpoint, realtimeEndpoint, graphiql, outputs, aws } = running.host;
  await writeHostFile(join(stage.folder, '.local'), { endpoint, realtimeEndpoint, graphiql, outputs, aws, key: 'k' });
  return running;
}

const run = (...args: string[]) => command.run(args, stage);
const second = () => writeRelease({ letter: 'B', code: `${GOOD} // second` });

/** Resolves once a line was printed that has these words. */
const printed = (words: string) =>
  expect.poll(() => stage.printed.some((line) => line.includes(words)), { timeout: 20_000 }).toBe(true);

describe('release', () => {
  it('shows how a release goes, and that it went well', async () => {
    const { pass } = await start();
    const released = run('--template', second());
    await printed('10 % of calls go to version 2');
    await pass(5);
    expect(await released).toBe(0);
    expect(stage.printed.at(-1)).toBe('Released.');
    expect(await run('--watch')).toBe(0);
    expect(await run('--roll-back')).toBe(0);
    expect(stage.printed.at(-1)).toBe('Rolled back by hand, at once: no hook was asked.');
  });

  it('fails where the release is rolled back, and tells why', async () => {
    await start();
    expect(await run('--template', writeRelease({ letter: 'B', code: BAD }))).toBe(1);
    expect(stage.printed.join('\n')).toContain('The hook BeforeAllowTraffic refused the version.');
  });

  it('can be left, looked at again, and stopped', async () => {
    await start();
    const left = run('--template', second()).catch((error: unknown) => error);
    await printed('10 % of calls');
    const [watching, other] = [stage, await setStage()];
    watching.stop();
    expect(await left).toMatchObject({ exitCode: 130, message: expect.stringContaining('goes on') as string });
    stage = { ...other, folder: watching.folder, root: watching.root };
    const watched = run('--watch');
    await printed('10 % of calls');
    expect(await run('--stop')).toBe(0);
    expect(await watched).toBe(1);
    await other.clear();
    stage = watching;
  });

  it('passes on why the host refuses', async () => {
    await start();
    await expect(run('--stop')).rejects.toMatchObject({ exitCode: 1, message: 'No release is running.' });
    await expect(run('--watch')).rejects.toThrow(/^There was no release since the host has started.$/);
    await expect(run('--template', import.meta.filename)).rejects.toThrow(/release.test.ts is not a folder/);
    await expect(run('--template', 'nowhere')).rejects.toThrow(/nowhere does not exist/);
  });

  it('tells why nothing came of a template whose bundle is not there, then and when it is asked again', async () => {
    await start();
    const folder = writeRelease({ letter: 'B' });
    await rm(join(folder, 'asset.greeter-B'), { recursive: true });
    const why = 'GuestBook.assets.json names no file greeter-B.zip that is there. Run cdk synth again.';
    await expect(run('--template', folder)).rejects.toMatchObject({ exitCode: 1, message: why });
    expect(await run('--watch')).toBe(1);
    expect(stage.printed.at(-1)).toBe(`It cannot be: ${why} What was live is live.`);
  });

  it('makes the template for an emergency with alarms left out', async () => {
    await start();
    await layOut(stage.folder);
    await fakeCdk(stage.folder, `throw new Error(process.argv.slice(2).join(' '));`);
    await expect(run('--emergency')).rejects.toThrow(/synth --quiet --output \S+ -c emergency=true/);
  });

  it('says what to do where no host is up, and which options do not go together', async () => {
    await expect(run('--stop', '--watch')).rejects.toMatchObject({ exitCode: 2 });
    await expect(run('--watch')).rejects.toThrow(
      /^There is no host.json in .* Run npm start first, or say where its data is by --data\.$/,
    );
    const { host } = await start();
    await host.close();
    await expect(run('--watch')).rejects.toThrow(/^No host is up that keeps its data in .*npm start/);
  });
});
