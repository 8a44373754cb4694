import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Prediction, SliceAccuracy } from '../../packages/client/client.ts';
import { findMistakes, readConfusion } from '../../console/app/pages/quality/confusion-matrix.ts';
import { collect, connect, makeKey } from '../api/api.ts';
import { canOpenConsole, lookAtPage, openConsole } from './open-console.ts';

const NOTES = [
  'Petrol, lime, slate and bracing acidity; off-dry, from the steep slopes of the Mosel.',
  'Blackcurrant, cedar and graphite with firm tannins.',
  'Gooseberry, cut grass and passion fruit.',
  'Cherry, leather and dried herbs, with a long finish.',
  'Butter, ripe apple and toasted oak.',
];
const WINES = 40;

describe('the confusion', () => {
  const slice = (name: string, labelled: number, truths: SliceAccuracy['truths']): SliceAccuracy => {
    const right = labelled - truths.reduce((sum, { count }) => sum + count, 0);
    return { target: 'VARIETY', slice: name, labelled, right, accuracy: 0, low: 0, high: 1, estimated: 0.5, truths };
  };
  const slices = [
    slice('Merlot', 10, [
      { name: 'MALBEC', count: 3 },
      { name: 'Zinfandel', count: 1 },
    ]),
    slice('Malbec', 4, []),
    { ...slice('US', 9, []), target: 'COUNTRY' as const },
  ];

  it('has a row for each answer, what its labels tell, and the names that are not shown together', () => {
    expect(readConfusion(slices, 'VARIETY', 8)).toEqual({
      names: ['Merlot', 'Malbec'],
      rows: [
        { answer: 'Merlot', labelled: 10, counts: [6, 3], others: 1 },
        { answer: 'Malbec', labelled: 4, counts: [0, 4], others: 0 },
      ],
    });
  });

  it('tells the most frequent mistakes first', () => {
    expect(findMistakes(slices, 'VARIETY', 1)).toEqual([{ answer: 'Merlot', truth: 'MALBEC', count: 3, labelled: 10 }]);
  });
});

