import { describe, expect, it } from 'vitest';
import { HostError } from '../../../../../packages/appsync-host/failure.ts';
import { readDefinition } from '../../../../../packages/appsync-host/states/language/read-definition.ts';
import { functionArn } from '../machine-room.ts';

const machineOf = (only: object, more: object = {}) => ({ StartAt: 'Only', States: { Only: only }, ...more });
const task = (more: object = {}) => machineOf({ Type: 'Task', Resource: functionArn('pour'), End: true, ...more });
const retry = (more: object) => task({ Retry: [{ ErrorEquals: ['States.ALL'], ...more }] });
const pass = { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } };
const distributed = (more: object = {}, config: object = { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }) =>
  machineOf({ Type: 'Map', ItemProcessor: { ProcessorConfig: config, ...pass }, End: true, ...more });
const reader = (more: object) => ({
  ItemReader: {
    ...{ Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' } },
    ...{ Parameters: { Bucket: 'b', Key: 'k' }, ...more },
  },
});
const read = (definition: unknown): string => {
  try {
    readDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition), 'Cellar');
    return 'taken';
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return error.message;
  }
};

describe('the host stops at', () => {
  it.each<[string, unknown, string]>([
    ['what is no JSON', '{', 'Cellar: its definition is not valid JSON'],
    [
      'JSONata',
      { ...pass, QueryLanguage: 'JSONata' },
      'Cellar.QueryLanguage: the host does not run JSONata. Write it with JSONPath.',
    ],
    [
      'JSONata of a state',
      machineOf({ Type: 'Pass', End: true, QueryLanguage: 'JSONata' }),
      'Cellar.States.Only.QueryLanguage',
    ],
    [
      'an unknown type',
      machineOf({ Type: 'Parallel', Branches: [], End: true }),
      'Cellar.States.Only.Type: the host does not know Parallel; it can be Pass, Task',
    ],
    [
      'a field that it does not run',
      task({ HeartbeatSeconds: 5 }),
      'Cellar.States.Only.HeartbeatSeconds: the host does not run this field. Take it out',
    ],
    ['a field of another type', machineOf({ Type: 'Pass', End: true, Seconds: 1 }), 'Cellar.States.Only.Seconds'],
    [
      'an intrinsic function',
      task({ Parameters: { a: [{ 'id.$': 'States.UUID()' }] } }),
      'Cellar.States.Only.Parameters.a[0].id.$: the host knows no intrinsic functions: States.UUID()',
    ],
    [
      'a path with a wildcard',
      task({ InputPath: '$.a[*]' }),
      'Cellar.States.Only.InputPath: the host does not know the path $.a[*]',
    ],
    ['a path with a filter', task({ Parameters: { 'a.$': '$..b' } }), 'the host does not know the path $..b'],
    [
      'what is no path',
      task({ OutputPath: 'a' }),
      'Cellar.States.Only.OutputPath: "a" must be a path that begins with $.',
    ],
    ['a ResultPath into the context', task({ ResultPath: '$$.a' }), 'Cellar.States.Only.ResultPath'],
    [
      'a resource that is no function',
      task({ Resource: 'arn:aws:states:::lambda:invoke' }),
      'Cellar.States.Only.Resource: the host does not call arn:aws:states:::lambda:invoke. Give the ARN of a function',
    ],
    [
      'a Next that leads nowhere',
      machineOf({ Type: 'Pass', Next: 'Gone' }),
      'Cellar.States.Only.Next: there is no state Gone beside it.',
    ],
    ['a StartAt that leads nowhere', { StartAt: 'Gone', States: {} }, 'Cellar.StartAt: there is no state Gone'],
    [
      'a Catch that leads nowhere',
      task({ Catch: [{ ErrorEquals: ['a'], Next: 'Gone' }] }),
      'Cellar.States.Only.Catch[0].Next',
    ],
    [
      'a state with neither Next nor End',
      machineOf({ Type: 'Pass' }),
      'Cellar.States.Only: a state has either Next or "End": true.',
    ],
    ['a state with both', machineOf({ Type: 'Pass', End: true, Next: 'Only' }), 'a state has either Next or'],
    [
      'States.ALL among others',
      task({ Retry: [{ ErrorEquals: ['States.ALL', 'a'] }] }),
      'Cellar.States.Only.Retry[0].ErrorEquals: States.ALL must stand alone, and last.',
    ],
    [
      'States.ALL before others',
      task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['a'] }] }),
      'Retry[0].ErrorEquals',
    ],
    [
      'a retrier without errors',
      task({ Retry: [{ ErrorEquals: [] }] }),
      'Cellar.States.Only.Retry[0].ErrorEquals: it must be a list of texts.',
    ],
    [
      'an interval of no seconds',
      retry({ IntervalSeconds: 0 }),
      'Cellar.States.Only.Retry[0].IntervalSeconds: it must be a whole number from 1',
    ],
    [
      'a rate below 1',
      retry({ BackoffRate: 0.5 }),
      'Cellar.States.Only.Retry[0].BackoffRate: it must be a number from 1.',
    ],
    [
      'a largest delay below the interval',
      retry({ IntervalSeconds: 5, MaxDelaySeconds: 5 }),
      'it must be more than IntervalSeconds.',
    ],
    ['another jitter', retry({ JitterStrategy: 'HALF' }), 'the host does not know HALF; it can be FULL, NONE.'],
    [
      'a Choice without rules',
      machineOf({ Type: 'Choice', Choices: [] }),
      'Cellar.States.Only.Choices: it must have rules.',
    ],
    [
      'an operator that is none',
      machineOf({ Type: 'Choice', Choices: [{ Variable: '$.a', StringSounds: 'b', Next: 'Only' }] }),
      'Choices[0].StringSounds: there is no such operator',
    ],
    [
      'an operator of another value',
      machineOf({ Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 'b', Next: 'Only' }] }),
      'Choices[0].NumericEquals',
    ],
    [
      'a rule with two operators',
      machineOf({ Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, IsString: true, Next: 'Only' }] }),
      'a rule has exactly one operator, not IsNull, IsString.',
    ],
    [
      'a Wait for two things',
      machineOf({ Type: 'Wait', Seconds: 1, SecondsPath: '$.a', End: true }),
      'a Wait has one of Seconds, SecondsPath',
    ],
    [
      'a name that is there twice',
      machineOf({
        Type: 'Map',
        ItemProcessor: { StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } },
        End: true,
      }),
      'another state of the machine has this name. Rename one.',
    ],
    [
      'an ItemBatcher',
      distributed({ ItemBatcher: { MaxItemsPerBatch: 10 } }),
      'Cellar.States.Only.ItemBatcher: the host does not run this field.',
    ],
    [
      'a reader within an inline Map',
      distributed(reader({}), { Mode: 'INLINE' }),
      'Cellar.States.Only.ItemReader: only a Map whose Mode is DISTRIBUTED has it.',
    ],
    [
      'children of no type',
      distributed({}, { Mode: 'DISTRIBUTED' }),
      'ProcessorConfig.ExecutionType: it must be there: STANDARD or EXPRESS.',
    ],
    [
      'a reader of another source',
      distributed(reader({ Resource: 'arn:aws:states:::s3:listObjectsV2' })),
      'ItemReader.Resource: the host does not know arn:aws:states:::s3:listObjectsV2',
    ],
    [
      'a reader of Parquet',
      distributed(reader({ ReaderConfig: { InputType: 'PARQUET' } })),
      'ItemReader.ReaderConfig.InputType: the host does not know PARQUET; it can be JSON, JSONL, CSV.',
    ],
    [
      'CSV without a header',
      distributed(reader({ ReaderConfig: { InputType: 'CSV' } })),
      'ReaderConfig.CSVHeaderLocation',
    ],
    [
      'a reader without a key',
      distributed(reader({ Parameters: { Bucket: 'b' } })),
      'ItemReader.Parameters.Key: it must be there.',
    ],
    [
      'a writer of nothing',
      distributed({ ResultWriter: {} }),
      'Cellar.States.Only.ResultWriter: it must not be empty.',
    ],
    [
      'a writer without a bucket',
      distributed({ ResultWriter: { Resource: 'arn:aws:states:::s3:putObject' } }),
      'Resource and Parameters must stand together.',
    ],
    [
      'a label that is too long',
      distributed({ Label: 'x'.repeat(41) }),
      'Cellar.States.Only.Label: it has 40 characters at most',
    ],
    [
      'a percentage above 100',
      distributed({ ToleratedFailurePercentage: 101 }),
      'ToleratedFailurePercentage: it must be a number from 0 to 100.',
    ],
    [
      'an iterator of old',
      machineOf({ Type: 'Map', Iterator: pass, End: true }),
      'Cellar.States.Only.Iterator: the host does not run this field.',
    ],
  ])('%s', (_, definition, message) => {
    expect(read(definition)).toContain(message);
  });
});

it('the host takes all fields that it lists', () => {
  const more = {
    ...reader({ Parameters: { 'Bucket.$': '$.b', 'Key.$': '$.k', 'VersionId.$': '$.v' } }),
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { Bucket: 'b', 'Prefix.$': '$.p' },
      WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
    },
    ...{ ItemSelector: { 'v.$': '$$.Map.Item.Value' }, MaxConcurrency: 10, Label: 'Each', ToleratedFailureCount: 3 },
    ...{
      ToleratedFailurePercentage: 2.5,
      Comment: 'Each chunk',
      ResultSelector: { 'a.$': '$.MapRunArn' },
      ResultPath: null,
    },
    Retry: [
      {
        ErrorEquals: ['States.ALL'],
        IntervalSeconds: 2,
        MaxAttempts: 5,
        BackoffRate: 1.5,
        MaxDelaySeconds: 9,
        JitterStrategy: 'FULL',
      },
    ],
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Only' }],
  };
  expect(
    read({ ...distributed(more), TimeoutSeconds: 60, Version: '1.0', Comment: 'A cellar', QueryLanguage: 'JSONPath' }),
  ).toBe('taken');
});
