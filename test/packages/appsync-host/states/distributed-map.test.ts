import { describe, expect, it } from 'vitest';
import { functionArn, openRoom, throwAs } from './machine-room.ts';

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
});