describe.runIf(canOpenConsole)('How good is it', () => {
  let key: string;
  let recorded: Prediction[];
  const unlabelled = new Set<string>();
  const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

  beforeAll(async () => {
    key = await makeKey({ scopes: ['predict', 'history', 'label', 'operate'] });
    const terroir = await connect(key);
    await terroir.predictBatch(
      Array.from({ length: WINES }, (_, n) => ({
        description: `${NOTES[n % NOTES.length]} Bottle ${n}.`,
        price: 5 + n,
      })),
    );
    recorded = await collect(terroir.history());
    for (const [n, { id, variety, country }] of recorded.entries()) {
      if (n % 4 === 3) {
        unlabelled.add(id);
        continue;
      }
      // Every third is told to be what came second.
      const at = n % 3 === 0 ? 1 : 0;
      await terroir.label(id, { variety: variety.ranking[at]?.name, country: country.name });
    }
  });

  it('tells the accuracy over time, measured and estimated, with intervals and counts', async () => {
    const page = await openConsole('#/quality', { key });
    const overTime = part(page, 'Over time');
    await overTime.getByText('Measured by labels', { exact: true }).waitFor();
    expect(await overTime.getByText(/of [\d,]+ labelled answers; with 95 % confidence/).count()).toBe(1);
    await overTime.getByText(/^Table of Right answers of the variety/).click();
    // Other tests have told of other days, and of one kind alone.
    const today = overTime.getByRole('row').last();
    expect(await today.innerText()).toMatch(/([\d.]+% \(.+ to .+\), n = \d+\s*){2}/);
    expect(await overTime.locator('svg .whisker, svg .band').count()).toBeGreaterThan(0);
    await part(page, 'Calibration')
      .getByText(/^[\d,]+ cases$/)
      .waitFor();
    // Of predictions those that their process has counted so far: maybe its first alone.
    await overTime.getByText(/^[\d,]+ predictions?, [\d,]+ labels$/).waitFor();
    await part(page, 'What is mistaken for what').getByRole('table').first().waitFor();
    await part(page, 'Label next').getByRole('listitem').first().waitFor();
    await lookAtPage(page, 'quality');
  });

  it('draws right answers against confidence, as the table beside tells them', async () => {
    const page = await openConsole('#/quality', { key });
    const calibration = part(page, 'Calibration');
    await calibration.getByText(/^Table of/).click();
    const rows = await calibration.getByRole('row').allInnerTexts();
    const told = rows.slice(1).map((row) =>
      row
        .split('\t')
        .slice(0, 2)
        .map((cell) => parseFloat(cell) / 100),
    );
    // Where the points are, by the diagonal from nothing to all.
    const drawn = await calibration.locator('svg').evaluate((svg) => {
      const read = (one: Element | null, name: string) => Number(one?.getAttribute(name));
      const line = svg.querySelector('.diagonal');
      const share = (at: number, axis: string) =>
        (at - read(line, `${axis}1`)) / (read(line, `${axis}2`) - read(line, `${axis}1`));
      const points = [...svg.querySelectorAll('circle')];
      return points.map((point) => [share(read(point, 'cx'), 'x'), share(read(point, 'cy'), 'y')]);
    });
    expect(drawn.length).toBeGreaterThan(1);
    for (const [at, [confidence = 0, right = 0]] of drawn.entries()) {
      expect(confidence).toBeCloseTo(told[at]?.[0] ?? NaN, 1);
      expect(right).toBeCloseTo(told[at]?.[1] ?? NaN, 1);
    }
  });

  it('tells apart by variety, price, country and version, and the choice is in the address', async () => {
    const page = await openConsole('#/quality', { key });
    await page.getByLabel('Told apart by').selectOption('price');
    const bars = page.getByRole('table', { name: /Right answers of the variety/ });
    await bars.getByRole('rowheader', { name: '10–20' }).waitFor();
    expect(page.url()).toContain('by=price');
    const terroir = await connect(key);
    const at = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
    const slices = await terroir.accuracy({ from: at(-14), to: at(1), by: 'PRICE_RANGE' });
    const { labelled } = slices.find(({ target, slice }) => target === 'VARIETY' && slice === '10–20') ?? {};
    expect(await bars.getByRole('row', { name: /^10–20/ }).innerText()).toMatch(
      new RegExp(`% to \\S+%\\s+expected \\S+%\\s+${labelled}$`),
    );
    const view = await openConsole('#/quality?target=country&by=version&days=35', { key });
    await part(view, 'By model version').getByRole('rowheader').first().waitFor();
    expect(await view.getByLabel('Which answers').inputValue()).toBe('country');
    expect(await view.getByLabel('Time', { exact: true }).inputValue()).toBe('35');
  });

  it('shows what is mistaken for what, with counts that add up', async () => {
    const page = await openConsole('#/quality', { key });
    const matrix = page.getByRole('table', { name: /Answers \(down\) and labels/ });
    await matrix.waitFor();
    const figures = await matrix.locator('tbody tr').first().getByRole('cell').allInnerTexts();
    const [n = 0, ...told] = figures.map(Number).reverse();
    expect(told.reduce((sum, many) => sum + many, 0)).toBe(n);
    expect(n).toBeGreaterThan(0);
    const grounds = await matrix
      .locator('tbody td:not(.figure)')
      .evaluateAll((cells) =>
        cells.map((cell) => [
          Number(cell.textContent) > 0,
          getComputedStyle(cell).backgroundColor !== 'rgba(0, 0, 0, 0)',
        ]),
      );
    for (const [hasCases, isColoured] of grounds) expect(isColoured).toBe(hasCases);
    expect(
      await page.getByRole('table', { name: 'The most frequent mistakes' }).getByRole('row').count(),
    ).toBeGreaterThan(1);
  });

  it('offers what is least sure to be labelled, with what a label there is worth, and takes the label', async () => {
    const page = await openConsole('#/quality', { key });
    const next = part(page, 'Label next');
    await next
      .getByText(/A label corrects it with a chance of/)
      .first()
      .waitFor();
    const chances = (await next.locator('.worth strong').allInnerTexts()).map((text) => parseFloat(text));
    expect(chances).toEqual([...chances].sort((one, other) => other - one));
    expect(await next.getByText(/Trained on [\d,]+ of /).count()).toBeGreaterThan(0);
    const offered = await next
      .locator('li > p:first-child a')
      .evaluateAll((found) => found.map((link) => link.getAttribute('href')?.split('/').at(-1)));
    expect(recorded.filter(({ id }) => offered.includes(id)).map(({ id }) => unlabelled.has(id))).not.toContain(false);
    const first = next.getByRole('group', { name: 'The true variety' }).first();
    const name = await first.getByRole('button').nth(1).innerText();
    await first.getByRole('button').nth(1).click();
    await first.getByText('✓').waitFor();
    const id = (await next.getByRole('listitem').first().getByRole('link').first().getAttribute('href'))
      ?.split('/')
      .at(-1);
    const labelled = await (await connect(key)).prediction(id ?? '');
    expect(name).toContain(labelled?.label?.variety);
  });

  it('asks for its figures once more after a burst of labels, and says that the last predictions may be missing', async () => {
    const page = await openConsole('#/quality', { key });
    const overTime = part(page, 'Over time');
    const measured = async (): Promise<number> => {
      const told = await overTime.getByText(/labelled answers?; with/).innerText();
      return Number(told.replaceAll(',', '').match(/\d+/)?.[0]);
    };
    await overTime.getByText(/as counted so far: the last ones may be missing/).waitFor();
    const before = await measured();
    await part(page, 'What is mistaken for what').getByRole('table').first().waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(/query (\w*Accuracy\w*)/.exec(request.postData() ?? '')?.[1] ?? ''));
    const doubts = part(page, 'Label next').getByRole('group', { name: 'The true variety' });
    for (const at of [1, 2]) {
      await doubts.nth(at).getByRole('button').first().click();
      await doubts.nth(at).getByText('✓').waitFor();
    }
    await expect.poll(measured).toBeGreaterThanOrEqual(before + 2);
    await part(page, 'What is mistaken for what').getByRole('table').first().waitFor();
    const times = (wanted: string): number => asked.filter((name) => name === wanted).length;
    // The whole, the slices, the calibration, the confusion.
    expect([times('AccuracyOverTime'), times('Accuracy')]).toEqual([1, 4]);
  });

  it('says what there is to do where nothing has a label yet, and names the part that failed', async () => {
    const page = await openConsole('#/quality', { key });
    await part(page, 'Over time').getByText('Measured by labels', { exact: true }).waitFor();
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('AccuracyOverTime') !== true) return route.continue();
      const failure = { message: 'Too many labels.', errorType: 'InvalidInput', errorInfo: { retryable: false } };
      await route.fulfill({ json: { errors: [failure] } });
    });
    await page.getByLabel('Time', { exact: true }).selectOption('1');
    await part(page, 'Over time').getByRole('alert').getByText('Too many labels.').waitFor();
    await part(page, 'Calibration').locator('svg').waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await part(page, 'Over time').getByText('by hour').first().waitFor();
  });

  it('is shown to keys with the scope operate only, and offers labels only to those that may label', async () => {
    const other = await openConsole('#/quality', { key: await makeKey({ scopes: ['predict'] }) });
    await other.getByText('it needs the scope operate').waitFor();
    const operator = await openConsole('#/quality', { key: await makeKey({ scopes: ['operate'] }) });
    await part(operator, 'Over time').getByText('Measured by labels', { exact: true }).waitFor();
    expect(await part(operator, 'Label next').count()).toBe(0);
  });
});
