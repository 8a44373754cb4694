import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildConsole } from '../../console/build.ts';
import { api, makeKey } from '../api/api.ts';
import { canOpenConsole, CONSOLE, lookAtPage, openConsole } from './open-console.ts';

/** Of all scripts and styles together, each file gzipped, before any data. */
const GZIP_BYTES_MAX = 60 * 1024;

it('the console weighs at most 60 KB gzipped, with all of its pages', async () => {
  const files = (await buildConsole()).filter(({ path }) => /\.(js|css)$/.test(path));
  const sizes = files.map(({ bytes }) => gzipSync(bytes).length);
  expect(files.length).toBeGreaterThan(2);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(GZIP_BYTES_MAX);
});

describe.runIf(canOpenConsole)('the console', () => {
  it('opens at the first page with the key of this laptop, and GraphiQL is a link away', async () => {
    const page = await openConsole('');
    await page.getByRole('heading', { level: 1, name: 'Try it' }).waitFor();
    expect(await page.getByRole('link', { name: 'GraphiQL' }).getAttribute('href')).toBe('/graphiql');
    expect(page.url()).not.toContain('trr_');
  });

  it('asks for a key where there is none, keeps it for the tab, and forgets it by “Sign out”', async () => {
    const page = await openConsole('');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').fill(`trr_${'x'.repeat(40)}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('The API refuses this key').waitFor();
    await lookAtPage(page, 'sign-in');
    await page.getByLabel('Key').fill(api.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Try it' }).waitFor();
    expect(await page.evaluate(() => JSON.stringify(sessionStorage))).toBe(`{"terroir-key":"${api.key}"}`);
    expect(await page.evaluate(() => JSON.stringify([localStorage, document.cookie]))).toBe('[{},""]');
    expect(page.url()).not.toContain('trr_');
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  it('keeps the key where the page is loaded anew while the API does not answer, and goes on when it does', async () => {
    const key = await makeKey();
    const page = await openConsole('#/history', { key });
    await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
    await page.route('**/graphql', (route) => route.abort());
    await page.reload();
    await page.getByRole('alert').getByText('Check the endpoint and the network.').waitFor();
    expect(await page.evaluate(() => sessionStorage.getItem('terroir-key'))).toBe(key);
    // Nor is the key of this laptop asked for where it was never kept.
    await page.evaluate(() => sessionStorage.clear());
    await page.reload();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
  });

  it('takes an address that is encoded wrongly as it stands', async () => {
    const page = await openConsole('#/history/%E0%A4%A');
    await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
  });

  it('shows a key what its scopes allow, and tells what another page needs', async () => {
    const predictOnly = await openConsole('', { key: await makeKey({ scopes: ['predict'] }) });
    const pages = predictOnly.getByRole('navigation').getByRole('link');
    await pages.first().waitFor();
    expect(await pages.allInnerTexts()).not.toContain('History');
    await predictOnly.goto(`${CONSOLE}#/history`);
    await predictOnly.getByText('it needs the scope history').waitFor();
    const nothing = await openConsole('', { key: await makeKey({ scopes: [] }) });
    await nothing.getByRole('heading', { level: 1 }).waitFor();
    expect(await nothing.getByRole('navigation').getByRole('link', { name: 'Try it' }).count()).toBe(0);
  });

  it('tells the new page to whoever comes by keyboard, and skips to it', async () => {
    const page = await openConsole('#/try');
    await page.getByRole('heading', { level: 1, name: 'Try it' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.getByRole('link', { name: 'History' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.outerHTML)).toMatch(/^<h1.*>History</);
    const outline = () => page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
    await page.keyboard.press('Shift+Tab');
    expect(await outline()).toBe('solid');
    expect(await page.title()).toBe('History · Terroir');
  });

  it('is light or dark as the system is, or as somebody has chosen', async () => {
    const page = await openConsole('', { colorScheme: 'dark' });
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await ground();
    await page.getByLabel('Colours').selectOption('light');
    const light = await ground();
    expect(light).not.toBe(dark);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByLabel('Colours').selectOption('dark');
    expect(await ground()).toBe(dark);
  });

  it('gives nothing to another origin: no page, no frame, no key', async () => {
    const server = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<title>x</title>'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const page = await openConsole('');
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const read = (path: string): Promise<string> =>
      page.evaluate(
        (address) =>
          fetch(address).then(
            (response) => response.text(),
            () => 'refused',
          ),
        `${CONSOLE}${path}`,
      );
    expect(await read('config.json')).toBe('refused');
    expect(await read('')).toBe('refused');
    const framed = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await page.evaluate((address) => {
      const frame = document.createElement('iframe');
      frame.src = address;
      document.body.append(frame);
    }, CONSOLE);
    await framed;
  });

  it('gives nothing to a site that takes this machine’s address for its own name', async () => {
    for (const path of ['', 'config.json']) {
      const response = await fetchAs('evil.example', path);
      expect(response).toEqual({ status: 403, text: 'Open this page as localhost.\n' });
    }
  });
});

/** Asks the host by another name, which fetch does not do. */
async function fetchAs(host: string, path: string): Promise<{ status: number | undefined; text: string }> {
  const { get } = await import('node:http');
  return new Promise((resolve, reject) => {
    get(`${CONSOLE}${path}`, { headers: { host } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () => resolve({ status: response.statusCode, text }));
    }).once('error', reject);
  });
}
