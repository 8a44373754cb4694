import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Prediction } from '../../packages/client/client.ts';
import { writeCsvLine } from '../../console/app/pages/history/write-export.ts';
import { collect, connect, makeKey } from '../api/api.ts';
import { canOpenConsole, CONSOLE, lookAtPage, openConsole } from './open-console.ts';

const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script> plum';
/** More than two pages of the list. */
const WINES = 60;

describe.runIf(canOpenConsole)('History', () => {
  let key: string;
  let recorded: Prediction[];
  const rows = (page: Page) => page.locator('li.prediction');

  beforeAll(async () => {
    key = await makeKey({ scopes: ['predict', 'history', 'label'] });
    const terroir = await connect(key);
    const wines = Array.from({ length: WINES }, (_, n) => ({
      description: n === WINES - 1 ? HOSTILE : `Cherry and leather, bottle ${n}.`,
      ...(n % 20 === 0 && { variety: 'Xyzzy' }),
    }));
    await terroir.predictBatch(wines);
    recorded = await collect(terroir.history());
  });

  it('lists every prediction once, newest first, while it is scrolled', async () => {
    const page = await openConsole('#/history', { key });
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBeLessThan(WINES);
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 5000);
        return page.getByText('That is all of the history.').count();
      })
      .toBe(1);
    const links = await rows(page)
      .locator('a')
      .evaluateAll((found) => found.map((link) => link.getAttribute('href')?.split('/').at(-1)));
    expect(links).toEqual(recorded.map(({ id }) => id));
  });

  it('keeps its filters in the address: a link is a saved view', async () => {
    const page = await openConsole('#/history', { key });
    await rows(page).first().waitFor();
    await page.getByLabel('Warnings').selectOption('yes');
    await expect.poll(() => rows(page).count()).toBe(3);
    expect(page.url()).toContain('warned=yes');
    const other = await openConsole(`#/history?${page.url().split('?')[1] ?? ''}`, { key });
    await expect.poll(() => rows(other).count()).toBe(3);
    expect(await other.getByLabel('Warnings').inputValue()).toBe('yes');
    await other.getByLabel('Country answered').fill('Nowhere');
    await other.getByText('Nothing of the history is as these filters say').waitFor();
    await other.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => rows(other).count()).toBeGreaterThan(3);
    expect(other.url()).toBe(`${CONSOLE}#/history`);
  });

  it('finds what a label says was wrong, by the target, in the address', async () => {
    const own = await makeKey({ scopes: ['predict', 'history', 'label'] });
    const terroir = await connect(own);
    const { results } = await terroir.predictBatch(
      Array.from({ length: 20 }, (_, n) => ({ description: `Plum ${n}.` })),
    );
    const made = results.flatMap((one) => (one.__typename === 'Prediction' ? [one] : []));
    await terroir.label(made[3]!.id, { variety: 'Nothing Like It' });
    await terroir.label(made[7]!.id, { variety: made[7]!.variety.name.toUpperCase(), country: 'Nowhere' });
    const page = await openConsole('#/history', { key: own });
    await page.getByLabel('Answered variety').selectOption('wrong');
    await expect.poll(() => rows(page).count()).toBe(1);
    await rows(page).getByText('✗ Nothing Like It').waitFor();
    expect(page.url()).toContain('varietyLabel=wrong');
    const saved = await openConsole('#/history?varietyLabel=right&countryLabel=wrong', { key: own });
    await expect.poll(() => rows(saved).count()).toBe(1);
    expect(await saved.getByLabel('Answered country').inputValue()).toBe('wrong');
    await saved.getByLabel('Answered variety').selectOption('unlabelled');
    await saved.getByText('Nothing of the history is as these filters say').waitFor();
    await saved.getByLabel('Answered country').selectOption('');
    await expect.poll(() => rows(saved).count()).toBe(18);
  });

  it('lists the requests of this tab that were refused or failed, which are stored nowhere else', async () => {
    const page = await openConsole('#/try', { key });
    await page.getByLabel('Tasting note').fill('Cherry.');
    await page.getByLabel('Price').fill('1000000');
    await page.getByText('from 0.01 to 100,000').first().waitFor();
    await page.getByRole('link', { name: 'History' }).click();
    await rows(page).first().waitFor();
    await page.getByText(/^1 request of this tab refused or failed$/).click();
    const failed = page.locator('ol.failed li');
    expect(await failed.innerText()).toMatch(/InvalidInput: .*price.*TryWine .*Cherry/s);
    expect(await page.content()).not.toContain(key);
    await page.reload();
    await rows(page).first().waitFor();
    expect(await failed.count()).toBe(0);
  });

  it('shows one prediction whole, a note with HTML and script in it as text, and leads back to the list', async () => {
    const page = await openConsole('#/history', { key });
    await rows(page).getByText(HOSTILE).click();
    const one = page.getByRole('region', { name: 'One prediction' });
    await one.getByText('What is true?').waitFor();
    expect(await one.locator('dd').first().innerText()).toBe(HOSTILE);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).toBe('History · Terroir');
    await lookAtPage(page, 'history-one');
    await one.getByRole('link', { name: 'Close' }).click();
    expect(page.url()).toBe(`${CONSOLE}#/history`);
    await lookAtPage(page, 'history');
  });

  it('labels a prediction in two clicks, or in one where both answers are right', async () => {
    const page = await openConsole('#/history', { key });
    const terroir = await connect(key);
    const [first, second] = [recorded[3]!, recorded[4]!];
    await rows(page).nth(3).getByRole('button', { name: 'Both right' }).click();
    await rows(page).nth(3).getByText('✓ right').waitFor();
    const right = { country: first.country.name, variety: first.variety.name };
    expect((await terroir.prediction(first.id))?.label).toMatchObject(right);
    await rows(page).nth(4).getByRole('link').click();
    const other = second.variety.ranking[2]!.name;
    await page.getByRole('group', { name: 'Variety' }).getByRole('button', { name: other, exact: true }).click();
    await rows(page).nth(4).getByText(`✗ ${other}`).waitFor();
    expect((await terroir.prediction(second.id))?.label).toMatchObject({ country: null, variety: other });
  });

  it('tells the prediction that is open what is told of it in the list, and the list what is told in it', async () => {
    const own = await makeKey({ scopes: ['predict', 'history', 'label'] });
    const { id } = await (await connect(own)).predict({ description: 'Cherry.' });
    const page = await openConsole(`#/history/${id}`, { key: own });
    const one = page.getByRole('region', { name: 'One prediction' });
    await one.getByText('Nobody has told the truth about it yet.').waitFor();
    await rows(page).getByRole('button', { name: 'Both right' }).click();
    await one.getByText('What was told about it').waitFor();
    expect(await one.getByRole('button', { name: /^✓/ }).count()).toBe(2);
    const country = page.getByRole('group', { name: 'Country' });
    await country.getByRole('button', { pressed: false }).nth(1).click();
    await rows(page).getByText('✗').waitFor();
    await one.getByRole('row').nth(2).waitFor();
  });

  it('puts the focus back: to the row whose prediction is closed, and on the export that is done', async () => {
    const page = await openConsole('#/history?warned=yes', { key });
    const link = rows(page).nth(1).getByRole('link');
    await link.press('Enter');
    await page.getByRole('link', { name: 'Close' }).press('Enter');
    await expect.poll(() => link.evaluate((one) => one === document.activeElement)).toBe(true);
    const csv = page.getByRole('button', { name: 'Export as CSV' });
    await csv.press('Enter');
    await page.getByText('3 predictions exported.').waitFor();
    expect(await csv.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.goto(`${CONSOLE}#/history/01M8H98KBE51W5CHRGT4MHWQK0`);
    await page.getByText('This key has no prediction of the id').waitFor();
    await page.getByRole('link', { name: 'Close' }).press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.ariaLabel)).toBe('Predictions');
  });

  it('takes years of four digits, and says so of an address that has another', async () => {
    const page = await openConsole('#/history', { key });
    await rows(page).first().waitFor();
    const from = page.getByLabel('From, UTC');
    await from.pressSequentially('1111112026');
    expect(await from.inputValue()).toMatch(/^\d{4}-11-11$/);
    await page.goto(`${CONSOLE}#/history?from=112026-11-01`);
    await page.getByText('It is no date, and filters nothing.').waitFor();
    await from.fill('2999-01-01');
    await page.getByText('Nothing of the history is as these filters say').waitFor();
    expect(await page.getByText('It is no date').count()).toBe(0);
  });

  it('takes a name that is not among the five, and says why it cannot take another', async () => {
    const page = await openConsole(`#/history/${recorded[5]!.id}`, { key });
    const country = page.getByRole('group', { name: 'Country' });
    await country.getByRole('textbox').fill('http://wine.example');
    await country.getByRole('button', { name: 'Tell' }).click();
    await page.getByRole('alert').waitFor();
    await country.getByRole('textbox').fill('Liechtenstein');
    await country.getByRole('button', { name: 'Tell' }).click();
    await country.getByRole('button', { name: '✓ Liechtenstein' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('exports what the filters leave, as JSON lines and as CSV', async () => {
    const page = await openConsole('#/history?warned=yes', { key });
    await rows(page).first().waitFor();
    const save = async (name: string): Promise<string[]> => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
      const parts: Buffer[] = [];
      for await (const part of await file.createReadStream()) parts.push(part as Buffer);
      return Buffer.concat(parts).toString('utf8').trimEnd().split(/\r?\n/);
    };
    const lines = await save('Export as JSON lines');
    const terroir = await connect(key);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(await collect(terroir.history({ warned: true })));
    await page.getByText('3 predictions exported.').waitFor();
    const [header, ...table] = await save('Export as CSV');
    expect(header).toMatch(/^id,createdAt,modelVersion,description/);
    expect(table).toHaveLength(3);
  });

  it('says what there is to do where nothing was predicted, or nothing is of that id', async () => {
    const page = await openConsole('#/history', { key: await makeKey() });
    await page.getByText('Nothing was predicted with this key yet.').waitFor();
    await page.goto(`${CONSOLE}#/history/01M8H98KBE51W5CHRGT4MHWQK0`);
    await page.getByText('This key has no prediction of the id').waitFor();
  });

  it('says that it reads, without movement for whoever wants none', async () => {
    const page = await openConsole('#/try', { key });
    await page.getByRole('heading', { level: 1, name: 'Try it' }).waitFor();
    const held = Promise.withResolvers<undefined>();
    await page.route('**/graphql', async (route) => {
      await held.promise;
      await route.continue();
    });
    // As a link does: the page that stands is not loaded anew, and asks no more than these two.
    await page.evaluate((hash) => (location.hash = hash), `#/history/${recorded[0]!.id}`);
    const loading = page.getByRole('status').filter({ hasText: 'Reading the' });
    await expect
      .poll(async () => (await loading.allInnerTexts()).map((text) => text.trim()))
      .toEqual(['Reading the history …', 'Reading the prediction …']);
    const isMoving = () =>
      page.evaluate(() =>
        document.getAnimations().some(({ effect }) => Number(effect?.getComputedTiming().duration) > 0),
      );
    expect(await isMoving()).toBe(false);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await isMoving()).toBe(true);
    held.resolve(undefined);
    await rows(page).first().waitFor();
    await expect.poll(() => loading.count()).toBe(0);
  });

  it('says what went wrong, and goes on where it was when it is tried again', async () => {
    const page = await openConsole('#/history', { key });
    await rows(page).first().waitFor();
    const failing = {
      errors: [{ message: 'Read again.', errorType: 'InvalidInput', errorInfo: { retryable: false } }],
    };
    await page.route('**/graphql', (route) => route.fulfill({ json: failing }));
    await page.mouse.wheel(0, 5000);
    await page.getByRole('alert').getByText('Read again.').waitFor();
    const before = await rows(page).count();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => rows(page).count()).toBeGreaterThan(before);
    const links = await rows(page)
      .locator('a')
      .evaluateAll((found) => found.map((link) => link.getAttribute('href')?.split('/').at(-1)));
    expect(links).toEqual(recorded.slice(0, links.length).map(({ id }) => id));
  });

  it('does not offer to label what the key may not', async () => {
    const readOnly = await makeKey({ scopes: ['predict', 'history'] });
    await (await connect(readOnly)).predict({ description: 'Plum.' });
    const page = await openConsole('#/history', { key: readOnly });
    await rows(page).first().waitFor();
    expect(await page.getByRole('button', { name: 'Both right' }).count()).toBe(0);
  });
});

it('a cell of CSV that a spreadsheet would take for a formula is kept a text', () => {
  const wine = {
    description: '=1+1',
    variety: null,
    country: null,
    region: '"a", b',
    winery: null,
    points: 90,
    price: null,
  };
  const answer = { name: 'US', confidence: 0.5, ranking: [], evidence: [] };
  const line = writeCsvLine({
    id: 'i',
    wine,
    country: answer,
    variety: answer,
    modelVersion: 'v',
    createdAt: 't',
    warnings: [],
    label: null,
    labelHistory: [],
  });
  expect(line).toBe(`i,t,v,'=1+1,,,"""a"", b",,90,,US,0.5,US,0.5,,,,\r\n`);
});
