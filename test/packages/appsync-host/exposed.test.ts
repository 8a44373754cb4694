import { writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Host, startHost } from '../../../packages/appsync-host/host.ts';
import { readOptions } from '../../../packages/appsync-host/options.ts';
import { writeGuestBook } from './fixture-stack.ts';
import { makeFolder } from './temporary-folder.ts';

const FILE_KEY = 'the key of the scripts';

/** The guest book, listening at the address, with what it told its user. */
async function start(address?: string) {
  const lines: string[] = [];
  const stateFolder = makeFolder();
  const keyFile = join(stateFolder, 'keys.json');
  const options = { cdkOut: writeGuestBook(), stateFolder, keyFile, ...(address !== undefined && { address }) };
  const host = await startHost(options, { warn: (line) => lines.push(line) });
  onTestFinished(host.close);
  writeFileSync(keyFile, JSON.stringify({ key: FILE_KEY }));
  return { host, lines };
}

/** Leads to Linux itself as every network interface does: what listens at 127.0.0.1 only is not there. */
const ANOTHER_ADDRESS = '127.0.0.2';
const onLinux = process.platform === 'linux';

function askFrom(address: string, { endpoint, outputs }: Host): Promise<Response> {
  const headers = { 'x-api-key': outputs['Key'] ?? '' };
  const url = endpoint.replace('localhost', address);
  return fetch(url, { method: 'POST', headers, body: '{ "query": "{ guests { name } }" }' });
}

/** GraphiQL's page, asked for by any name that leads here. */
async function openPage({ graphiql }: Host, name: string): Promise<{ status: number | undefined; html: string }> {
  const { port } = new URL(graphiql);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/graphiql', headers: { host: name } }, resolve).once('error', reject);
  });
  return { status: response.statusCode, html: await text(response) };
}

const REFUSED = { cause: { code: 'ECONNREFUSED' } };

describe('a host without --host', () => {
  it.runIf(onLinux)('is reached by this machine alone', async () => {
    const { host, lines } = await start();
    expect((await askFrom('localhost', host)).status).toBe(200);
    await expect(askFrom(ANOTHER_ADDRESS, host)).rejects.toMatchObject(REFUSED);
    expect(lines.filter((line) => line.includes('reach'))).toEqual([]);
  });
});

describe('a host with --host', () => {
  it.runIf(onLinux)('answers at every address of the machine, says so, and keeps its services to itself', async () => {
    const { host, lines } = await start('0.0.0.0');
    for (const address of ['localhost', '127.0.0.1', ANOTHER_ADDRESS]) {
      expect(await (await askFrom(address, host)).json()).toEqual({ data: { guests: [] } });
    }
    const { port } = new URL(host.endpoint);
    expect(lines.find((line) => line.startsWith(`Others can reach the API at 0.0.0.0:${port}`))).toBeDefined();
    for (const service of Object.values(host.aws.endpoints)) {
      await expect(fetch(service.replace('127.0.0.1', ANOTHER_ADDRESS))).rejects.toMatchObject(REFUSED);
    }
  });

  it.each(['wine.example', 'localhost'])('shows GraphiQL as %s with no key in it', async (name) => {
    const { host } = await start('0.0.0.0');
    const { status, html } = await openPage(host, name);
    expect(status).toBe(200);
    expect(html).toContain('GraphiQL');
    for (const key of [FILE_KEY, host.outputs['Key'] ?? FILE_KEY]) expect(html).not.toContain(key);
  });

  it.runIf(onLinux)('answers at the one address that it was given, and as localhost', async () => {
    const { host } = await start(ANOTHER_ADDRESS);
    for (const address of ['localhost', ANOTHER_ADDRESS]) expect((await askFrom(address, host)).status).toBe(200);
    await expect(askFrom('127.0.0.3', host)).rejects.toMatchObject(REFUSED);
  });

  it('fills GraphiQL in where the address leads to this machine alone', async () => {
    const { host } = await start('127.0.0.1');
    expect((await openPage(host, 'localhost')).html).toContain(FILE_KEY);
    expect((await openPage(host, 'wine.example')).status).toBe(403);
  });

  it('takes no address of another machine', async () => {
    await expect(start('192.0.2.1')).rejects.toThrow(
      'Nobody can listen at 192.0.2.1 (EADDRNOTAVAIL): give --host an address of this machine.',
    );
  });

  it.each(['wine.example', 'localhost', '0.0.0', ''])('takes an IP address, and not %j', (given) => {
    expect(() => readOptions(['--host', given])).toThrow('--host must be an IP address');
    expect(readOptions(['--host', '::'])).toMatchObject({ address: '::' });
  });
});
