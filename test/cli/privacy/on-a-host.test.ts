import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { command as backup } from '../../../cli/commands/backup.ts';
import { command as erase } from '../../../cli/commands/erase.ts';
import { command as exportCommand } from '../../../cli/commands/export.ts';
import { command as restore } from '../../../cli/commands/restore.ts';
import { openStores, type Stores } from '../../../cli/deployment/all-stores.ts';
import { issueKey } from '../../../store/clients/issue-key.ts';
import { SCOPES, type Scope } from '../../../contract/root-fields.ts';
import { readHostFile } from '../../../cli/laptop/host-file.ts';
import { type Client, createClient, type Prediction } from '../../../packages/client/client.ts';
import { readHistory } from '../../../store/predictions/history.ts';
import { deleteVersion, listVersions } from '../../../store/s3/object-versions.ts';
import { registerVersion } from '../../functions/registry.ts';
import { spawnNode, TERROIR } from '../spawned.ts';
import { setStage, type Stage } from '../surroundings.ts';

/** A process is started, and one that answers follows the champion within ten seconds. */
const PATIENCE = { timeout: 120_000 };
const NOTE = 'Marked note of plum, tar and roses';
let stage: Stage;
let data: string;
let host: ReturnType<typeof spawnNode>;
let stores: Stores;
let endpoint: string;

async function startHost(): Promise<void> {
  host = spawnNode([TERROIR, 'start', '--port', '0', '--data', data], { stdin: 'pipe' });
  await host.until('Ctrl-C to stop.');
  stores = await openStores({ data }, stage);
  endpoint = (await readHostFile(data))?.endpoint ?? '';
}

async function stopHost(): Promise<void> {
  host.child.kill('SIGTERM');
  await host.ended;
}

beforeAll(async () => {
  stage = await setStage();
  data = join(stage.folder, 'data');
  await startHost();
});
afterAll(async () => {
  await stopHost();
  await stage.clear();
});

async function connect(scopes: readonly Scope[] = SCOPES): Promise<{ client: Client; key: string; clientId: string }> {
  const issued = await issueKey(stores.clients, { name: 'A test', scopes });
  const client = createClient({ endpoint, key: issued.key });
  return { client, key: issued.key, clientId: issued.client.clientId };
}

async function collect<Entry>(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const collected: Entry[] = [];
  for await (const entry of entries) collected.push(entry);
  return collected;
}

/** What is stored of a client. */
async function readOwn(clientId: string): Promise<unknown[]> {
  return (await collect(readHistory(stores.predictions, clientId, ''))).flat();
}

