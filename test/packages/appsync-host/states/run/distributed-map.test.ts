import { describe, expect, it } from 'vitest';
import { functionArn, openRoom, throwAs } from '../machine-room.ts';

const objectsOf = (files: Record<string, unknown>) =>
  new Map(
    Object.entries(files).map(([key, value]) => [
      `cellar/${key}`,
      Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
  );
const read = (objects: Map<string, Buffer>, key: string) =>
  JSON.parse(objects.get(`cellar/${key}`)?.toString() ?? '') as unknown;

const answer = { Type: 'Task', Resource: functionArn('answer'), End: true };
const reader = {
  Resource: 'arn:aws:states:::s3:getObject',
  ReaderConfig: { InputType: 'JSON' },
  Parameters: { Bucket: 'cellar', 'Key.$': '$.key' },
};
const writer = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'cellar', Prefix: 'results/' } };
const mapOf = (more: object = {}, states: object = { Answer: answer }, type = 'EXPRESS') => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      Label: 'Each',
      ItemReader: reader,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type },
        StartAt: Object.keys(states)[0],
        States: states,
      },
      End: true,
      ...more,
    },
  },
});

describe('a Distributed Map', () => {
  it('runs a child for each item of a JSON file in S3, and answers what they come to in the order of the items', async () => {
    const room = openRoom({
      functions: { answer: (n: number) => n * 10 },
      objects: objectsOf({ 'items.json': [1, 2, 3] }),
    });
    expect(await room.run(mapOf(), { key: 'items.json' })).toMatchObject({ status: 'SUCCEEDED', output: [10, 20, 30] });
  });

  it('writes results as the ResultWriter says, with a manifest', async () => {
    const act = (n: number) => (n === 2 ? throwAs('Corked', 'bad') : { n });
    const room = openRoom({ functions: { answer: act }, objects: objectsOf({ 'items.json': [1, 2, 3] }) });
    const { status, output } = await room.run(mapOf({ ResultWriter: writer, ToleratedFailureCount: 1 }), {
      key: 'items.json',
    });
    expect(status).toBe('SUCCEEDED');
    const { MapRunArn, ResultWriterDetails } = output as { MapRunArn: string; ResultWriterDetails: { Key: string } };
    expect(MapRunArn).toMatch(/^arn:aws:states:us-east-1:000000000000:mapRun:Cellar\/Each:[0-9a-f-]{36}$/);
    const id = MapRunArn.slice(-36);
    expect(ResultWriterDetails).toEqual({ Bucket: 'cellar', Key: `results/${id}/manifest.json` });
    expect(read(room.objects, ResultWriterDetails.Key)).toEqual({
      DestinationBucket: 'cellar',
      MapRunArn,
      ResultFiles: {
        FAILED: [{ Key: `results/${id}/FAILED_0.json`, Size: expect.any(Number) as number }],
        PENDING: [],
        SUCCEEDED: [{ Key: `results/${id}/SUCCEEDED_0.json`, Size: expect.any(Number) as number }],
      },
    });
    expect(read(room.objects, `results/${id}/SUCCEEDED_0.json`)).toMatchObject([
      {
        Input: '1',
        Output: '{"n":1}',
        Status: 'SUCCEEDED',
        StateMachineArn: expect.stringMatching(/Cellar\/Each$/) as string,
      },
      { Input: '3', Output: '{"n":3}', Status: 'SUCCEEDED' },
    ]);
    expect(read(room.objects, `results/${id}/FAILED_0.json`)).toMatchObject([
      { Input: '2', Status: 'FAILED', Error: 'Corked' },
    ]);
  });

  it.each<[string, object, string, unknown[]]>([
    ['JSON lines, but not empty ones', { InputType: 'JSONL' }, '{"n":1}\n\n{"n":2}\r\n', [{ n: 1 }, { n: 2 }]],
    [
      'CSV by its first row: quotes by RFC 4180, what is missing is empty, what is too much is left out',
      { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      'wine,price\n"Clos ""X"", 2019","1\n2"\r\nMerlot\n\nMalbec,3,4\n',
      [
        { wine: 'Clos "X", 2019', price: '1\n2' },
        { wine: 'Merlot', price: '' },
        { wine: 'Malbec', price: '3' },
      ],
    ],
    [
      'CSV with names that are given, and another delimiter',
      { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b'], CSVDelimiter: 'SEMICOLON' },
      '1;2\n3;4',
      [
        { a: '1', b: '2' },
        { a: '3', b: '4' },
      ],
    ],
    ['no more than MaxItems', { InputType: 'JSON', MaxItems: 2 }, '[1,2,3]', [1, 2]],
    ['a file with a byte order mark', { InputType: 'JSON' }, '\uFEFF[1]', [1]],
  ])('reads %s', async (_, ReaderConfig, text, expected) => {
    const room = openRoom({ functions: { answer: (value: unknown) => value }, objects: objectsOf({ list: text }) });
    const { output } = await room.run(mapOf({ ItemReader: { ...reader, ReaderConfig } }), { key: 'list' });
    expect(output).toEqual(expected);
  });

  it.each([
    ['a file that is not there', 'other', /specified key does not exist/],
    ['what is no JSON', 'broken', /Unable to parse/],
    ['JSON that is no list', 'object', /non-iterable/],
  ])('fails for %s', async (_, key, cause) => {
    const room = openRoom({ objects: objectsOf({ broken: '[1', object: '{"a":1}' }) });
    const ended = await room.run(mapOf(), { key });
    expect(ended).toMatchObject({ error: 'States.ItemReaderFailed', cause: expect.stringMatching(cause) as string });
  });

  it('fails where the results cannot be written', async () => {
    const room = openRoom({ functions: { answer: () => 1 }, objects: objectsOf({ list: '[1]' }) });
    const ResultWriter = { ...writer, Parameters: { Bucket: 'closed' } };
    expect(await room.run(mapOf({ ResultWriter }), { key: 'list' })).toMatchObject({
      error: 'States.ResultWriterFailed',
    });
  });

  it('may go over a list of its input, with an ItemSelector that sees both', async () => {
    const room = openRoom({ functions: { answer: (payload: unknown) => payload } });
    const each: Partial<ReturnType<typeof mapOf>['States']['Each']> = mapOf().States.Each;
    delete each.ItemReader;
    const ItemSelector = { 'wine.$': '$$.Map.Item.Value', 'n.$': '$$.Map.Item.Index', 'job.$': '$.job' };
    const definition = { StartAt: 'Each', States: { Each: { ...each, ItemsPath: '$.wines', ItemSelector } } };
    expect((await room.run(definition, { wines: ['a', 'b'], job: 7 })).output).toEqual([
      { wine: 'a', n: 0, job: 7 },
      { wine: 'b', n: 1, job: 7 },
    ]);
  });

  it('gives a child a context of its own', async () => {
    const room = openRoom({ objects: objectsOf({ list: '[5]' }) });
    const Parameters = {
      'id.$': '$$.Execution.Id',
      'input.$': '$$.Execution.Input',
      'machine.$': '$$.StateMachine.Name',
    };
    const [child] = (await room.run(mapOf({}, { Tell: { Type: 'Pass', Parameters, End: true } }), { key: 'list' }))
      .output as [{ id: string; input: unknown; machine: string }];
    expect(child).toMatchObject({ input: 5, machine: 'Cellar/Each' });
    expect(child.id).toMatch(/:express:Cellar\/Each:[0-9a-f-]{36}:[0-9a-f-]{36}$/);
  });

  it.each([{ MaxConcurrency: 4 }, { MaxConcurrencyPath: '$.atOnce' }])(
    'runs no more children at once than %j',
    async (limit) => {
      let [running, most] = [0, 0];
      const act = async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
      };
      const list = Array.from({ length: 30 }, (_, n) => n);
      await openRoom({ functions: { answer: act }, objects: objectsOf({ list }) }).run(mapOf(limit), {
        key: 'list',
        atOnce: 4,
      });
      expect(most).toBe(4);
    },
  );

  it('fails where MaxConcurrencyPath leads to no whole number', async () => {
    const room = openRoom({ functions: { answer: () => Promise.resolve() }, objects: objectsOf({ list: '[1]' }) });
    const ended = await room.run(mapOf({ MaxConcurrencyPath: '$.atOnce' }), { key: 'list', atOnce: 'many' });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(ended.cause).toContain(`Invalid path '$.atOnce' of MaxConcurrencyPath`);
  });

  it('ends an Express child after five minutes', async () => {
    const room = openRoom({
      functions: { answer: () => new Promise(() => undefined) },
      objects: objectsOf({ list: '[1]' }),
    });
    const execution = await room.begin(mapOf({ ToleratedFailurePercentage: 100, ResultWriter: writer }), {
      key: 'list',
    });
    expect(await room.clock.nextWait()).toBe(300_000);
    room.clock.move(300_000);
    expect((await room.ended(execution)).status).toBe('SUCCEEDED');
    const failed = [...room.objects.keys()].find((key) => key.endsWith('FAILED_0.json')) ?? '';
    expect(read(room.objects, failed.replace('cellar/', ''))).toMatchObject([
      { Status: 'TIMED_OUT', Error: 'States.Timeout' },
    ]);
  });

  it('makes of results what the WriterConfig says', async () => {
    const act = (n: number) => (n === 3 ? throwAs('Corked') : [n, n]);
    const outputOf = async (WriterConfig?: object) => {
      const room = openRoom({ functions: { answer: act }, objects: objectsOf({ list: '[1,2,3]' }) });
      const more = { ToleratedFailureCount: 1, ...(WriterConfig && { ResultWriter: { WriterConfig } }) };
      return (await room.run(mapOf(more), { key: 'list' })).output;
    };
    const failed = expect.objectContaining({ Status: 'FAILED', Input: '3' }) as object;
    expect(await outputOf()).toEqual([[1, 1], [2, 2], failed]);
    expect(await outputOf({ Transformation: 'FLATTEN' })).toEqual([1, 1, 2, 2, failed]);
    expect(await outputOf({ Transformation: 'NONE' })).toMatchObject([{ Output: '[1,1]' }, { Output: '[2,2]' }, {}]);
  });
});

describe('a Distributed Map tolerates failed children', () => {
  const statusWith = async (failing: number, more: object) => {
    const room = openRoom({
      functions: { answer: (n: number) => (n < failing ? throwAs('Corked') : n) },
      objects: objectsOf({ list: Array.from({ length: 10 }, (_, n) => n) }),
    });
    const { error = 'none' } = await room.run(mapOf({ MaxConcurrency: 1, ...more }), { key: 'list' });
    return error;
  };
  const exceeded = 'States.ExceedToleratedFailureThreshold';

  it.each<[number, object, string]>([
    [0, {}, 'none'],
    [1, {}, exceeded],
    [2, { ToleratedFailureCount: 2 }, 'none'],
    [3, { ToleratedFailureCount: 2 }, exceeded],
    [3, { ToleratedFailurePercentage: 30 }, 'none'],
    [4, { ToleratedFailurePercentage: 30 }, exceeded],
    [10, { ToleratedFailurePercentage: 100 }, 'none'],
    [2, { ToleratedFailurePercentage: 10, ToleratedFailureCount: 5 }, exceeded],
    [6, { ToleratedFailurePercentage: 100, ToleratedFailureCount: 5 }, exceeded],
  ])('%i of 10 with %j: %s', async (failing, more, error) => {
    expect(await statusWith(failing, more)).toBe(error);
  });

  it('and beyond that runs no more of them, writes what there is, and can be caught', async () => {
    const called: number[] = [];
    const act = (n: number) => {
      called.push(n);
      return n === 1 ? throwAs('Corked') : n;
    };
    const room = openRoom({ functions: { answer: act }, objects: objectsOf({ list: '[0,1,2,3]' }) });
    const { Each } = mapOf({ MaxConcurrency: 1, ResultWriter: writer }).States;
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'After' }];
    const definition = { StartAt: 'Each', States: { Each: { ...Each, Catch }, After: { Type: 'Pass', End: true } } };
    const { output, events } = await room.run(definition, { key: 'list' });
    expect(output).toEqual({ Error: exceeded, Cause: 'The specified tolerated failure threshold was exceeded' });
    expect(called).toEqual([0, 1]);
    expect(events).toContain('MapRunFailed');
    const files = [...room.objects.keys()].map((key) => key.split('/').at(-1)).sort();
    expect(files).toEqual(['FAILED_0.json', 'PENDING_0.json', 'SUCCEEDED_0.json', 'list', 'manifest.json']);
  });
});
