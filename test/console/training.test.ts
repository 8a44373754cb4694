import type { Page } from 'playwright-core';
import { ulid } from 'ulid';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeSeconds, estimateSecondsLeft } from '../../console/app/pages/training/describe-run.ts';
import { readLaptop } from '../../cli/deployment/deployment.ts';
import { openLaptop } from '../../cli/deployment/place.ts';
import type { StoredLoss, StoredRun } from '../../contract/stored/models.ts';
import { createPublisher, type Publish } from '../../functions/publish.ts';
import { releaseLease, takeLease } from '../../store/models/lease.ts';
import { beginRun, writeRun } from '../../store/models/runs.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { api, makeKey } from '../api/api.ts';
import { breakSockets, canOpenConsole, CONSOLE, lookAtPage, openConsole } from './open-console.ts';

const HOSTILE = '<img src=x onerror="document.title=1"> because';
const lossesTo = (share: number): StoredLoss[] =>
  (['VARIETY', 'COUNTRY'] as const).flatMap((target) =>
    Array.from({ length: Math.round(share * 20) }, (_, at) => ({
      target,
      share: (at + 1) / 20,
      logLoss: (target === 'VARIETY' ? 3 : 1.5) / Math.sqrt(at + 1),
    })),
  );

describe.runIf(canOpenConsole)('Training', () => {
  let models: Table;
  let publish: Publish;
  let run: StoredRun;
  const later = () => Date.now() + 10_000;

  beforeAll(async () => {
    const laptop = await readLaptop(api.keysIn !== null && 'folder' in api.keysIn ? api.keysIn.folder : '');
    const place = openLaptop(laptop);
    const { accessKeyId, secretAccessKey, region } = laptop.aws;
    models = place.openTable(place.output('modelsTable'));
    publish = createPublisher({ endpoint: api.endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  });
  afterEach(() => releaseLease(models, run?.id ?? '', later()));

  /** Does what λ train does as it goes on. */
  async function goOn(changes: Partial<StoredRun>, { quietly = false } = {}): Promise<void> {
    run = { ...run, ...changes, updatedAt: new Date().toISOString() };
    await writeRun(models, run, later());
    if (quietly) return;
    await publish('publishTrainingProgress', run);
    if (run.status !== 'RUNNING') await publish('publishTrainingCompleted', run);
  }

  async function begin(telling = {}): Promise<void> {
    const startedAt = new Date(Date.now() - 30_000).toISOString();
    run = { ...beginRun(ulid(), 'cellar', HOSTILE, startedAt), stage: 'read datasets', share: 0.02 };
    expect(await takeLease(models, run.id, later())).toMatchObject({ taken: true });
    await goOn({}, telling);
  }

  const atWork = (page: Page) => page.getByRole('region', { name: 'The training at work' });

  it('shows stage, share, time left and the log loss as they are told, and the end by itself', async () => {
    const page = await openConsole('#/training');
    await page.getByRole('heading', { name: 'Trainings before' }).waitFor();
    await begin();
    await atWork(page).getByText('read datasets').waitFor();
    expect(await page.getByRole('button', { name: 'One is at work' }).isDisabled()).toBe(true);
    await goOn({ stage: 'train variety', share: 0.4, examples: 51_234, labels: 12, losses: lossesTo(0.5) });
    await atWork(page).getByText('train variety').waitFor();
    await atWork(page).getByText('about 50 seconds left').waitFor();
    await atWork(page).getByText('40% done').waitFor();
    expect(await atWork(page).getByRole('progressbar').getAttribute('value')).toBe('0.4');
    await atWork(page).getByText('Table of Log loss while it learns').click();
    const rows = await atWork(page).getByRole('table').getByRole('row').allInnerTexts();
    expect(rows).toHaveLength(11);
    expect(rows[1]).toMatch(/^5%\s+3\.00\s+1\.50$/);
    await atWork(page).getByText('Table of Log loss while it learns').click();
    await lookAtPage(page, 'training');
    const failed = {
      status: 'FAILED',
      failure: 'The cellar is flooded.',
      finishedAt: new Date().toISOString(),
    } as const;
    await goOn({ ...failed, share: 1 });
    await page.getByRole('status').getByText('The training has ended.').waitFor();
    expect(await page.title()).toBe('✓ A training has ended · Terroir');
    expect(await atWork(page).count()).toBe(0);
    const entry = page.getByRole('listitem').filter({ hasText: HOSTILE });
    await entry.getByText('The cellar is flooded.').waitFor();
    expect(await page.locator('main img, main script').count()).toBe(0);
  });

  it('connects again after a lost connection, and shows what was told meanwhile', async () => {
    const page = await openConsole('#/try', { key: await makeKey({ scopes: ['predict'] }) });
    const sockets = await breakSockets(page);
    await page.getByRole('link', { name: 'Training' }).click();
    await begin();
    await goOn({ stage: 'train country', share: 0.3 });
    await atWork(page).getByText('train country').waitFor();
    await goOn({ stage: 'judge', share: 0.95 }, { quietly: true });
    await sockets[0]?.();
    await atWork(page).getByText('judge').waitFor();
    expect(sockets.length).toBe(2);
    await goOn({ status: 'UNCHANGED', share: 1, finishedAt: new Date().toISOString() });
    await page.getByText('Nothing has changed since an earlier training').first().waitFor();
    // Who may not operate starts nothing.
    expect(await page.getByRole('form', { name: 'Start a training' }).count()).toBe(0);
  });

  it('starts a training by keyboard, with a reason, and follows it', async () => {
    const page = await openConsole('#/training', { key: await makeKey({ scopes: ['operate'] }) });
    const asked: unknown[] = [];
    // A training of the shared host would learn from the labels of other tests, and move its champion.
    await page.route('**/graphql', async (route) => {
      const body = route.request().postData() ?? '';
      if (!body.includes('startTraining(')) return route.continue();
      asked.push((JSON.parse(body) as { variables: unknown }).variables);
      // It is told by the answer alone.
      await begin({ quietly: true });
      return route.fulfill({ json: { data: { startTraining: run } } });
    });
    await page.getByLabel('Why, for the history').focus();
    await page.keyboard.type('  The harvest is in ');
    await page.keyboard.press('Enter');
    await atWork(page).getByText('read datasets').waitFor();
    expect(asked).toEqual([{ reason: 'The harvest is in' }]);
    await expect.poll(() => page.getByLabel('Why, for the history').inputValue()).toBe('');
    await goOn({ status: 'UNCHANGED', share: 1, finishedAt: new Date().toISOString() });
    await page.getByRole('status').getByText('The training has ended.').waitFor();
  });

  it('says that there is no run of an id, and shows one that the list has not come to', async () => {
    const page = await openConsole('#/training/nope');
    await page.getByText('There is no training of the id nope.').waitFor();
    await page.getByRole('heading', { name: 'Trainings before' }).waitFor();
    await begin({ quietly: true });
    await goOn({ status: 'REJECTED', finishedAt: new Date().toISOString() }, { quietly: true });
    // The list as it would be if twenty others had come since.
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('query TrainingRuns') !== true) return route.continue();
      const response = await route.fetch();
      const json = (await response.json()) as { data: { trainingRuns: { items: { id: string }[] } } };
      const { trainingRuns } = json.data;
      trainingRuns.items = trainingRuns.items.filter(({ id }) => id !== run.id);
      return route.fulfill({ response, json });
    });
    await page.goto(`${CONSOLE}#/training/${run.id}`);
    await page.reload();
    await page.getByRole('listitem').getByText('held back by the gate').waitFor();
    expect(await page.getByText('There is no training').count()).toBe(0);
  });

  it('says why a training cannot be started', async () => {
    const page = await openConsole('#/training');
    await page.getByRole('heading', { name: 'Trainings before' }).waitFor();
    const message = 'A training is at work already.';
    const refused = { errors: [{ message, errorType: 'TrainingInProgress', errorInfo: { retryable: true } }] };
    await page.route('**/graphql', (route) => route.fulfill({ json: refused }));
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('form', { name: 'Start a training' }).getByText(message).waitFor();
  });
});

it('how long a run will take is told roughly, and not before it can be known', () => {
  const startedAt = '2026-11-28T12:00:00.000Z';
  const at = (share: number, updatedAt: string) =>
    estimateSecondsLeft({
      ...beginRun('r', 'c', null, startedAt),
      datasets: null,
      losses: null,
      share,
      updatedAt,
    } as never);
  expect(at(0.02, '2026-11-28T12:00:10.000Z')).toBe(null);
  expect(at(0.25, '2026-11-28T12:01:00.000Z')).toBe(180);
  expect([3, 31, 180, 7_300].map(describeSeconds)).toEqual([
    'a few seconds',
    'about 40 seconds',
    'about 3 minutes',
    'about 2 hours',
  ]);
});
