import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wilsonInterval } from '../../classifier/judge/intervals.ts';
import { buildReport } from '../../console/build-report.ts';
import type { ReportFacts } from '../../console/report/facts.ts';
import type { ModelVersion } from '../../packages/client/client.ts';
import { wilson } from '../../console/report/wilson.ts';
import type { Page } from 'playwright-core';
import { api, connect } from '../api/api.ts';
import { spawnNode, TERROIR } from '../cli/spawned.ts';
import { canOpenConsole, lookAtPage, openConsole } from './open-console.ts';

const HOSTILE = '<script>document.title=1</script><img src=x onerror="document.title=1">';
const SLICE = { examples: 200, right: 150, accuracy: 0.75, low: 0.69, high: 0.81 };

/** Ids have no place to break at. */
const BEFORE = 'v-20261127T221530Z-0f9e8d7c';
const AFTER = 'v-20261128T091011Z-1a2b3c4d';
const REASON =
  'The second harvest has its labels now, which the importers have told of one by one, and the gate agrees.';
/** A row of more lines than these is no row that can be read across. */
const LINES_MAX = 8;

describe.runIf(canOpenConsole)('terroir report', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'terroir-report-'))));
  afterAll(() => rm(folder, { recursive: true }));

  const run = (...args: string[]) =>
    spawnNode([TERROIR, 'report', ...args, '--endpoint', api.endpoint, '--key', api.key]).ended;

  it('writes one file, which asks for nothing and has no script, with the figures that the API tells', async () => {
    const path = join(folder, 'report.html');
    const { code, output } = await run('champion', '--out', path);
    expect(output).toContain(`is in ${path}.`);
    expect(code).toBe(0);
    const html = await readFile(path, 'utf8');
    expect(html).not.toMatch(/<script|https?:|url\(|@import/);
    const { id, varietyAccuracy } = await (await connect(api.key)).champion();
    const page = await openConsole('#/try');
    await page.goto('about:blank');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(path).href);
    await page.getByRole('heading', { level: 1, name: `Model version ${id}` }).waitFor();
    expect(asked).toEqual([pathToFileURL(path).href]);
    const told = page.getByRole('table', { name: 'By what is told of the wine' }).nth(1);
    await told
      .getByText(`${Math.round(100 * varietyAccuracy)}%`)
      .first()
      .waitFor();
    for (const name of ['By country', 'By variety', 'By price', 'By length of the note']) {
      expect(await page.getByRole('table', { name, exact: true }).count(), name).toBe(2);
    }
    await page.getByText('Calibration of the variety').first().waitFor();
    const confusion = page.getByRole('table', { name: /^Which country is taken for which/ });
    expect(await confusion.getByRole('row').count()).toBe(14);
    await lookAtPage(page, 'report');
  });

  it('replaces no file, knows no version that there is not, and says what is missing', async () => {
    const path = join(folder, 'kept.html');
    await writeFile(path, 'Mine.');
    expect(await run('champion', '--out', path)).toMatchObject({ code: 1 });
    expect(await readFile(path, 'utf8')).toBe('Mine.');
    expect(await run('champion', '--out', path, '--force')).toMatchObject({ code: 0 });
    expect(await readFile(path, 'utf8')).toContain('<h1>Model version');
    const unknown = await run('v-none', '--out', join(folder, 'none.html'));
    expect(unknown.output).toContain('There is no model version v-none.');
    expect((await run('champion')).code).toBe(2);
  });

  it('compares with another version, tells the gate’s decision, and shows text of callers as text', async () => {
    const champion = await (await connect(api.key)).champion();
    const { id } = champion;
    const facts: ReportFacts = {
      version: {
        ...champion,
        decision: {
          promoted: true,
          reason: 'It is better.',
          decidedBy: 'log loss',
          checks: [
            {
              name: 'log loss',
              target: 'VARIETY',
              passed: true,
              champion: 1.21,
              challenger: 1.2,
              limit: 1.25,
              low: 1.19,
              high: 1.22,
              n: 1606,
              detail: 'It is better.',
            },
          ],
        },
      },
      run: null,
      comparison: {
        first: 'v-before',
        second: id,
        facts: [{ path: 'training.settings.seed', first: '1', second: HOSTILE }],
        datasets: [],
        classes: [],
        slices: [
          {
            target: 'VARIETY',
            regime: 'note',
            kind: 'all',
            slice: 'all',
            first: SLICE,
            second: { ...SLICE, accuracy: 0.8 },
            difference: 0.05,
            low: 0.01,
            high: 0.09,
          },
        ],
      },
      moves: [
        { sequence: 1, kind: 'GATE', from: 'v-before', to: id, by: 'gate', at: champion.createdAt, reason: HOSTILE },
      ],
      madeAt: '2026-11-28T12:00:00.000Z',
    };
    const write = await buildReport();
    const page = await openConsole('#/try');
    await page.goto('about:blank');
    await page.setContent(write(facts));
    await page.getByRole('heading', { name: 'Compared with v-before' }).waitFor();
    const slices = page.getByRole('table', { name: /^How often they are right/ });
    expect(await slices.getByRole('row').last().innerText()).toMatch(
      /75%\s+200\s+80%\s+200\s+\+5\.00\s+\+1\.00 to \+9\.00\s+\*/,
    );
    await page.getByText('The gate let it through.').waitFor();
    const checks = page.getByRole('region', { name: 'Checks of the gate' });
    expect(await checks.getByRole('row').last().innerText()).toMatch(
      /log loss\s*decided[\s\S]*1\.21\s+1\.2[\s\S]*1\.25\s+1,606/,
    );
    expect(await page.getByText(HOSTILE).count()).toBe(2);
    expect(await page.locator('img, script').count()).toBe(0);
  });

  it('has tables whose rows can be read, as wide as they must be, in a page no wider than its window', async () => {
    const champion = await (await connect(api.key)).champion();
    const write = await buildReport();
    const page = await openConsole('#/try');
    await page.goto('about:blank');
    await page.setContent(write(fillTables(champion)));
    // What is a click away is read as well.
    await page.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
    expect(await page.getByRole('table', { name: /^Settings and facts/ }).count()).toBe(2);
    await page.getByRole('table', { name: 'When it came and went' }).waitFor();
    for (const width of [1600, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await findHighRows(page), `at ${width} px`).toEqual([]);
    }
    // What the first test looks at stands above.
    await page.locator('section:not(:has(.words))').evaluateAll((all) => {
      for (const one of all) one.remove();
    });
    await lookAtPage(page, 'report-compared');
  });
});

