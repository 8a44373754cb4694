import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueKey } from '../../store/clients/issue-key.ts';
import { findKeysOnLaptop } from '../../cli/deployment/stores.ts';
import { readHostFile, type HostFile } from '../../cli/laptop/host-file.ts';
import { nameAfter, writeImport } from '../../console/app/pages/models/datasets/write-import.ts';
import { createClient, type Client } from '../../packages/client/client.ts';
import { spawnNode, TERROIR, type Spawned } from '../cli/spawned.ts';
import { canOpenConsole, lookAtPage, openConsole } from './open-console.ts';
import { registerCopies } from './version-copies.ts';

/** More than two pages of the list. */
const VERSIONS = 30;
const HOSTILE = '<img src=x onerror="document.title=1"> was better';

describe('a file to import', () => {
  it('gives its name to the dataset, as the command has it', () => {
    const names = {
      'ワイン リスト.csv': 'dataset',
      'My Cellar.csv': 'my-cellar',
      'côtes.xlsx': 'c-tes',
      'a.csv.gz': 'a',
      '--by.csv': 'by',
    };
    for (const [file, name] of Object.entries(names)) expect(nameAfter(file)).toBe(name);
  });

  it('is imported by a command that a shell takes as it is meant', () => {
    expect(writeImport('wines.csv', false)).toBe('npm run terroir -- import wines.csv');
    expect(writeImport("it's $HOME.csv", true)).toBe(
      String.raw`npm run terroir -- import 'it'\''s $HOME.csv' --outputs outputs.json`,
    );
    expect(writeImport('--by.csv', false)).toBe('npm run terroir -- import ./--by.csv');
  });
});

