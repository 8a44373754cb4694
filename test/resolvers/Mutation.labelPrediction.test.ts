import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MutationLabelPredictionArgs, Prediction } from '../../generated/schema.ts';
import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import { type Answered, type Fields, openFields } from './fields.ts';
import { loadResolver } from './harness.ts';
import { asClient, storedPrediction } from './predictions.ts';

type Args = Partial<MutationLabelPredictionArgs>;

const before = vi.fn<(action: string) => Promise<void>>(() => Promise.resolve());
let fields: Fields;
let made = 0;

beforeAll(async () => {
  fields = await openFields(['Mutation.labelPrediction'], { before });
});

afterEach(() => {
  vi.useRealTimers();
  before.mockReset();
});

afterAll(() => fields.close());

/** A prediction of ann that nobody else's test has; returns its id. */
async function newPrediction(parts: Partial<StoredPrediction> = {}): Promise<string> {
  made += 1;
  const id = `01KASTV5XJ${String(made).padStart(16, '0')}`;
  await fields.put('Predictions', [storedPrediction(id, { clientId: 'ann', ...parts })]);
  return id;
}

function label(id: string, args: Args, clientId = 'ann'): Promise<Answered<Prediction>> {
  return fields.run('Mutation.labelPrediction', asClient(clientId), { id, ...args });
}

function stored(id: string): Promise<Record<string, unknown> | undefined> {
  return fields.get('Predictions', { clientId: 'ann', id });
}

/** How many times DynamoDB was asked to write. */
function writes(): number {
  return before.mock.calls.filter(([action]) => action === 'UpdateItem').length;
}

/** Stops the clock at this time. */
function stopClock(time: string): void {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(time) });
}

describe('a label', () => {
  it('is answered with the prediction that it is about', async () => {
    const id = await newPrediction();
    stopClock('2026-11-23T19:00:00.000Z');
    const { value, error } = await label(id, { country: 'Italy', variety: 'Barbera' });
    const told = { country: 'Italy', variety: 'Barbera', labelledAt: '2026-11-23T19:00:00.000Z' };
    expect(error).toBeUndefined();
    expect(value).toMatchObject({ id, country: { name: 'France' }, label: told, labelHistory: [told] });
  });

  it('is stored where labels are looked for, and changes nothing else', async () => {
    const id = await newPrediction();
    const unlabelled = await stored(id);
    stopClock('2026-12-31T23:59:59.999Z');
    await label(id, { variety: 'Barbera' });
    const told = { variety: 'Barbera', labelledAt: '2026-12-31T23:59:59.999Z' };
    expect(await stored(id)).toEqual({
      ...unlabelled,
      label: told,
      labelHistory: [told],
      labelRight: { variety: false },
      labelMonth: '2026-12',
      labelledAt: '2026-12-31T23:59:59.999Z',
    });
  });

  it('tells whether what was answered is right, however names are written, and anew when it is changed', async () => {
    const id = await newPrediction();
    await label(id, { country: 'frANCE', variety: 'Barbera' });
    expect((await stored(id))?.labelRight).toEqual({ country: true, variety: false });
    await label(id, { country: 'Italy' });
    expect((await stored(id))?.labelRight).toEqual({ country: false, variety: false });
  });

  it('is taken without the spaces around it, in any script, of a class that no model knows', async () => {
    const id = await newPrediction();
    const { value } = await label(id, { country: '  საქართველო\n', variety: '𠀀'.repeat(100) });
    expect(value.label).toMatchObject({ country: 'საქართველო', variety: '𠀀'.repeat(100) });
  });
});

describe('a label said before', () => {
  it('stays for the target that is not given now', async () => {
    const id = await newPrediction();
    await label(id, { country: 'Italy' });
    const { value } = await label(id, { variety: 'Barbera' });
    expect(value.label).toMatchObject({ country: 'Italy', variety: 'Barbera' });
    expect(value.labelHistory).toMatchObject([{ country: 'Italy' }, { country: 'Italy', variety: 'Barbera' }]);
    expect(value.labelHistory[0]).not.toHaveProperty('variety');
  });

  it('is not said again: nothing is written', async () => {
    const id = await newPrediction();
    const first = await label(id, { country: 'Italy', variety: 'Barbera' });
    for (const args of [
      { country: 'Italy', variety: 'Barbera' },
      { country: ' Italy' },
      { variety: 'Barbera', country: null },
    ]) {
      expect(await label(id, args)).toEqual(first);
    }
    expect(writes()).toBe(1);
  });

  it('is kept when another one takes its place, in the order of time even while the clock stands still', async () => {
    const id = await newPrediction();
    stopClock('2026-11-30T23:59:59.999Z');
    for (const country of ['Italy', 'Spain', 'Italy']) await label(id, { country });
    expect(await stored(id)).toMatchObject({
      label: { country: 'Italy', labelledAt: '2026-12-01T00:00:00.001Z' },
      labelHistory: [
        { country: 'Italy', labelledAt: '2026-11-30T23:59:59.999Z' },
        { country: 'Spain', labelledAt: '2026-12-01T00:00:00.000Z' },
        { country: 'Italy', labelledAt: '2026-12-01T00:00:00.001Z' },
      ],
      labelMonth: '2026-12',
      labelledAt: '2026-12-01T00:00:00.001Z',
    });
  });

  it('is forgotten after twenty others', async () => {
    const id = await newPrediction();
    for (let n = 0; n < 22; n += 1) await label(id, { country: `Country ${n}` });
    const { labelHistory } = (await stored(id)) as unknown as StoredPrediction;
    expect(labelHistory?.map(({ country }) => country)).toEqual(
      Array.from({ length: 20 }, (_, n) => `Country ${n + 2}`),
    );
  });
});

