import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command as erase } from '../../cli/commands/erase.ts';
import { command as exportCommand } from '../../cli/commands/export.ts';
import { command as keys } from '../../cli/commands/keys.ts';
import { openStores, type Stores } from '../../cli/deployment/all-stores.ts';
import { issueKey } from '../../store/clients/issue-key.ts';
import { partitionOf } from '../../contract/partitions.ts';
import type { Client, Prediction } from '../../packages/client/client.ts';
import { hashKey, findClient, putClient } from '../../store/clients/clients.ts';
import { type Entry, scanEntries } from '../../store/dynamodb/entries.ts';
import { readNewestLabelled } from '../../store/predictions/labels.ts';
import { setStage, type Stage } from '../cli/surroundings.ts';
import { api, clientsTable, collect, connect, errorOf, makeKey, someWine } from './api.ts';

// The tables of a deployment are not opened here: only those of the host on this machine.
const folder = api.keysIn !== null && 'folder' in api.keysIn ? api.keysIn.folder : null;
const SCOPES = ['predict', 'history', 'label'] as const;
let stage: Stage;
let stores: Stores;
beforeAll(async () => {
  stage = await setStage();
  if (folder !== null) stores = await openStores({ data: folder }, stage);
});
afterAll(() => stage.clear());

/** All entries of the table of predictions that lie in the partitions of a client. */
async function entriesOf(clientId: string): Promise<Entry[]> {
  const pages = await collect(scanEntries(stores.predictions));
  return pages.flat().filter((entry) => String(entry['clientId']).split('#')[0] === clientId);
}

/** Where the predictions of a client lie, and how many in each place; claims are not counted. */
async function placesOf(clientId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { clientId: key, id } of await entriesOf(clientId)) {
    if (!String(id).startsWith('request#')) counts[String(key)] = (counts[String(key)] ?? 0) + 1;
  }
  return counts;
}

async function clientIdOf(key: string): Promise<string> {
  return (await findClient(await clientsTable(), await hashKey(key), Date.now() + 5_000))?.clientId ?? '';
}

async function predictMany(client: Client, count: number, requestId?: string): Promise<Prediction[]> {
  const wines = Array.from({ length: count }, (_, n) => ({ ...someWine(), description: `Lime and slate, ${n}.` }));
  const { results } = await client.predictBatch(wines, requestId === undefined ? {} : { requestId });
  return results.flatMap((result) => (result.__typename === 'Prediction' ? [result] : []));
}

const idsOf = (predictions: readonly { id: string }[]): string[] => predictions.map(({ id }) => id);
const newestFirst = (ids: readonly string[]): string[] => ids.toSorted().toReversed();