/** The rows that have more lines than can be read across, with their beginning; some heads stand upright. */
function findHighRows(page: Page): Promise<string[]> {
  return page.evaluate((max) => {
    const line = parseFloat(getComputedStyle(document.body).lineHeight);
    return [...document.querySelectorAll<HTMLElement>('tbody tr')]
      .filter((row) => row.offsetHeight > max * line)
      .map((row) => `${Math.round(row.offsetHeight / line)} lines: ${row.innerText.slice(0, 60)}`);
  }, LINES_MAX);
}

/** A report whose tables are as full as those of a version that was trained, moved and compared. */
function fillTables(champion: ModelVersion): ReportFacts {
  const names = ['Cabernet Sauvignon', 'Bordeaux-style Red Blend', '100 to 200 dollars', 'Gewürztraminer'];
  const checks = Array.from({ length: 36 }, (_, n) => ({
    ...{ name: `variety of ${names[n % 4]!}, all told`, target: 'VARIETY' as const, passed: n % 7 !== 6 },
    ...{ champion: 0.7312, challenger: 0.7204, limit: 0.7012, low: -0.0303, high: 0.0087, n: 1606 },
    detail: `Of 1,606 wines it is right about 72.0 %, the champion about 73.1 %: no slice may lose more than 3 points.`,
  }));
  const facts = Array.from({ length: 40 }, (_, n) => ({
    path: `training.settings.variety.regularisation.${'deeper.'.repeat(n % 3)}perFeature${n}`,
    first: n % 2 === 0 ? 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' : '0.00004',
    second: n % 5 === 0 ? REASON : '["note","price","points"]',
  }));
  return {
    version: {
      ...{ ...champion, id: AFTER, state: 'REJECTED' },
      decision: { promoted: false, reason: REASON, decidedBy: checks[6]!.name, checks },
    },
    run: null,
    comparison: {
      ...{ first: BEFORE, second: AFTER, facts },
      datasets: [
        { name: `${AFTER}/harvest-of-the-north/part-0001.jsonl.gz`, onlyIn: AFTER, bytes: 9_400_123, sha256: '' },
      ],
      classes: names.map((name) => ({
        ...{ target: 'VARIETY' as const, name, onlyIn: null, firstExamples: 1204, secondExamples: 13_411 },
      })),
      slices: Array.from({ length: 40 }, (_, n) => ({
        ...{ target: 'VARIETY' as const, regime: 'noteAndNumbers', kind: 'noteLength', slice: names[n % 4]! },
        ...{ first: SLICE, second: SLICE, difference: 0.05, low: 0.01, high: 0.09 },
      })),
    },
    moves: [1, 2, 3].map((sequence) => ({
      ...{ sequence, kind: 'PROMOTE' as const, from: BEFORE, to: AFTER, by: 'client 01M8H98KBE51W5CHRGT4MHWQK0' },
      ...{ at: champion.createdAt, reason: REASON },
    })),
    madeAt: '2026-11-28T12:00:00.000Z',
  };
}

it('intervals of shares are those of the trainer', () => {
  for (const [right, n] of [
    [0, 10],
    [7, 10],
    [1685, 1685],
  ] as const) {
    const { low, high } = wilson(right / n, n);
    expect(low).toBeCloseTo(wilsonInterval(right, n).low, 10);
    expect(high).toBeCloseTo(wilsonInterval(right, n).high, 10);
  }
});