/** Every file below the folder. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

const isAllowed = (scope: Scope): boolean => scope !== 'operate';

describe('R26: the logs of a laptop host', () => {
  it('hold no note and no key after calls that are answered, refused and wrong', async () => {
    const { client, key } = await connect();
    const wine = { description: `${NOTE}.`, variety: 'Gamay', price: 20 };
    const { id } = await client.predict(wine, { requestId: `${NOTE} ${key}` });
    await client.predictBatch([wine, { description: NOTE, price: -1 }, { winery: NOTE, points: 7 }]);
    await client.label(id, { variety: 'Gamay' });
    const wrong = [
      client.predict({ ...wine, description: `${NOTE} other` }, { requestId: `${NOTE} ${key}` }),
      client.label(id, { variety: `${NOTE} <> {}` }),
      client.label(NOTE, { variety: 'Gamay' }),
      client.promote(NOTE, NOTE),
      client.compareModels(NOTE, NOTE),
      client.admitClass('VARIETY', `${NOTE} <>`),
      client.removeDataset(NOTE, NOTE),
      createClient({ endpoint, key: `trr_${'z'.repeat(40)}` }).predict(wine),
    ];
    for (const outcome of await Promise.allSettled(wrong)) expect(outcome.status).toBe('rejected');
    const query = `{ prediction(id: "${NOTE}") { ${NOTE.split(' ')[0]} } `;
    for (const body of [JSON.stringify({ query }), NOTE, JSON.stringify({ query: `{ ${key} }`, variables: NOTE })]) {
      await fetch(endpoint, { method: 'POST', headers: { authorization: key }, body });
    }
    await collect(client.history({ country: NOTE }));

    const logs = listFiles(join(data, 'logs'));
    expect(logs.map((path) => readFileSync(path, 'utf8')).join('\n')).toContain('REPORT RequestId');
    for (const path of logs) {
      const text = readFileSync(path, 'utf8');
      for (const mark of ['Marked note', 'plum, tar', key, 'zzzzzzzz']) expect(text, path).not.toContain(mark);
    }
  });

  it('and all that it keeps can be read by its owner alone', () => {
    for (const path of [data, ...listFiles(data), ...['dynamodb', 's3', 'logs'].map((name) => join(data, name))]) {
      expect((lstatSync(path).mode & 0o077).toString(8), path).toBe('0');
    }
  });
});

describe('R27: the data of a client', () => {
  it('is exported with its labels, by the operator and by its own key, and goes on where it was cut off', async () => {
    const { client, clientId } = await connect(SCOPES.filter(isAllowed));
    const { results } = await client.predictBatch(
      Array.from({ length: 130 }, (_, at) => ({ description: `${NOTE}, bottle ${at}.`, price: 10 + at })),
    );
    const [first] = results as Prediction[];
    await client.label(first!.id, { country: 'France' });
    const own = await collect(client.exportHistory({ pageSize: 40 }));
    expect(own).toHaveLength(130);
    expect(own.at(-1)?.label).toMatchObject({ country: 'France' });
    const rest = await collect(client.exportHistory({ after: own[49]!.id }));
    expect(rest).toEqual(own.slice(50));

    expect(await exportCommand.run(['--client', clientId, '--out', 'own.jsonl', '--data', data], stage)).toBe(0);
    const whole = await readFile(join(stage.folder, 'own.jsonl'), 'utf8');
    const lines = whole.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as Prediction)).toEqual(own.toReversed());
    // Cut off within the line after the third.
    await writeFile(
      join(stage.folder, 'again.jsonl.part'),
      `${lines.slice(0, 3).join('\n')}\n${lines[3]!.slice(0, 40)}`,
    );
    expect(await exportCommand.run(['--client', clientId, '--out', 'again.jsonl', '--data', data], stage)).toBe(0);
    expect(await readFile(join(stage.folder, 'again.jsonl'), 'utf8')).toBe(whole);
    expect((lstatSync(join(stage.folder, 'own.jsonl')).mode & 0o077).toString(8)).toBe('0');
  });

  it('is erased by a command, with a proof; its key is dead', async () => {
    const { client, key, clientId } = await connect();
    const { id } = await client.predict({ description: `${NOTE} to be erased.` }, { requestId: 'r-erased' });
    await client.label(id, { variety: 'Gamay' });
    const args = ['--client', clientId, '--data', data];
    expect(await erase.run([...args, '--dry-run'], stage)).toBe(0);
    expect(stage.printed).toContain(
      `There are of ${clientId}: 1 prediction (1 with labels), 1 claim of requestIds, ` +
        '0 days of use, 0 lines of label snapshots, 0 jobs with 0 files, 1 key.',
    );
    expect((await client.prediction(id))?.id).toBe(id);
    expect(await erase.run([...args, '--no-wait'], stage)).toBe(3);
    expect(stage.printed.join('\n')).toContain('Erased: 1 prediction (1 with labels)');
    const proof = `erasures/${createHash('sha256').update(clientId).digest('hex')}/`;
    expect(stage.printed.join('\n')).toContain(proof);
    expect(await readOwn(clientId)).toEqual([]);
    expect(await erase.run(['--client', 'client-nobody', '--data', data], stage).catch(String)).toContain(
      'There is nothing of',
    );
    expect(key).not.toBe('');
  });
});

it(
  'R30: tables and bucket come back to a point in time, and the same champion answers the same bytes',
  PATIENCE,
  async () => {
    const { client, clientId, key } = await connect();
    const registry = { dynamo: { models: () => stores.models }, bucket: stores.bucket };
    await registerVersion(registry, 'v-first');
    await registerVersion(registry, 'v-second');
    await client.promote('v-first', 'the drill');
    const wine = { description: `${NOTE} of the drill.`, price: 30 };
    const requestId = 'the drill';
    const isFollowed = async () => (await client.predict(wine)).modelVersion === 'v-first';
    await vi.waitUntil(isFollowed, { timeout: 20_000, interval: 300 });
    const before = await client.predict(wine, { requestId });
    expect(before.modelVersion).toBe('v-first');
    const erased = await connect();
    await erased.client.predict({ description: `${NOTE} of one who is erased later.` });

    // Writes go on while the backup is taken.
    let isOver = false;
    const writing = (async () => {
      while (!isOver) await client.predict({ description: `${NOTE} meanwhile.` });
    })();
    expect(await backup.run(['--out', 'saved', '--data', data], stage)).toBe(0);
    isOver = true;
    await writing;

    await client.promote('v-second', 'a move that is to be undone');
    const later = await client.predict({ description: `${NOTE} after the backup.` });
    await client.label(before.id, { variety: 'Malbec' });
    await erase.run(['--client', erased.clientId, '--data', data, '--no-wait'], stage);
    const { predictions } = stores;
    await predictions.dynamo.send(new DeleteCommand({ TableName: predictions.name, Key: { clientId, id: before.id } }));
    for (const version of await listVersions(stores.bucket, 'models/v-first/'))
      await deleteVersion(stores.bucket, version);

    expect(await restore.run(['--from', 'saved', '--data', data], stage)).toBe(0);
    expect((await client.champion()).id).toBe('v-second');
    expect(await restore.run(['--from', 'saved', '--data', data, '--yes'], stage)).toBe(0);
    expect(stage.printed.at(-1)).toBe('The champion is v-first.');
    expect((await client.champion()).id).toBe('v-first');
    expect(await client.predict(wine, { requestId })).toEqual(before);
    expect(await client.prediction(before.id)).toEqual(before);
    expect(await client.prediction(later.id)).toBeNull();
    const answers = (await collect(client.history({ modelVersion: 'v-first' }))).filter(({ id }) => id === before.id);
    expect(answers).toEqual([before]);
    expect(await readOwn(erased.clientId)).toEqual([]);
    // Once more changes nothing.
    stage.printed.length = 0;
    await restore.run(['--from', 'saved', '--data', data], stage);
    expect(stage.printed[0]).toBe('bucket: 0 objects stored, 0 hidden');
    expect(stage.printed[1]).toMatch(/^models: 0 entries stored, 0 deleted/);

    // A process that starts now loads the files that were lost, which are back under other VersionIds.
    await stopHost();
    await startHost();
    const anew = await createClient({ endpoint, key }).predict(wine);
    const { id, createdAt, ...answer } = before;
    expect(anew).toEqual({ ...answer, id: anew.id, createdAt: anew.createdAt });
    expect([id, createdAt]).not.toContain(anew.id);
  },
);