describe.runIf(folder !== null)('a client of four partitions', () => {
  it('has one history, by pages of any size and by filters, wherever each prediction lies', async () => {
    const key = await makeKey({ scopes: SCOPES, partitions: 4 });
    const [client, clientId] = [await connect(key), await clientIdOf(key)];
    const made = [...(await predictMany(client, 100)), ...(await predictMany(client, 30))];
    const places = await placesOf(clientId);
    expect(Object.keys(places).sort()).toEqual([clientId, `${clientId}#1`, `${clientId}#2`, `${clientId}#3`]);
    for (const count of Object.values(places)) expect(count).toBeGreaterThan(28);
    for (const pageSize of [100, 7]) {
      expect(idsOf(await collect(client.history({}, { pageSize })))).toEqual(newestFirst(idsOf(made)));
    }
    const { country } = made[0]!;
    const holding = made.filter((one) => one.country.name === country.name);
    const found = await collect(client.history({ country: country.name.toUpperCase() }, { pageSize: 5 }));
    expect(idsOf(found)).toEqual(newestFirst(idsOf(holding)));
    expect(await collect(client.history({ modelVersion: 'none' }))).toEqual([]);
  });

  it('is answered to each repeat of a requestId what was first, and finds, labels and lists each prediction', async () => {
    const key = await makeKey({ scopes: SCOPES, partitions: 4 });
    const client = await connect(key);
    const wines = Array.from({ length: 8 }, () => someWine());
    const first = await client.predictBatch(wines, { requestId: 'r-batch' });
    expect(await client.predictBatch(wines, { requestId: 'r-batch' })).toEqual(first);
    const [wine] = wines;
    const one = await client.predict(wine!, { requestId: 'r-one' });
    expect(await client.predict(wine!, { requestId: 'r-one' })).toEqual(one);
    const batch = first.results.flatMap((result) => (result.__typename === 'Prediction' ? [result] : []));
    const all: Prediction[] = [...batch, one];
    for (const each of all) expect(each).toMatchObject((await client.prediction(each.id)) ?? { id: 'none' });
    for (const { id } of all.slice(0, 4)) await client.label(id, { variety: 'Gamay' });
    const labelled = await collect(client.history({ labelled: true }));
    expect(idsOf(labelled)).toEqual(newestFirst(idsOf(all.slice(0, 4))));
    expect(labelled.map(({ label }) => label?.variety)).toEqual(Array(4).fill('Gamay'));
    const told = await readNewestLabelled(stores.predictions, all[0]!.createdAt, 10);
    const clientId = await clientIdOf(key);
    expect(new Set(told.filter(({ id }) => idsOf(all).includes(id)).map((label) => label.clientId))).toEqual(
      new Set([clientId]),
    );
  });

  it('is exported whole, in order, and erased without a trace', async () => {
    const key = await makeKey({ scopes: SCOPES, partitions: 4 });
    const [client, clientId] = [await connect(key), await clientIdOf(key)];
    const made = await predictMany(client, 40, 'r-export');
    const place = ['--client', clientId, '--data', folder ?? ''];
    expect(await exportCommand.run([...place, '--out', 'own.jsonl'], stage)).toBe(0);
    const lines = (await readFile(join(stage.folder, 'own.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Prediction).id)).toEqual(idsOf(made).toSorted());
    expect(await erase.run([...place, '--no-wait'], stage)).toBe(3);
    expect(await entriesOf(clientId)).toEqual([]);
  });

  it('reaches nothing of another client, nor another of it, were its id made of the other’s', async () => {
    const [mine, yours] = [await makeKey({ partitions: 4 }), await makeKey({ partitions: 8 })];
    const made = await predictMany(await connect(yours), 8);
    const reader = await connect(mine);
    for (const { id } of made) expect(await reader.prediction(id)).toBeNull();
    expect(await collect(reader.history())).toEqual([]);
    const forged = await issueKey(await clientsTable(), { name: 'Eve', scopes: SCOPES });
    await putClient(
      await clientsTable(),
      { ...forged.client, clientId: `${await clientIdOf(yours)}#1` },
      Date.now() + 5_000,
    );
    const error = await errorOf(collect((await connect(forged.key)).history()));
    expect(error).toMatchObject({ errorType: 'Unauthorized', retryable: false });
  });
});

describe.runIf(folder !== null)('a client that is raised from one partition to four', () => {
  /** A key that AppSync has not seen, so that it goes by what is stored now. */
  const another = async (clientId: string): Promise<Client> => {
    expect(await keys.run(['create', '--name', 'x', '--client', clientId, '--data', folder ?? ''], stage)).toBe(0);
    return connect(stage.printed.pop());
  };

  it('keeps its history, and is answered what was first to a requestId from before', async () => {
    const key = await makeKey();
    const [client, clientId] = [await connect(key), await clientIdOf(key)];
    const wines = Array.from({ length: 9 }, () => someWine());
    const first = await client.predictBatch(wines, { requestId: 'r-before' });
    const page = await client.history({}, { pageSize: 4 }).pages().next();
    expect(await placesOf(clientId)).toEqual({ [clientId]: 9 });

    expect(await keys.run(['change', clientId, '--partitions', '4', '--data', folder ?? ''], stage)).toBe(0);
    const raised = await another(clientId);
    const since = await predictMany(raised, 20);
    expect(Object.keys(await placesOf(clientId))).toHaveLength(4);
    expect(await raised.predictBatch(wines, { requestId: 'r-before' })).toEqual(first);
    const before = first.results.flatMap((result) => (result.__typename === 'Prediction' ? [result] : []));
    const all = newestFirst(idsOf([...before, ...since]));
    expect(idsOf(await collect(raised.history({}, { pageSize: 6 })))).toEqual(all);
    expect(idsOf(page.value ?? [])).toEqual(newestFirst(idsOf(before)).slice(0, 4));
    for (const { id } of [...before, ...since]) expect((await raised.prediction(id))?.id).toBe(id);
    for (const { id } of since) {
      const keysOfId = (await entriesOf(clientId)).filter((entry) => entry['id'] === id);
      expect(keysOfId.map((entry) => entry['clientId'])).toEqual([partitionOf(clientId, id, 4)]);
    }
  });

  it('is read whole by whoever is told of the new ones before anybody writes to them', async () => {
    const key = await makeKey();
    const clientId = await clientIdOf(key);
    let early: Client | undefined;
    const wait = async (): Promise<void> => {
      early = await another(clientId);
      await predictMany(early, 5);
      expect(await placesOf(clientId)).toEqual({ [clientId]: 5 });
    };
    const args = ['change', clientId, '--partitions', '4', '--data', folder ?? ''];
    expect(await keys.run(args, { ...stage, wait })).toBe(0);
    await predictMany(await another(clientId), 12);
    expect(Object.keys(await placesOf(clientId)).length).toBeGreaterThan(1);
    // AppSync still goes by what it was told of this key in between.
    expect(await collect(early!.history())).toHaveLength(17);
  });
});
