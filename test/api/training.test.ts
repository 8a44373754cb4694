import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHostFile } from '../../cli/laptop/host-file.ts';
import { createClient, type Client, type ModelVersion, type TrainingRun } from '../../packages/client/client.ts';
import { spawnNode, TERROIR, type Spawned } from '../cli/spawned.ts';
import { api, askUntil, collect, errorOf, someWine } from './api.ts';

const onLaptop = api.keysIn !== null && 'folder' in api.keysIn;

/** Each sentence goes on from where the one before has left the host, which is its own: the champion moves here. */
describe.runIf(onLaptop)('a training', () => {
  let folder: string;
  let host: Spawned;
  let terroir: Client;
  let starter: ModelVersion;
  let run: TrainingRun;
  const told: TrainingRun[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terroir-training-'));
    host = spawnNode([TERROIR, 'start', '--port', '0', '--data', folder], { stdin: 'pipe' });
    await host.until('Ctrl-C to stop.');
    const { endpoint = '', key = '' } = (await readHostFile(folder)) ?? {};
    terroir = createClient({ endpoint, key });
    starter = await terroir.champion();
  });

  afterAll(async () => {
    host.child.kill('SIGTERM');
    const { code, output } = await host.ended;
    await rm(folder, { recursive: true });
    if (code !== 0) throw new Error(`The host did not end well (exit code ${code}):\n${output}`);
  });

  /** Predicts again and again, without one failure, until that version answers. */
  async function untilAnsweredBy(version: string): Promise<void> {
    await askUntil(terroir, ({ modelVersion }) => modelVersion === version);
  }

  it('finds nothing to promote or to go back to before the first one', async () => {
    expect(starter).toMatchObject({ state: 'CHAMPION', trainedBy: null, decision: null });
    expect(await errorOf(terroir.rollback('Too early'))).toMatchObject({ errorType: 'NotFound' });
    expect(await errorOf(terroir.promote('v-none', 'Unknown'))).toMatchObject({ errorType: 'NotFound', field: 'id' });
    const again = await errorOf(terroir.promote(starter.id, 'Again'));
    expect(again).toMatchObject({ errorType: 'InvalidInput', field: 'id', rule: 'notChampion' });
    expect(await collect(terroir.promotions())).toEqual([]);
  });

  it('tells how it gets on, from its start to its end, and lets no second one start meanwhile', async () => {
    const reviews = Array.from(
      { length: 20 },
      (_, index) => `Wild thyme and cold slate ${index},Räuschling,Switzerland`,
    );
    await writeFile(join(folder, 'zurich.csv'), `description,variety,country\n${reviews.join('\n')}\n`);
    const imported = spawnNode([TERROIR, 'import', join(folder, 'zurich.csv'), '--data', folder]);
    expect(await imported.ended).toMatchObject({ code: 0 });
    const { id } = await terroir.predict(someWine());
    await terroir.label(id, { country: 'France', variety: 'Gamay' });
    expect(await collect(terroir.datasets())).toMatchObject([
      { name: 'zurich', state: 'IN_USE', rows: 20, runs: [], removal: null },
    ]);

    const completed = terroir.completedTrainings().next();
    const started = await terroir.startTraining('Notes from Zürich');
    expect(started).toMatchObject({ status: 'RUNNING', share: 0, reason: 'Notes from Zürich' });
    const second = await errorOf(terroir.startTraining());
    expect(second).toMatchObject({ errorType: 'TrainingInProgress', retryable: true });
    for await (const state of terroir.trainingEvents({ id: started.id })) told.push(state);
    run = told.at(-1)!;
    expect((await completed).value).toEqual(run);
    expect(await terroir.trainingRun(run.id)).toEqual(run);

    const shares = told.map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
    expect(shares.at(-1)).toBe(1);
    const losses = run.losses?.filter(({ target }) => target === 'VARIETY').map(({ logLoss }) => logLoss) ?? [];
    expect(losses).toHaveLength(20);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    expect(new Set(told.map(({ stage }) => stage)).size).toBeGreaterThan(5);
    const times = told.map(({ updatedAt }) => Date.parse(updatedAt));
    const pauses = times.slice(1).map((time, index) => time - times[index]!);
    // Two seconds are promised; a machine that is busy with other tests is allowed some more.
    expect(Math.max(...pauses)).toBeLessThan(5_000);
  }, 240_000);

  it('ends with a version that is registered, with all that it was made from, and judged', async () => {
    // An honest challenger with a grape more: what holds it back is a fault of the gate.
    expect(run.status).toBe('PROMOTED');
    expect(run).toMatchObject({ labels: 1, datasets: ['zurich'], failure: null });
    expect(await terroir.dataset('zurich')).toMatchObject({
      classes: [
        { target: 'COUNTRY', name: 'Switzerland', count: 20 },
        { target: 'VARIETY', name: 'Räuschling', count: 20 },
      ],
      runs: [run.id],
    });
    expect(run.examples).toBeGreaterThan(20);
    const version = await terroir.modelVersion(run.modelVersion ?? '');
    expect(version).toMatchObject({
      state: run.status === 'PROMOTED' ? 'CHAMPION' : 'REJECTED',
      trainedBy: run.id,
      decision: run.decision,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(version?.countryAccuracy).toBeGreaterThan(0.5);
    expect(version?.decision?.checks.length).toBeGreaterThan(3);
    expect(await collect(terroir.modelVersions())).toEqual([version]);
    expect(JSON.parse(version?.evaluation ?? '')).toHaveProperty('country');
  });

  it('can be compared with the version before: only what differs is told, with the figures', async () => {
    const { facts, datasets, classes, slices } = await terroir.compareModels(starter.id, run.modelVersion ?? '');
    expect(facts.map(({ path }) => path)).toContain('training.report.given');
    expect(datasets).toContainEqual(
      expect.objectContaining({ name: expect.stringContaining('zurich') as string, onlyIn: run.modelVersion }),
    );
    expect(classes).toContainEqual({
      target: 'VARIETY',
      name: 'Räuschling',
      onlyIn: run.modelVersion,
      firstExamples: null,
      secondExamples: expect.any(Number) as number,
    });
    for (const { first, second } of slices) expect(first).not.toEqual(second);
    const alike = await terroir.compareModels(starter.id, starter.id);
    expect([alike.facts, alike.datasets, alike.classes, alike.slices]).toEqual([[], [], [], []]);
  });

  it('is followed by predict, without one request that fails, once its version is the champion', async () => {
    if (run.status === 'REJECTED') await terroir.promote(run.modelVersion ?? '', 'It has Zürich');
    await untilAnsweredBy(run.modelVersion ?? '');
    expect(await terroir.champion()).toMatchObject({ id: run.modelVersion, state: 'CHAMPION' });
    expect(await terroir.modelVersion(starter.id)).toMatchObject({ state: 'RETIRED' });
    // It has learnt what was imported: a class that the starter version does not know.
    const { variety } = await terroir.predict({ description: 'Wild thyme and cold slate', country: 'Switzerland' });
    expect(variety.ranking.map(({ name }) => name)).toContain('Räuschling');
  });

  it('changes nothing when nothing has changed', async () => {
    const { id } = await terroir.startTraining();
    const states = await collect(terroir.trainingEvents({ id }));
    expect(states.at(-1)).toMatchObject({ status: 'UNCHANGED', modelVersion: null });
    expect((await terroir.trainingRuns().pages().next()).value).toMatchObject([{ id }, { id: run.id }]);
  }, 60_000);

  it('has its datasets taken back, and given again, and learns of labels what an operator admits', async () => {
    const removed = await terroir.removeDataset('zurich', 'It was a joke');
    expect(removed).toMatchObject({ state: 'REMOVED', removal: { reason: 'It was a joke' } });
    expect(await terroir.restoreDataset('zurich')).toMatchObject({ state: 'IN_USE', removal: null });
    expect(await errorOf(terroir.removeDataset('nowhere', 'x'))).toMatchObject({
      errorType: 'NotFound',
      field: 'name',
    });
    expect(await terroir.admitClass('VARIETY', 'Petite Arvine')).toMatchObject({ name: 'Petite Arvine' });
    expect(await terroir.admittedClasses()).toMatchObject([{ target: 'VARIETY', name: 'Petite Arvine' }]);
    await terroir.withdrawClass('VARIETY', 'petite arvine');
    expect(await terroir.admittedClasses()).toEqual([]);
  });

  it('can be gone back on, by one of two who try at once, and every step is in the history', async () => {
    const both = await Promise.allSettled([terroir.rollback('It is sour'), terroir.rollback('It is sour')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await untilAnsweredBy(starter.id);
    expect(await terroir.champion()).toEqual({ ...starter, state: 'CHAMPION' });
    expect(await terroir.modelVersion(run.modelVersion ?? '')).toMatchObject({ state: 'RETIRED' });
    const moves = await collect(terroir.promotions({ pageSize: 1 }));
    expect(moves).toMatchObject([
      {
        sequence: 2,
        kind: 'ROLLBACK',
        from: run.modelVersion,
        to: starter.id,
      },
      { sequence: 1, kind: run.status === 'PROMOTED' ? 'GATE' : 'PROMOTE', from: starter.id, to: run.modelVersion },
    ]);
    expect(moves[0]).toMatchObject({ reason: 'It is sour' });
  });
});
