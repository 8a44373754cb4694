import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeHostFile } from '../../../cli/laptop/host-file.ts';
import { issueKey } from '../../../cli/deployment/issue-key.ts';
import { command } from '../../../cli/commands/keys.ts';
import { findClient, hashKey, KEY_FORM, listClients } from '../../../store/clients.ts';
import { startDynamo, type Dynamo } from '../../store/dynamo.ts';
import { readyMessage } from '../ready-message.ts';
import { setStage, type Stage } from '../surroundings.ts';

let dynamo: Dynamo;
let stage: Stage;
beforeAll(async () => void (dynamo = await startDynamo()));
afterAll(() => dynamo.close());
beforeEach(async () => {
  stage = await setStage();
  await mkdir(join(stage.folder, '.local'));
  await writeHostFile(join(stage.folder, '.local'), { ...readyMessage(dynamo.endpoint), key: 'unused' });
});
afterEach(() => stage.clear());

const later = (): number => Date.now() + 5_000;
const keys = (...args: string[]): Promise<number> => command.run(args, stage);

async function create(...options: string[]): Promise<{ key: string; clientId: string }> {
  expect(await keys('create', '--name', 'An app', ...options)).toBe(0);
  const key = stage.printed.pop() ?? '';
  const clientId = (await findClient(dynamo.clients(), await hashKey(key), later()))?.clientId ?? '';
  return { key, clientId };
}

const stateOf = async (key: string): Promise<string | undefined> =>
  (await findClient(dynamo.clients(), await hashKey(key), later()))?.state;

