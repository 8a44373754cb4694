import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../cli/command.ts';
import { command as classes } from '../../../cli/commands/classes.ts';
import { command as datasets } from '../../../cli/commands/datasets.ts';
import { writeHostFile } from '../../../cli/laptop/host-file.ts';
import type { Dataset } from '../../../packages/client/client.ts';
import { serve, type Sent } from '../../packages/client/fake-api.ts';
import { readyMessage } from '../ready-message.ts';
import { setStage, type Stage } from '../surroundings.ts';

const CELLAR: Dataset = {
  name: 'cellar',
  state: 'IN_USE',
  rows: 12,
  classes: [
    { target: 'COUNTRY', name: 'France', count: 12 },
    { target: 'VARIETY', name: 'Merlot', count: 8 },
    { target: 'VARIETY', name: 'Malbec', count: 4 },
  ],
  importedBy: 'ann',
  importedAt: '2026-11-23T12:00:00.000Z',
  digest: 'ab',
  removal: null,
  runs: ['01B', '01A'],
};
const REMOVAL = { by: 'bob', at: '2026-11-24T12:00:00.000Z', reason: 'sour' };
const OLD = { rows: null, classes: [], importedBy: null, importedAt: null, digest: null, runs: [] };

let stage: Stage;
let api: Awaited<ReturnType<typeof serve>>;
let asked: Sent[];
/** What each root field answers. */
let answers: Record<string, unknown>;

beforeEach(async () => {
  [asked, answers] = [[], {}];
  api = await serve((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const sent = { ...(JSON.parse(body) as Sent), headers: {} };
      asked.push(sent);
      const field = /\{\s*(\w+)/.exec(sent.query)?.[1] ?? '';
      response.writeHead(200).end(JSON.stringify({ data: { [field]: answers[field] ?? null } }));
    });
  });
  stage = await setStage();
  await mkdir(join(stage.folder, '.local'));
  const ready = readyMessage('http://127.0.0.1:9');
  await writeHostFile(join(stage.folder, '.local'), { ...ready, endpoint: api.endpoint, key: 'trr_k' });
});

afterEach(async () => {
  await api.close();
  await stage.clear();
});

const run = (command: Command, ...args: string[]): Promise<number> => command.run(args, stage);

describe('datasets', () => {
  it('lists what was imported', async () => {
    const removed = { ...CELLAR, ...OLD, name: 'old', state: 'REMOVED', removal: REMOVAL };
    answers['datasets'] = { items: [CELLAR, removed], nextToken: null };
    expect(await run(datasets, 'list')).toBe(0);
    expect(stage.printed).toEqual([
      'DATASET  STATE    ROWS  COUNTRIES  VARIETIES  IMPORTED                  BY   LAST RUN',
      'cellar   IN_USE   12    1          2          2026-11-23T12:00:00.000Z  ann  01B',
      'old      REMOVED  –     0          0          –                         –    –',
    ]);
  });

  it('shows one, with its classes and the runs that used it', async () => {
    answers['dataset'] = { ...CELLAR, state: 'REMOVED', removal: REMOVAL };
    expect(await run(datasets, 'show', 'cellar')).toBe(0);
    expect(stage.printed).toEqual([
      'dataset   cellar',
      'state     REMOVED',
      'removed   2026-11-24T12:00:00.000Z by bob: sour',
      'rows      12',
      'imported  2026-11-23T12:00:00.000Z by ann',
      'digest    ab',
      'used by   01B, 01A',
      '',
      'TARGET   CLASS   ROWS',
      'COUNTRY  France  12',
      'VARIETY  Merlot  8',
      'VARIETY  Malbec  4',
    ]);
    answers['dataset'] = null;
    await expect(run(datasets, 'show', 'other')).rejects.toThrow('There is no dataset other. See datasets list.');
  });

  it('removes one for a reason, and restores it', async () => {
    answers = { removeDataset: CELLAR, restoreDataset: CELLAR };
    expect(await run(datasets, 'remove', 'cellar', '--reason', 'sour')).toBe(0);
    expect(await run(datasets, 'restore', 'cellar')).toBe(0);
    expect(asked.map(({ variables }) => variables)).toEqual([{ name: 'cellar', reason: 'sour' }, { name: 'cellar' }]);
    expect(stage.printed).toEqual([
      'cellar is removed: the next training leaves it out. To bring it back: npm run terroir -- datasets restore cellar',
      'cellar is in use: the next training reads it.',
    ]);
  });

  it.each([
    [[]],
    [['list', 'x']],
    [['show']],
    [['remove', 'x']],
    [['show', 'x', '--reason', 'y']],
    [['toString', 'x']],
  ])('does nothing for %j', async (args) => {
    await expect(run(datasets, ...args)).rejects.toMatchObject({ exitCode: 2 });
    expect(asked).toEqual([]);
  });
});

describe('classes', () => {
  it('lists, admits and withdraws', async () => {
    const admitted = { target: 'VARIETY', name: 'Petite Arvine', by: 'ann', at: '2026-11-23T12:00:00.000Z' };
    answers = { admittedClasses: [admitted], admitClass: admitted, withdrawClass: admitted };
    expect(await run(classes, 'list')).toBe(0);
    expect(await run(classes, 'admit', 'variety', 'Petite', 'Arvine')).toBe(0);
    expect(await run(classes, 'withdraw', 'variety', 'petite arvine')).toBe(0);
    expect(asked.slice(1).map(({ variables }) => variables)).toEqual([
      { target: 'VARIETY', name: 'Petite Arvine' },
      { target: 'VARIETY', name: 'petite arvine' },
    ]);
    expect(stage.printed).toEqual([
      'TARGET   CLASS          BY   SINCE',
      'variety  Petite Arvine  ann  2026-11-23T12:00:00.000Z',
      'Petite Arvine is admitted: the next training makes a class of it once it has ten examples.',
      'Petite Arvine is admitted no more, from the next training on.',
    ]);
  });

  it.each([[[]], [['admit', 'variety']], [['admit', 'grape', 'x']], [['list', 'x']], [['drop', 'variety', 'x']]])(
    'does nothing for %j',
    async (args) => {
      await expect(run(classes, ...args)).rejects.toMatchObject({ exitCode: 2 });
      expect(asked).toEqual([]);
    },
  );
});
