import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command } from '../../../cli/commands/label.ts';
import { failed, json, predictionOf, serve } from '../../packages/client/fake-api.ts';
import { setStage, type Stage } from '../surroundings.ts';

interface Label {
  id: string;
  country?: string;
  variety?: string;
}

let stage: Stage;
let api: Awaited<ReturnType<typeof serve>>;
let labels: Label[];
/** What the API answers instead of a labelled prediction, for the test that sets it. */
let answer: (label: Label) => Response | undefined;

beforeEach(async () => {
  labels = [];
  answer = () => undefined;
  api = await serve((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { variables } = JSON.parse(body) as { variables: Label };
      labels.push(variables);
      const reply = answer(variables) ?? json({ data: { labelPrediction: predictionOf({}, variables.id) } });
      void reply.text().then((text) => response.writeHead(reply.status).end(text));
    });
  });
  stage = await setStage({ ENDPOINT: api.endpoint, KEY: 'trr_k' });
});

afterEach(async () => {
  await api.close();
  await stage.clear();
});

async function label(content: string, ...options: string[]): Promise<number> {
  await writeFile(join(stage.folder, 'answers.csv'), content);
  return command.run(['answers.csv', ...options], stage);
}

const read = (name: string): Promise<string> => readFile(join(stage.folder, name), 'utf8');
const sent = (): Label[] => labels.sort((one, other) => one.id.localeCompare(other.id));

describe('label', () => {
  it('sends the country and the variety of each row to the prediction that it names', async () => {
    const content = [
      'description,country,predicted_country,prediction_id,variety',
      'plum,Italy,France,P1,Nebbiolo',
      'lime,,Germany,P2,Riesling',
      'fig,Spain,Spain,P3,n/a',
      'pear,,France,P4,',
    ];
    expect(await label(content.join('\n'))).toBe(0);
    expect(sent()).toEqual([
      { id: 'P1', country: 'Italy', variety: 'Nebbiolo' },
      { id: 'P2', variety: 'Riesling' },
      { id: 'P3', country: 'Spain' },
    ]);
    expect(stage.told).toEqual([
      expect.stringMatching(
        /4 rows\. Uses country, prediction_id, variety\. Does not use description, predicted_country\.$/,
      ),
      '3 predictions labelled, 1 rows say neither country nor variety.',
    ]);
    expect(await readdir(stage.folder)).toEqual(['answers.csv']);
  });

  it('takes any of the files that predict takes', async () => {
    expect(
      await label('[{"prediction_id": "P1", "Rebsorte": "Gamay", "wahr": "France"}]', '--map', 'country=wahr'),
    ).toBe(0);
    expect(sent()).toEqual([{ id: 'P1', country: 'France', variety: 'Gamay' }]);
  });

  it('puts the rows that are refused into a file of their own, and the others go on', async () => {
    answer = ({ id }) => {
      if (id === 'P2') return failed('NotFound', { field: 'id' }, 'There is no prediction P2.');
      if (id === 'P3') return failed('InvalidInput', { field: 'country' }, 'country must be a country.');
      return undefined;
    };
    const content = `prediction_id;country;id\nP1;Italy;1\nP2;Italy;2\nP3;Nowhere;3\n;Italy;4\nP5;${'x'.repeat(101)};5\n`;
    expect(await label(content)).toBe(3);
    expect(await read('answers.errors.csv')).toBe(
      'line;column;reason;prediction_id;country;id\n' +
        '3;prediction_id;There is no prediction P2.;P2;Italy;2\n' +
        '4;country;country must be a country.;P3;Nowhere;3\n' +
        '5;prediction_id;It does not say which prediction is meant.;;Italy;4\n' +
        `6;country;It must have 1 to 100 characters.;P5;${'x'.repeat(101)};5\n`,
    );
    expect(stage.told.at(-1)).toMatch(/^1 predictions labelled, 4 rows refused in .*answers\.errors\.csv\.$/);
  });

  it('leaves out a bad cell, and counts it; with --strict the row is refused', async () => {
    const content = `prediction_id,country,variety\nP1,${'x'.repeat(101)},Gamay\n`;
    expect(await label(content)).toBe(0);
    expect(sent()).toEqual([{ id: 'P1', variety: 'Gamay' }]);
    expect(stage.told.at(-1)).toBe(
      '1 cell was left out (1 of country); the first: line 2, country: It must have 1 to 100 characters.',
    );
    expect(await label(content, '--strict')).toBe(3);
    expect(labels).toHaveLength(1);
  });

  it.each([
    [
      'no prediction',
      'country\nItaly\n',
      'needs a column prediction_id, and country, variety, or both. Its columns are',
    ],
    ['no truth', 'prediction_id,price\nP1,2\n', 'If one of them is meant, say so, as in --map country=price'],
    ['only a header', 'prediction_id,country\n', 'has a header and no rows'],
  ])('sends nothing of a file with %s', async (_, content, message) => {
    await expect(label(content)).rejects.toThrow(message);
    expect(labels).toEqual([]);
  });

  it('ends where the key may not label, and says that a repeat is safe', async () => {
    answer = () => json({ errors: [{ errorType: 'UnauthorizedException' }] }, 401);
    await expect(label('prediction_id,country\nP1,Italy\n')).rejects.toThrow(
      /refused the call.*repeat the command, which says nothing twice\.$/,
    );
    expect(await readdir(stage.folder)).toEqual(['answers.csv']);
  });

  it('knows what a column may be used for', async () => {
    await expect(label('prediction_id,country\nP1,Italy\n', '--map', 'price=country')).rejects.toMatchObject({
      exitCode: 2,
      message: '--map takes USE=COLUMN, where USE is one of prediction_id, country, variety; not price=country.',
    });
  });
});
