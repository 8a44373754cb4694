import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ulid } from 'ulid';
import { SCOPES } from '../../contract/root-fields.ts';
import type { StoredVersion } from '../../contract/stored/models.ts';
import { issueKey } from '../../store/clients/issue-key.ts';
import { putVersion } from '../../store/models/models.ts';
import { stop } from '../children/child.ts';
import { type Figure, spreadOf } from '../figure.ts';
import type { Run } from '../run.ts';
import { fillHistory, samplePredictions } from './fill-history.ts';
import { type LaptopHost, openHostTable, startHost } from './host.ts';

/** How many predictions, model versions and clients there are. */
const SIZES = {
  whole: { predictions: 100_000, versions: 1_000, clients: 200 },
  quick: { predictions: 500, versions: 50, clients: 20 },
};
const ROUNDS = { whole: 21, quick: 3 };
const FIRST_SCREEN_MS_MAX = 200;
const PAGES = ['try', 'history', 'quality', 'models', 'training', 'well', 'keys'] as const;
const WRITTEN_AT_ONCE = 25;
const DEADLINE_MS = 30_000;

/** How long each page of the console takes to its first screen: until nothing on it is read any more. */
export async function measureConsole(run: Run): Promise<Figure[]> {
  const kind = run.options.quick ? 'quick' : 'whole';
  const sizes = SIZES[kind];
  run.say('starting the laptop host');
  const host = await startHost(run);
  const browser = await openBrowser();
  try {
    run.say(`recording ${sizes.predictions} predictions, ${sizes.versions} versions, ${sizes.clients} clients`);
    const key = await fillHost(host, run, sizes);
    const figures: Figure[] = [];
    for (const name of PAGES) {
      run.say(`opening ${name}`);
      const page = await openConsole(browser, host, key);
      const [loads, switches]: [number[], number[]] = [[], []];
      // The first of each fills caches of the browser and of the host.
      for (let round = 0; round <= ROUNDS[kind]; round += 1) {
        const [load, change] = [await timeLoad(page, host, name), await timeSwitch(page, name)];
        if (round > 0) [loads, switches].forEach((times, at) => times.push(at === 0 ? load : change));
      }
      await page.context().close();
      figures.push(describe(name, 'load', loads, sizes), describe(name, 'switch', switches, sizes));
    }
    return figures;
  } finally {
    await browser.close();
    await stop(host.child);
  }
}

function describe(name: string, way: 'load' | 'switch', times: number[], sizes: (typeof SIZES)['whole']): Figure {
  const of: Record<string, string> = {
    history: `, of ${sizes.predictions.toLocaleString('en')} predictions`,
    models: `, of ${sizes.versions.toLocaleString('en')} versions`,
    keys: `, of ${sizes.clients.toLocaleString('en')} clients`,
  };
  const how = way === 'load' ? 'loaded anew' : 'from another page';
  return {
    id: `console.${name}.${way}`,
    part: 'console',
    what: `first screen of ${name}${of[name] ?? ''}, ${how}`,
    unit: 'ms',
    better: 'lower',
    terroir: spreadOf(times),
    peers: {},
    ...(of[name] !== undefined && { bar: FIRST_SCREEN_MS_MAX }),
  };
}

/** Chromium: that of CHROMIUM, else Debian's. Errors: Error where there is none. */
async function openBrowser(): Promise<Browser> {
  const executablePath = [process.env['CHROMIUM'], '/usr/bin/chromium'].find((path) => path && existsSync(path));
  if (executablePath === undefined) throw new Error('There is no Chromium: name one by CHROMIUM.');
  // Chromium does not run in its sandbox as root, which is who builds in a container.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

async function openConsole(browser: Browser, host: LaptopHost, key: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript((kept) => sessionStorage.setItem('terroir-key', kept), key);
  await page.goto(new URL('/', host.endpoint).href);
  return page;
}

/** From the request of the page, as a link brings it, to its first screen. */
async function timeLoad(page: Page, host: LaptopHost, name: string): Promise<number> {
  await page.goto('about:blank');
  const begun = performance.now();
  await page.goto(new URL(`/#/${name}`, host.endpoint).href, { waitUntil: 'commit' });
  await page.waitForFunction(isWhole);
  return performance.now() - begun;
}

/** From a click in the navigation to the first screen, as the browser's own clock has it. */
async function timeSwitch(page: Page, name: string): Promise<number> {
  await page.evaluate((other) => (location.hash = other), name === 'try' ? '#/training' : '#/try');
  await page.waitForFunction(isWhole);
  const begunMs = await page.evaluate((hash) => {
    location.hash = hash;
    return performance.now();
  }, `#/${name}`);
  const titled = await page.waitForFunction(isWhole, undefined, { polling: 'raf' });
  await titled.dispose();
  return (await page.evaluate(() => performance.now())) - begunMs;
}

/** Runs in the page: its heading is that of the address, and nothing is read any more. */
function isWhole(): boolean {
  const current = document.querySelector('nav a[aria-current]');
  const isThere = document.querySelector('main h1')?.textContent === current?.textContent;
  const atHash = current?.getAttribute('href') === location.hash;
  return isThere && atHash && document.querySelector('main .loading, main [aria-busy="true"]') === null;
}

/** Brings the key that may look at all of it. */
async function fillHost(host: LaptopHost, run: Run, sizes: (typeof SIZES)['whole']): Promise<string> {
  const samples = await samplePredictions(host, run.rows.wines.slice(0, 1_000));
  await fillHistory(host, samples, sizes.predictions);
  const clients = openHostTable(host, 'clientsTable');
  for (let at = 1; at < sizes.clients; at += 1) await issueKey(clients, { name: `Client ${at}`, scopes: ['predict'] });
  await fillVersions(host, run, sizes.versions);
  const clientId = `bench-${sizes.predictions}`;
  return (await issueKey(clients, { name: 'Whoever looks', scopes: SCOPES, clientId })).key;
}

/** Versions that are listed, and cannot be served: their files are nowhere. */
async function fillVersions(host: LaptopHost, { manifest }: Run, count: number): Promise<void> {
  const models = openHostTable(host, 'modelsTable');
  const file = { key: 'models/none', versionId: 'none', sha256: '0'.repeat(64), bytes: 1 };
  const evaluation = JSON.stringify(manifest.evaluation);
  for (let at = 0; at < count; at += WRITTEN_AT_ONCE) {
    const some = Array.from({ length: Math.min(WRITTEN_AT_ONCE, count - at) }, (_, n): StoredVersion => {
      const timeMs = Date.now() - (count - at - n) * 60_000;
      return {
        id: `v-${ulid(timeMs)}`,
        createdAt: new Date(timeMs).toISOString(),
        trainedBy: ulid(timeMs),
        examples: 36_530,
        countryAccuracy: 0.93,
        varietyAccuracy: 0.5 + ((at + n) % 10) / 100,
        inputs: String(at + n),
        files: { 'model.onnx': file, 'vocabulary.bin': file, 'manifest.json': file },
        evaluation,
        decision: { promoted: false, reason: 'A copy.', decidedBy: null, checks: [] },
        rejected: true,
      };
    });
    await Promise.all(some.map((version) => putVersion(models, version, Date.now() + DEADLINE_MS)));
  }
}