describe('keys create', () => {
  it('prints a key of the form that the API takes, and stores only its hash', async () => {
    const { key, clientId } = await create();
    expect(key).toMatch(KEY_FORM);
    expect(clientId).toMatch(/^client-[A-Za-z0-9]{12}$/);
    const stored = (await listClients(dynamo.clients(), later())).filter((client) => client.clientId === clientId);
    expect(stored).toEqual([
      {
        keyHash: await hashKey(key),
        clientId,
        name: 'An app',
        scopes: ['predict'],
        state: 'active',
        createdAt: expect.stringMatching(/^20.*Z$/) as string,
      },
    ]);
    expect(JSON.stringify(stored)).not.toContain(key);
    expect(stage.told).toEqual([`Keep it: it is shown this once. Client ${clientId}, scopes predict.`]);
  });

  it('gives every client a key and an id of its own', async () => {
    const created = [await create(), await create()];
    expect(new Set(created.flatMap(({ key, clientId }) => [key, clientId])).size).toBe(4);
  });

  it('makes keys of all letters and digits', async () => {
    const drawn = await Promise.all(
      Array.from({ length: 50 }, () => issueKey(dynamo.clients(), { name: 'x', scopes: ['predict'] })),
    );
    expect(new Set(drawn.flatMap(({ key }) => [...key.slice(4)])).size).toBe(62);
  });

  it('stores scopes and expiry', async () => {
    const { key } = await create('--scopes', 'predict, operate,predict', '--expires', '90d');
    const client = await findClient(dynamo.clients(), await hashKey(key), later());
    expect(client?.scopes).toEqual(['predict', 'operate']);
    expect(Math.abs((client?.expiresAt ?? 0) - (Date.now() / 1000 + 90 * 86_400))).toBeLessThan(10);
  });

  it('gives a client a second key', async () => {
    const first = await create();
    const second = await create('--client', first.clientId);
    expect(second.clientId).toBe(first.clientId);
    expect(second.key).not.toBe(first.key);
    await expect(keys('create', '--name', 'x', '--client', 'client-none')).rejects.toThrow(/no client client-none/);
  });

  it.each([
    ['no name', ['create'], 'Say who the key is for'],
    ['a blank name', ['create', '--name', ' '], 'Say who the key is for'],
    ['an unknown scope', ['create', '--name', 'x', '--scopes', 'predict,admin'], 'There is no scope "admin"'],
    ['no scope', ['create', '--name', 'x', '--scopes', ''], 'There is no scope ""'],
    ['a time without a unit', ['create', '--name', 'x', '--expires', '90'], '--expires takes days or hours'],
    ['a time of nothing', ['create', '--name', 'x', '--expires', '0d'], '--expires takes days or hours'],
    ['a subject', ['create', 'x'], 'Say keys create --name NAME'],
    ['nothing to revoke', ['revoke'], 'or keys revoke KEY'],
    ['no action', [], 'or keys revoke KEY'],
    ['an unknown action', ['toString'], 'or keys revoke KEY'],
  ])('refuses %s with exit code 2', async (_, args, message) => {
    await expect(keys(...args)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('keys list', () => {
  it('shows clients, and neither keys nor hashes', async () => {
    const { key, clientId } = await create('--scopes', 'label', '--expires', '12h');
    expect(await keys('list')).toBe(0);
    const [header, ...rows] = stage.printed;
    expect(header).toMatch(/^CLIENT +NAME +SCOPES +STATE +CREATED +EXPIRES$/);
    expect(rows.find((row) => row.startsWith(clientId))).toMatch(/ An app +label +active +20\S+Z +20\S+Z$/);
    expect(stage.printed.join()).not.toContain(key);
    expect(stage.printed.join()).not.toContain(await hashKey(key));
  });
});

describe('keys revoke', () => {
  it('revokes one key', async () => {
    const first = await create();
    const second = await create('--client', first.clientId);
    expect(await keys('revoke', first.key)).toBe(0);
    expect([await stateOf(first.key), await stateOf(second.key)]).toEqual(['revoked', 'active']);
  });

  it('revokes all keys of a client', async () => {
    const first = await create();
    const second = await create('--client', first.clientId);
    expect(await keys('revoke', first.clientId)).toBe(0);
    expect([await stateOf(first.key), await stateOf(second.key)]).toEqual(['revoked', 'revoked']);
    expect(stage.told.at(-1)).toBe('Revoked 2 keys: dead within a minute.');
  });

  it.each(['client-none', `trr_${'x'.repeat(40)}`])('says that there is no %s', async (subject) => {
    await expect(keys('revoke', subject)).rejects.toThrow('There is no such key or client. See keys list.');
  });
});

describe('where the keys are', () => {
  it('asks for npm start where there is no host', async () => {
    await expect(keys('list', '--data', 'elsewhere')).rejects.toThrow(/no host\.json in .*elsewhere\. Run npm start/);
  });

  it('finds a deployment by the file that cdk deploy writes', async () => {
    const write = (content: string): Promise<void> => writeFile(join(stage.folder, 'aws.json'), content);
    const list = (): Promise<number> => keys('list', '--outputs', 'aws.json');
    await expect(list()).rejects.toThrow(/cannot be read .*--outputs-file FILE$/);
    await write('not JSON');
    await expect(list()).rejects.toThrow(/is not what cdk deploy --outputs-file writes\.$/);
    await write('{"Cellar": {}}');
    await expect(list()).rejects.toThrow(/Set AWS_REGION/);
    await write('{"Terroir": {"Endpoint": "https://x.appsync-api.eu-west-1.amazonaws.com/graphql"}}');
    await expect(list()).rejects.toThrow(/has no output ClientsTableName of the stack Terroir\.$/);
  });

  it('asks which one is meant where a file tells of several environments', async () => {
    const endpoint = 'https://x.appsync-api.eu-west-1.amazonaws.com/graphql';
    const stacks = { 'Terroir-staging': { Endpoint: endpoint }, 'Terroir-production': { Endpoint: endpoint } };
    await writeFile(join(stage.folder, 'aws.json'), JSON.stringify(stacks));
    const list = (place: string): Promise<number> => keys('list', '--outputs', place);
    await expect(list('aws.json')).rejects.toThrow(
      /tells of Terroir-staging, Terroir-production\. Say which one is meant: .*aws\.json#Terroir-staging$/,
    );
    await expect(list('aws.json#Terroir-production')).rejects.toThrow(/has no output ClientsTableName/);
    await expect(list('aws.json#Terroir')).rejects.toThrow(/tells of .*, not of Terroir\.$/);
  });
});