describe('of two labels at the same moment', () => {
  /** What another request says, after the first has read and before it writes. */
  function meanwhile(id: string, args: Args): void {
    before.mockImplementation(async (action) => {
      if (action !== 'UpdateItem') return;
      before.mockReset();
      await label(id, args);
    });
  }

  it.each([undefined, { country: 'Chile', labelledAt: '2026-11-23T18:00:00.000Z' }])(
    'one is written, and the other told to try again (before: %j)',
    async (earlier) => {
      const id = await newPrediction(
        earlier && { label: earlier, labelHistory: [earlier], labelMonth: '2026-11', labelledAt: earlier.labelledAt },
      );
      meanwhile(id, { country: 'Spain' });
      const { error } = await label(id, { country: 'Italy' });
      expect(error).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true, retryAfterSeconds: 1 } });
      expect(await stored(id)).toMatchObject({ label: { country: 'Spain' } });
      expect((await label(id, { country: 'Italy' })).value.label).toMatchObject({ country: 'Italy' });
    },
  );

  it('and an erasure, the erasure lasts', async () => {
    const id = await newPrediction();
    before.mockImplementation(async (action) => {
      if (action === 'UpdateItem') await fields.erase('Predictions', { clientId: 'ann', id });
    });
    expect((await label(id, { country: 'Italy' })).error).toMatchObject({ errorType: 'Internal' });
    expect(await stored(id)).toBeUndefined();
    expect((await label(id, { country: 'Italy' })).error).toMatchObject({ errorType: 'NotFound' });
  });

  it('that say the same, both are answered, and one is written', async () => {
    const id = await newPrediction();
    meanwhile(id, { country: 'Spain' });
    const { value, error } = await label(id, { country: 'Spain' });
    expect(error).toBeUndefined();
    expect(value.labelHistory).toHaveLength(1);
  });
});

describe('NotFound', () => {
  it.each([
    ['another client’s prediction', 'bob', undefined],
    ['an id that nobody has', 'ann', '01KASTV5XJZZZZZZZZZZZZZZZZ'],
    ['the record of a requestId', 'ann', 'request#r1'],
    ['no text at all', 'ann', ''],
  ])('is the answer for %s', async (_, clientId, id) => {
    await fields.put('Predictions', [{ clientId: 'ann', id: 'request#r1', predictionId: 'x' }]);
    const { value, error } = await label(id ?? (await newPrediction()), { country: 'Italy' }, clientId);
    expect(value).toBeNull();
    expect(error).toMatchObject({ errorType: 'NotFound', errorInfo: { field: 'id', retryable: false } });
    expect(writes()).toBe(0);
  });
});

describe('the form of a name', () => {
  it.each([
    "Nero d'Avola",
    'St. Laurent',
    'U.S.A.',
    'EE.UU.',
    'Cabernet Sauvignon & Merlot (GSM), 2/3',
    'Pi\u00adnot',
    '甲州',
  ])('is that of %s', async (variety) => {
    const { value } = await label(await newPrediction(), { variety });
    expect(value.label).toMatchObject({ variety });
  });

  it.each([
    'VISIT EVIL.EXAMPLE',
    'evil.ex',
    'www.x',
    'https://x/y',
    'mail@evil',
    '<b>Merlot</b>',
    '12',
    '-',
    '🍇',
    'one\ntwo#three',
    'ev\u200bil.example',
  ])('is not that of %j', async (country) => {
    const { error } = await label(await newPrediction(), { country });
    expect(error).toMatchObject({ errorType: 'InvalidInput', errorInfo: { field: 'country', rule: 'form' } });
    expect(writes()).toBe(0);
  });
});

describe('InvalidInput', () => {
  it.each<[string, Args, string | null, string]>([
    ['nothing is said', {}, null, 'atLeastOne'],
    ['nothing is said in so many words', { country: null, variety: null }, null, 'atLeastOne'],
    ['a country is empty', { country: '', variety: 'Barbera' }, 'country', 'length'],
    ['a variety is blank', { variety: ' \t ' }, 'variety', 'length'],
    ['a variety has nothing that one can see', { variety: '\u200b\u00ad\u200e' }, 'variety', 'length'],
    ['a country has 101 characters', { country: 'x'.repeat(101) }, 'country', 'length'],
    ['a variety has 100,000 characters', { variety: 'x'.repeat(100_000) }, 'variety', 'length'],
  ])('is the answer where %s, and nothing is read', async (_, args, field, rule) => {
    const id = await newPrediction();
    const { error } = await label(id, args);
    expect(error).toMatchObject({ errorType: 'InvalidInput', errorInfo: { field, rule, retryable: false } });
    expect(before).not.toHaveBeenCalled();
  });
});

describe('an error of DynamoDB', () => {
  it.each(['readPrediction', 'recordLabel'])('in %s is Internal to the client, and whole in the log', async (name) => {
    const step = await loadResolver(`steps/${name}`);
    const error = { type: 'DynamoDB:ProvisionedThroughputExceededException', message: 'Too much of Predictions-X7.' };
    const { raised, logs } = step.response({
      identity: asClient('ann'),
      arguments: { id: 'x', country: 'Italy' },
      error,
    });
    expect(raised).toMatchObject({ errorType: 'Internal', errorInfo: { retryable: true } });
    expect(raised?.message).not.toContain('X7');
    expect(logs.join()).toContain('DynamoDB:ProvisionedThroughputExceededException: Too much of Predictions-X7.');
  });
});

it('is Unauthorized for whoever came in without a key', async () => {
  const { error } = await fields.run(
    'Mutation.labelPrediction',
    { userArn: 'x' },
    { id: await newPrediction(), country: 'Italy' },
  );
  expect(error).toMatchObject({ errorType: 'Unauthorized' });
});
