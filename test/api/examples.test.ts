import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, connect } from './api.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);
const NOTE = 'Petrol, lime, slate and bracing acidity; off-dry, from the steep slopes of the Mosel.';

/** Where a program is on this machine; where it is not, a line says that its example is not run. */
function find(program: string, path = programPath(program)): string | undefined {
  if (path === undefined) process.stderr.write(`There is no ${program} on this machine: its example is not run.\n`);
  return path;
}

function programPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

const python = find('python3');
const curl = find('curl');
const browserPath = find(
  'chromium',
  [process.env['CHROMIUM'], '/usr/bin/chromium'].find((path) => path && existsSync(path)),
);

/** Runs an example as its page says; tells what it printed, and its exit code. */
function run(command: string, args: string[], env: object = {}): Promise<{ code: unknown; out: string; err: string }> {
  const surroundings = { ...process.env, ENDPOINT: api.endpoint, KEY: api.key, ...env };
  return new Promise((resolve) => {
    execFile(command, args, { env: surroundings, cwd: EXAMPLES }, (error, out, err) =>
      resolve({ code: error ? error.code : 0, out, err }),
    );
  });
}

describe('the Python script', () => {
  it.runIf(python)('says country and variety of a note, how sure that is, and which words spoke for it', async () => {
    const { code, out } = await run('python3', ['python/predict.py', NOTE, '--price', '24']);
    const { country, variety } = await (await connect(api.key)).predict({ description: NOTE, price: 24 });
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Country: ${country.name}, \\d+%\n  for it spoke: .*Mosel`));
    expect(out).toMatch(new RegExp(`^Variety: ${variety.name}, \\d+%\n  for it spoke: .*petrol`, 'im'));
  });

  it.runIf(python)('says what is wrong with a wine, a key, or its surroundings, and fails', async () => {
    const wrongPrice = await run('python3', ['python/predict.py', NOTE, '--price=-1']);
    expect(wrongPrice).toMatchObject({ code: 1, out: '' });
    expect(wrongPrice.err).toMatch(/^InvalidInput: .*price/);
    const wrongKey = await run('python3', ['python/predict.py', NOTE], { KEY: 'trr_wrong' });
    expect(wrongKey).toMatchObject({ code: 1, err: expect.stringMatching(/^UnauthorizedException: /) as string });
    const noKey = await run('python3', ['python/predict.py', NOTE], { KEY: undefined });
    expect(noKey).toMatchObject({ code: 1, err: expect.stringMatching(/^Set KEY first/) as string });
  });
});

describe('the curl line', () => {
  it.runIf(curl)('is answered with country, variety and confidence', async () => {
    const { code, out } = await run('sh', ['curl/predict.sh']);
    expect(code).toBe(0);
    const answer = { name: expect.any(String) as string, confidence: expect.any(Number) as number };
    expect(JSON.parse(out)).toEqual({ data: { predict: { country: answer, variety: answer } } });
  });

  it.runIf(curl)('says what it needs where there is no key', async () => {
    const { code, err } = await run('sh', ['curl/predict.sh'], { KEY: '' });
    expect(code).not.toBe(0);
    expect(err).toContain('Set KEY first');
  });
});

describe.runIf(browserPath)('the plain page', () => {
  let browser: Browser;
  /** Where the page is served: at another origin than the API, as a page of somebody else's would be. */
  let address: string;
  const server = createServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1);
    const type = name.endsWith('.js') ? 'text/javascript' : 'text/html';
    void readFile(new URL(`page/${name}`, EXAMPLES)).then(
      (bytes) => response.writeHead(200, { 'content-type': type }).end(bytes),
      () => response.writeHead(404).end(),
    );
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    // Chromium does not run in its sandbox as root, which is who builds in a container.
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: browserPath ?? '', args });
  });

  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
  });

  async function ask(fields: { endpoint?: string; key?: string; note?: string; price?: string }): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(address);
    const { endpoint = api.endpoint, key = api.key, note = NOTE, price = '24' } = fields;
    await page.getByLabel('Endpoint').fill(endpoint);
    await page.getByLabel('Key').fill(key);
    await page.getByLabel('Tasting note').fill(note);
    await page.getByLabel('Price').fill(price);
    await page.getByRole('button', { name: 'Ask' }).click();
    // It is disabled until there is an answer.
    await page.locator('button:enabled').waitFor();
    return page;
  }

  it('shows country and variety of a note, how sure that is, and which words spoke for it', async () => {
    const page = await ask({});
    const { country, variety } = await (await connect(api.key)).predict({ description: NOTE, price: 24 });
    const shown = await page.locator('#answer').innerText();
    expect(shown).toContain(`Country: ${country.name}, ${Math.round(100 * country.confidence)} %`);
    expect(shown).toContain(`Variety: ${variety.name}, ${Math.round(100 * variety.confidence)} %`);
    expect(shown).toMatch(/For it spoke: .*Mosel/);
  });

  it('says what is wrong with a key or an address', async () => {
    const unknown = await ask({ key: 'trr_wrong' });
    expect(await unknown.locator('#answer').innerText()).toMatch(/^UnauthorizedException: /);
    const nobody = await ask({ endpoint: 'http://127.0.0.1:9/graphql' });
    expect(await nobody.locator('#answer').innerText()).toBe('Nothing answers at http://127.0.0.1:9/graphql.');
  });

  it('keeps the key out of addresses and off the disk', async () => {
    const page = await ask({});
    expect(page.url()).toBe(address);
    expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])')).toBe('[{},{},""]');
    // Nor where the script does not run: a form sends only fields that have names.
    expect(await page.locator('[name]:not(meta)').count()).toBe(0);
  });

  it('shows as text whatever an API answers, and runs none of it', async () => {
    const hostile = '<img src=x onerror="document.title = \'taken\'">';
    const answer = { name: hostile, confidence: 0.5, evidence: [{ feature: hostile, effect: 1 }] };
    const page = await browser.newPage();
    await page.route('**/hostile', (route) =>
      route.fulfill({
        headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
        json: { data: { predict: { country: answer, variety: answer, warnings: [hostile] } } },
      }),
    );
    await page.goto(address);
    await page.getByLabel('Endpoint').fill(`${address}hostile`);
    await page.getByLabel('Key').fill('trr_any');
    await page.getByLabel('Tasting note').fill(hostile);
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByText(`Mind: ${hostile}`).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('Which wine is it?');
  });
});