/** The host is its own: the champion moves here. */
describe.runIf(canOpenConsole)('Models', () => {
  let folder: string;
  let spawned: Spawned;
  let host: HostFile;
  let terroir: Client;
  let starter: string;
  /** Newest first. */
  const ids = Array.from({ length: VERSIONS }, () => `v-${ulid()}`)
    .sort()
    .reverse();
  const [newest = ''] = ids;
  const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
  const open = (address: string, key?: string): Promise<Page> =>
    openConsole(address, { at: new URL('/', host.endpoint).href, ...(key !== undefined && { key }) });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'terroir-models-'));
    spawned = spawnNode([TERROIR, 'start', '--port', '0', '--data', folder], { stdin: 'pipe' });
    await spawned.until('Ctrl-C to stop.');
    const found = await readHostFile(folder);
    if (!found) throw new Error(`The host is up and has left no host.json in ${folder}.`);
    host = found;
    terroir = createClient({ endpoint: host.endpoint, key: host.key });
    starter = (await terroir.champion()).id;
    await registerCopies(host, ids);
  }, 120_000);
  afterAll(async () => {
    spawned.child.kill('SIGTERM');
    await spawned.ended;
    await rm(folder, { recursive: true });
  });

  it('lists the versions page by page, newest first, each once, with the best figure of those shown', async () => {
    const page = await open('#/models');
    const rows = page.locator('.models li.prediction');
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(VERSIONS);
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 9000);
        return page.getByText('That is all of the versions.').count();
      })
      .toBe(1);
    expect(await rows.locator('.excerpt').allTextContents()).toEqual(ids);
    const best = rows.filter({ hasText: 'the best that is shown' });
    expect((await best.allTextContents()).every((text) => text.includes('variety 59%'))).toBe(true);
    expect(await best.count()).toBeGreaterThan(0);
    await page.evaluate(() => scrollTo(0, 0));
    await lookAtPage(page, 'models');
  });

  it('shows the gate’s decision as a sentence with its figures, and only what differs from the champion', async () => {
    const page = await open(`#/models/${newest}`);
    const one = page.getByRole('region', { name: newest });
    const verdict =
      'variety log loss: this version 1.31 (95 %: 1.28 to 1.34), the champion 1.21, the limit 1.24, n = 1,606.';
    await one.getByText('The gate held it back.').waitFor();
    await one.getByText(verdict).waitFor();
    await one.getByText('2 checks, 1 not passed').click();
    expect(await one.getByRole('row', { name: /^parity/ }).innerText()).toContain('✓ yes');
    const trained = part(page, 'How they were trained');
    await trained.waitFor();
    expect(await trained.getByRole('rowheader').allInnerTexts()).toEqual(['training.settings.seed']);
    const slices = part(page, 'Slices of the hold-out sets');
    expect(await slices.getByRole('row').nth(1).innerText()).toMatch(/all[\s\S]*−10[\s\S]*worse[\s\S]*n = 1,606/);
    await lookAtPage(page, 'models-one');
  });

  it('compares with another version that is chosen, and the choice is in the address', async () => {
    const page = await open(`#/models/${starter}`);
    await page.getByLabel('Compared with').selectOption(newest);
    await part(page, 'How they were trained').waitFor();
    expect(page.url()).toContain(`with=${newest}`);
    expect(await part(page, 'Slices of the hold-out sets').getByRole('row').nth(1).innerText()).toContain('better');
  });

  it('promotes with a reason and the expected champion, tells of it, and rolls back', async () => {
    const page = await open(`#/models/${newest}`);
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.postData()?.includes('promoteModel(')) sent.push(request.postData() ?? '');
    });
    await page.getByRole('button', { name: 'Make it the champion …' }).click();
    await page.getByText(`Takes the place of ${starter}`).waitFor();
    await page.getByRole('button', { name: 'Make it the champion', exact: true }).click();
    await page.getByLabel('Why, for the history').fill(HOSTILE);
    await page.keyboard.press('Enter');
    const champion = part(page, 'Champion');
    await champion.getByText(HOSTILE).first().waitFor();
    expect((await terroir.champion()).id).toBe(newest);
    // Without a reason nothing was sent.
    expect(sent).toHaveLength(1);
    expect(await page.locator('main img').count()).toBe(0);
    await champion.getByRole('button', { name: 'Roll back …' }).click();
    await champion.getByLabel('Why, for the history').fill('It was no better');
    await champion.getByRole('button', { name: 'Roll back', exact: true }).click();
    await champion.getByText('It was no better').first().waitFor();
    expect((await terroir.champion()).id).toBe(starter);
  });

  it('works by keyboard alone: a version opened, a move begun and left', async () => {
    const page = await open('#/models');
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.locator('.models li.prediction a').first().focus();
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe(newest);
    const begin = page.getByRole('button', { name: 'Make it the champion …' });
    await begin.waitFor();
    await page.keyboard.press('Tab');
    for (let tabs = 0; tabs < 10 && !(await focused()).startsWith('Make it'); tabs += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const reason = page.getByLabel('Why, for the history');
    await expect.poll(() => reason.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.type('A reason');
    expect(await reason.inputValue()).toBe('A reason');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Make it the champion …');
    await page.getByRole('link', { name: 'Close' }).press('Enter');
    await expect.poll(focused).toMatch(new RegExp(`${newest}$`));
    expect((await terroir.champion()).id).toBe(starter);
  });

  it('refuses to move a champion that another one has moved meanwhile, and says what to do', async () => {
    const page = await open(`#/models/${newest}`);
    await page.getByRole('button', { name: 'Make it the champion …' }).click();
    await page.getByLabel('Why, for the history').fill('Mine');
    await terroir.promote(newest, 'Somebody else was sooner');
    await page.getByRole('button', { name: 'Make it the champion', exact: true }).click();
    await page.getByRole('alert').getByText('Look which version is the champion by now').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await part(page, 'Champion').getByText('Somebody else was sooner').first().waitFor();
    await terroir.rollback('As it was');
  });

  it('marks moves of the champion in the accuracy over time, with the version and the reason', async () => {
    await terroir.promote(newest, 'To be marked');
    await terroir.rollback('To be marked, too');
    const { id, country } = await terroir.predict({ description: 'Plum and cedar.' });
    await terroir.label(id, { country: country.name });
    const page = await open('#/quality?days=1&target=country');
    const overTime = part(page, 'Over time');
    await overTime.getByText(/^Trainings and promotions of this time: \d+$/).click();
    const event = overTime.getByRole('listitem').filter({ hasText: 'To be marked, too' });
    expect(await event.innerText()).toContain(`rolled back: ${starter}`);
    expect(await overTime.locator('svg .mark').count()).toBeGreaterThan(1);
  });

  it('says that there is no such version, and what went wrong where it cannot be read', async () => {
    const page = await open('#/models/v-none');
    await page.getByText('There is no version of this id.').waitFor();
    await page.route('**/graphql', (route) =>
      route.fulfill({ json: { errors: [{ message: 'The registry rests.', errorType: 'InvalidInput' }] } }),
    );
    await page.goto(`${new URL('/', host.endpoint).href}#/try`);
    await page.getByRole('link', { name: 'Models' }).click();
    await part(page, 'Champion').getByRole('alert').getByText('The registry rests.').waitFor();
    await expect.poll(() => page.getByRole('alert').getByText('The registry rests.').count()).toBe(2);
  });

  it('shows what a file would bring, imports it, tells what was refused, and lists the dataset', async () => {
    const file = join(folder, 'tasting.csv');
    const header = 'Tasting note;Rebsorte;Land;Vintage';
    const rows = ['Wild thyme and slate;Räuschling;Schweiz;2020', ';Merlot;Schweiz;2020', 'Plum;;;2020', 'Pear;Heida'];
    await writeFile(file, `${header}\n${rows.join('\n')}\n`);
    const page = await open('#/models/datasets');
    await page.getByText('Nothing was imported yet').waitFor();
    await page.getByLabel('Drop a file').setInputFiles(file);
    await page.getByText('1 row of 4 rows would be taken, and 3 refused.').waitFor();
    await page.getByText('Uses Tasting note as description').waitFor();
    await page.getByText('Does not use Vintage.').waitFor();
    const refused = part(page, 'Refused rows').getByRole('row');
    expect(await refused.nth(1).innerText()).toMatch(/^3\s+Tasting note\s+There is no note\./);
    expect(await refused.nth(3).innerText()).toMatch(/^5\s+the row\s+The row has 2 cells, the header 4\./);
    expect(await terroir.dataset('tasting')).toBeNull();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('1 row of 4 rows were taken, and 3 refused.').waitFor();
    expect(await refused.count()).toBe(4);
    const card = page.getByRole('article', { name: 'tasting' });
    await card.getByText('1 note, each once.').waitFor();
    await card.getByText('What is in it').click();
    await card.getByRole('rowheader', { name: 'Räuschling' }).waitFor();
    expect((await terroir.dataset('tasting'))?.importedBy).toBe((await terroir.caller()).clientId);
    await lookAtPage(page, 'datasets');
  });

  it('tries a file again under another name, and says where what it tells is there already', async () => {
    const page = await open('#/models/datasets');
    await page.getByLabel('Drop a file').setInputFiles(join(folder, 'tasting.csv'));
    await page.getByText('0 are new, 0 replace what was told of their notes, and 1 are there already.').waitFor();
    await page.getByLabel('Dataset', { exact: true }).fill('other');
    await page.keyboard.press('Tab');
    await page.getByText('1 are new').waitFor();
    await page.getByLabel('Dataset', { exact: true }).fill('No Name');
    await page.keyboard.press('Tab');
    await page.getByRole('alert').getByText('name must be 1 to 60 small letters').waitFor();
    expect(await terroir.dataset('other')).toBeNull();
  });

  it('removes a dataset with a reason, and restores it', async () => {
    const page = await open('#/models/datasets');
    const card = page.getByRole('article', { name: 'tasting' });
    await card.getByRole('button', { name: 'Remove …' }).click();
    await card.getByLabel('Why, for the history').fill('Told twice');
    await card.getByRole('button', { name: 'Remove', exact: true }).click();
    await card.getByText('Trainings leave it out.').waitFor();
    expect((await terroir.dataset('tasting'))?.removal?.reason).toBe('Told twice');
    const isAtCard = () => card.getByRole('heading').evaluate((one) => one === document.activeElement);
    await expect.poll(isAtCard).toBe(true);
    await card.getByRole('button', { name: 'Restore' }).press('Enter');
    await card.getByText('in use').waitFor();
    await expect.poll(isAtCard).toBe(true);
    expect((await terroir.dataset('tasting'))?.state).toBe('IN_USE');
  });

  it('tries a file anew that is given again, and says that of several it takes one', async () => {
    const page = await open('#/models/datasets');
    const file = join(folder, 'again.csv');
    await writeFile(file, 'description,country\nQuince and tar,Italy\n');
    await page.getByLabel('Drop a file').setInputFiles(file);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('1 row of 1 row were taken').waitFor();
    await terroir.removeDataset('again', 'Told twice');
    await page.getByLabel('Drop a file').setInputFiles(file);
    await page.getByRole('button', { name: 'Import', exact: true }).waitFor();
    const two = await page.evaluateHandle(() => {
      const dropped = new DataTransfer();
      for (const name of ['one.csv', 'two.csv']) dropped.items.add(new File(['description\nPlum\n'], name));
      return dropped;
    });
    await page.locator('.drop').dispatchEvent('drop', { dataTransfer: two });
    await page.getByRole('alert').getByText('One file at a time: 1 more file left out.').waitFor();
    await page.getByRole('heading', { name: 'one.csv' }).waitFor();
  });

  it('takes a file that is dropped, and says why it cannot read another one', async () => {
    const page = await open('#/models/datasets');
    const drop = async (name: string, text: string, padding = '0'): Promise<void> => {
      const files = await page.evaluateHandle(
        ([fileName = '', content = '', zeros = '']) => {
          const dropped = new DataTransfer();
          dropped.items.add(new File([content, new Uint8Array(Number(zeros))], fileName));
          return dropped;
        },
        [name, text, padding],
      );
      await page.locator('.drop').dispatchEvent('drop', { dataTransfer: files });
    };
    await drop('a.csv', 'description,country\nPlum,Italy\n');
    await page.getByText('1 row of 1 row would be taken').waitFor();
    await drop('b.xlsx', 'PK\u0003\u0004');
    await page.getByRole('alert').getByText('b.xlsx').waitFor();
    expect(await page.getByLabel('The command that imports it').count()).toBe(0);
    await drop('c.csv', 'name,age\nAnna,4\n');
    await page.getByRole('alert').getByText('needs a column description').waitFor();
    await drop('d.csv', 'description,country\n', '50000000');
    await page.getByText('It is too large for a request').waitFor();
    expect(await page.getByLabel('The command that imports it').innerText()).toBe('npm run terroir -- import d.csv');
  });

  it('shows a key without the scope operate the versions, and neither moves nor datasets', async () => {
    const { clients } = await findKeysOnLaptop(folder);
    const { key } = await issueKey(clients, { name: 'A test', scopes: ['predict'] });
    const page = await open(`#/models/${newest}`, key);
    await page.getByText('The gate held it back.').waitFor();
    await part(page, 'Champion').getByText('answers now').waitFor();
    expect(await page.getByRole('button', { name: /Make it the champion|Roll back/ }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Datasets' }).count()).toBe(0);
  });
});
