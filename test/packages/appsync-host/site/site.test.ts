import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSite } from '../../../../packages/appsync-host/site/site.ts';

let root: string;
const servers: Server[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'site-'));
  await mkdir(join(root, 'site/assets'), { recursive: true });
  await writeFile(join(root, 'site/index.html'), '<title>Site</title>');
  await writeFile(join(root, 'site/assets/main-1.js'), 'go();');
  await writeFile(join(root, 'site/.digest'), 'hidden');
  await writeFile(join(root, 'secret.txt'), 'secret');
});
afterAll(async () => {
  for (const server of servers) server.close();
  await rm(root, { recursive: true });
});

interface Answer {
  status: number | undefined;
  text: string;
  headers: Record<string, string | string[] | undefined>;
}

/** A site beside an API that answers everything else by `API`. */
async function serve(
  exposed = false,
  connects?: () => string[],
): Promise<(path: string, headers?: Record<string, string>) => Promise<Answer>> {
  const parts = {
    folder: join(root, 'site'),
    config: () => ({ endpoint: '/graphql', key: 'k' }),
    exposed,
    ...(connects && { connects }),
  };
  const server = createServer(serveSite(parts, (_, response) => response.end('API')));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  // `path` is sent as it is: fetch would tidy it up.
  return (path, headers = {}) =>
    new Promise((resolve, reject) => {
      get({ port, path, headers: { host: `localhost:${port}`, ...headers } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.once('end', () => resolve({ status: response.statusCode, text, headers: response.headers }));
      }).once('error', reject);
    });
}

describe('a site beside the API', () => {
  it('is its files, index.html at /, each with its type and a strict content security policy', async () => {
    const ask = await serve();
    const page = await ask('/');
    expect(page).toMatchObject({ status: 200, text: '<title>Site</title>' });
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
    const script = await ask('/assets/main-1.js?x=1');
    expect([script.text, script.headers['content-type']]).toEqual(['go();', 'text/javascript; charset=utf-8']);
  });

  it('may ask its own origin alone, and those that are named', async () => {
    const policyOf = async (connects?: () => string[]) =>
      (await (await serve(false, connects))('/')).headers['content-security-policy'];
    expect(await policyOf()).toContain("; connect-src 'self'; ");
    expect(await policyOf(() => ['http://127.0.0.1:9'])).toContain("; connect-src 'self' http://127.0.0.1:9; ");
  });

  it('is told of the API by config.json, which no other origin may read or load', async () => {
    const ask = await serve();
    const { text, headers } = await ask('/config.json');
    expect(JSON.parse(text)).toEqual({ endpoint: '/graphql', key: 'k' });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect((await ask('/config.json', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(
      403,
    );
    expect((await ask('/config.json', { host: 'evil.example' })).status).toBe(403);
  });

  it('may be opened by any name of the machine where others are let in', async () => {
    const ask = await serve(true);
    expect((await ask('/', { host: 'cellar.example:4000' })).status).toBe(200);
  });

  it.each(['/graphql', '/none.html', '/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/.digest'])(
    'leaves %s to the API',
    async (path) => {
      expect((await (await serve())(path)).text).toBe('API');
    },
  );
});
