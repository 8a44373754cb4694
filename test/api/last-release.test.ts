import { readFile } from 'node:fs/promises';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { openPlace } from '../../cli/deployment/place.ts';
import { api, makeKey, post } from './api.ts';
import { readRecords } from './last-release/read-records.ts';

/*
 * A client of the last release goes on after a release: its operations, as they were, and what was stored for it, as it
 * was, against the API of now. The files are taken anew when a release is tagged: docs/RELEASES.md.
 */
const document = await readFile(new URL('./last-release/operations.graphql', import.meta.url), 'utf8');
const records = readRecords();
const KEY = `trr_${'r'.repeat(40)}`;
const labelled = String(records.predictions.find((record) => 'label' in record)?.['id']);
const TIMES = { from: new Date(Date.now() - 86_400_000).toISOString(), to: new Date().toISOString() };

/** What each operation is asked with; an operation that is not here would change what other tests see. */
const VARIABLES: Record<string, object> = {
  Datasets: { limit: 5 },
  Dataset: { name: 'nobody-has-imported-this' },
  AdmittedClasses: {},
  AccuracyOverTime: TIMES,
  Drift: {},
  Champion: {},
  ModelVersion: { id: 'v-nobody-has-made' },
  ModelVersions: { limit: 5 },
  Promotions: { limit: 5 },
  Classes: { target: 'COUNTRY' },
  Accuracy: { ...TIMES, by: 'VARIETY' },
  TrainingRun: { id: '01M8HA5N335W4RBMWB6D9RFBAV' },
  TrainingRuns: { limit: 5 },
  Metrics: { ...TIMES, name: 'latencyMs', period: 3600, statistic: 'P99' },
  Health: {},
};

async function ask(key: string, operationName: string, variables: object) {
  const { data, errors } = await post({ query: document, operationName, variables }, { authorization: key });
  return { data: data as Record<string, unknown> | null, errors };
}

describe.runIf(api.keysIn !== null && 'folder' in api.keysIn)('a client of the last release', () => {
  it('asks all that it can read, as it did then, and is answered without an error', async () => {
    const operator = await makeKey({ scopes: ['predict', 'history', 'label', 'operate'] });
    const names = parse(document).definitions.flatMap((one) =>
      one.kind === Kind.OPERATION_DEFINITION && one.operation === 'query' ? (one.name?.value ?? []) : [],
    );
    expect(names.filter((name) => !(name in VARIABLES)).sort()).toEqual([
      'CompareModels',
      'Prediction',
      'PredictionHistory',
      'Quota',
    ]);
    for (const [name, variables] of Object.entries(VARIABLES)) {
      expect((await ask(operator, name, variables)).errors, name).toEqual([]);
    }
  });

  it('finds what was stored for it then, goes on with it, and asks a new wine', async () => {
    const folder = api.keysIn !== null && 'folder' in api.keysIn ? api.keysIn.folder : '';
    const place = await openPlace({ data: folder }, { env: {}, folder, root: folder } as never);
    for (const [kind, output] of [
      ['clients', 'clientsTable'],
      ['predictions', 'predictionsTable'],
      ['usage', 'usageTable'],
    ] as const) {
      const table = place.openTable(place.output(output));
      const puts = records[kind].map((Item) => ({ PutRequest: { Item } }));
      await table.dynamo.send(new BatchWriteCommand({ RequestItems: { [table.name]: puts } }));
    }
    const stored = await ask(KEY, 'Prediction', { id: labelled });
    expect(stored).toMatchObject({ errors: [], data: { prediction: { label: { country: 'Spain' } } } });
    const history = await ask(KEY, 'PredictionHistory', { limit: 10 });
    expect(history).toMatchObject({ errors: [], data: { predictionHistory: { items: { length: 4 } } } });
    const [{ wine, id }] = records.predictions as [{ wine: object; id: string }];
    const repeated = await ask(KEY, 'Predict', { wine, requestId: 'last-release-1' });
    expect(repeated).toMatchObject({ errors: [], data: { predict: { id } } });
    const relabelled = await ask(KEY, 'LabelPrediction', { id, country: 'Italy' });
    expect(relabelled).toMatchObject({ errors: [], data: { labelPrediction: { label: { country: 'Italy' } } } });
    expect(await ask(KEY, 'Quota', {})).toMatchObject({ errors: [] });
    const fresh = await ask(KEY, 'PredictBatch', { wines: [{ description: 'Plum.' }], requestId: null });
    expect(fresh).toMatchObject({ errors: [], data: { predictBatch: { predicted: 1 } } });
  });
});
