import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, expect, inject, onTestFinished } from 'vitest';
import { api } from '../api/api.ts';

const wsEndpoint = inject('browser');

/** Whether the console can be tried: there is a browser, and the API is that of a laptop host, which serves it. */
export const canOpenConsole = wsEndpoint !== null && api.keysIn !== null && 'folder' in api.keysIn;

/** Where the console is. */
export const CONSOLE = new URL('/', api.endpoint).href;

let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

/** Tabs that tests have left: one more costs four times what it costs to load the page anew. */
const idle: Page[] = [];

/** How long something may take to appear: less than a test may take, so that what is missing is named. */
const PATIENCE_MS = 20_000;

/** How the console is opened. */
export interface Opening {
  /** A key of the test's own, in place of the one that is filled in. */
  key?: string;
  /** Where the console is; that of the host that all tests share unless told. */
  at?: string;
  width?: number;
  colorScheme?: 'light' | 'dark';
  reducedMotion?: 'reduce' | 'no-preference';
}

/**
 * Opens the console at an address such as `#/try`, in a tab with nothing kept; what the test leaves of it is forgotten
 * when the test ends. The test fails where a script fails, or the page's content security policy refuses something.
 */
export async function openConsole(address: string, opening: Opening = {}): Promise<Page> {
  const { key, at = CONSOLE, width = 1280, colorScheme = 'light', reducedMotion = 'reduce' } = opening;
  const page = idle.pop() ?? (await openTab());
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    // That it cannot be framed is what one test is about.
    if (/Content Security Policy|Trusted/i.test(text) && !text.startsWith('Framing')) faults.push(text);
  });
  onTestFinished(async () => {
    await leaveTab(page);
    expect(faults).toEqual([]);
  });
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme, reducedMotion });
  // The storage is that of the origin: what an earlier test has left there, or a picture, where no script runs.
  if (!page.url().startsWith(at)) await page.goto(`${at}icon.svg`);
  await page.evaluate(
    ([to, kept]) => {
      localStorage.clear();
      sessionStorage.clear();
      if (kept !== undefined) sessionStorage.setItem('terroir-key', kept);
      history.replaceState(null, '', to);
    },
    [`${at}${address}`, key] as const,
  );
  await page.reload();
  return page;
}

async function openTab(): Promise<Page> {
  browser ??= chromium.connect(wsEndpoint ?? '');
  const context = await (await browser).newContext({ locale: 'en-GB' });
  context.setDefaultTimeout(PATIENCE_MS);
  return context.newPage();
}

/** Leaves a tab to the next test, which forgets what is kept in it; one that is spent is closed. */
async function leaveTab(page: Page): Promise<void> {
  page.removeAllListeners();
  // What is still under way is answered by nobody: its answer went with the page.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  if (spent.has(page)) return page.context().close();
  await page.context().clearPermissions();
  await page.mouse.move(0, 0);
  idle.push(page);
}

const spent = new WeakSet<Page>();

/** Has a tab closed once its test has ended: something was done to it that would stay. */
export function spendTab(page: Page): void {
  spent.add(page);
}

/** Stands between a page and the sockets that it opens from now on; brings what ends each of them, oldest first. */
export async function breakSockets(page: Page): Promise<(() => Promise<void>)[]> {
  const ends: (() => Promise<void>)[] = [];
  spendTab(page);
  await page.routeWebSocket(/.*/, (socket) => {
    socket.connectToServer();
    ends.push(() => socket.close({ code: 1011 }));
  });
  return ends;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules that another width or other colours may break; all others look at what is the same in both. */
const RULES_OF_LOOKS = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'];

/** What axe finds wrong with a page as it stands, by every rule or by some, one line a place. */
export async function findBarriers(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async (runOnly) => {
    interface Finding {
      id: string;
      help: string;
      nodes: { target: string[] }[];
    }
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: Finding[] }> } };
    // Of what is well no more is asked for than that it is.
    const { violations } = await axe.run({
      ...{ resultTypes: ['violations'], preload: false },
      ...(runOnly && { runOnly }),
    });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`),
    );
  }, rules);
}

/** Whether a page is wider than its window. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}

/**
 * Looks at a page at 390 and 1,600 pixels, dark and light: nothing is cut off, and axe finds nothing. With SCREENSHOTS
 * set to a folder, the pictures are put there.
 */
export async function lookAtPage(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  for (const [width, height, colorScheme, rules] of [
    // What a small window leaves out, a large one shows: there every rule is tried.
    [1600, 1150, 'light', undefined],
    [390, 1700, 'dark', RULES_OF_LOOKS],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await isTooWide(page), `${name} at ${width} px is wider than its window`).toBe(false);
    expect(await findBarriers(page, rules)).toEqual([]);
    const folder = process.env['SCREENSHOTS'];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}-${width}.png` });
  }
}
