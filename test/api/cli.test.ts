import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { command as labelCommand } from '../../cli/commands/label.ts';
import { command } from '../../cli/commands/predict.ts';
import { setStage } from '../cli/surroundings.ts';
import { api, connect } from './api.ts';

it('terroir predict answers every row of a file that the API takes, and says what is wrong with the rest', async () => {
  const stage = await setStage({ ENDPOINT: api.endpoint, KEY: api.key });
  const rows = Array.from({ length: 210 }, (_, index) => `"Note ${index}, plum",${index % 100 === 50 ? -1 : 20}`);
  await writeFile(join(stage.folder, 'wines.csv'), `description,price\n${rows.join('\n')}\n`);
  expect(await command.run(['wines.csv', '--out', 'answers.csv', '--strict'], stage)).toBe(3);
  const [header, ...answers] = (await readFile(join(stage.folder, 'answers.csv'), 'utf8')).trim().split('\n');
  expect(header).toMatch(/^description,price,predicted_country,country_confidence,predicted_variety,/);
  const answered = rows.filter((row) => row.endsWith(',20'));
  expect(answers.map((answer) => answer.slice(0, answer.indexOf(',20') + 3))).toEqual(answered);
  for (const answer of answers) expect(answer).toMatch(/,20,[^,]+,[01]\.\d+,[^,]+,[01]\.\d+,[0-9A-Z]{26},/);
  expect(await readFile(join(stage.folder, 'answers.errors.csv'), 'utf8')).toMatch(
    /^line,column,reason,description,price\n52,price,.*"Note 50, plum",-1\n152,price,.*"Note 150, plum",-1\n$/,
  );
  await stage.clear();
});

it('terroir label takes the answers of predict, with what is true of them', async () => {
  const stage = await setStage({ ENDPOINT: api.endpoint, KEY: api.key });
  await writeFile(join(stage.folder, 'weine.csv'), 'Notiz;Punkte;Rebsorte\nPflaume;17/20;Gamay\nZitrone;91;\n');
  expect(await command.run(['weine.csv', '--out', 'answers.csv'], stage)).toBe(0);
  const answers = (await readFile(join(stage.folder, 'answers.csv'), 'utf8')).trimEnd().split('\n');
  expect(answers[1]).toContain(
    'Punkte was left out: ""17/20"" is of 20: points go from 50 to 100, and are not converted.',
  );
  const ids = answers.slice(1).map((answer) => /;([0-9A-Z]{26});/.exec(answer)?.[1] ?? '');
  await writeFile(join(stage.folder, 'answers.csv'), `${answers.join('\n')}\n;;Malbec${';'.repeat(5)}NONE;;\n`);
  expect(await labelCommand.run(['answers.csv'], stage)).toBe(3);
  const client = await connect(api.key);
  expect((await client.prediction(ids[0] ?? ''))?.label).toMatchObject({ country: null, variety: 'Gamay' });
  expect((await client.prediction(ids[1] ?? ''))?.label).toBeNull();
  expect(stage.told.at(-1)).toMatch(/^1 predictions labelled, 1 rows say neither .*, 1 rows refused in /);
  expect(await readFile(join(stage.folder, 'answers.errors.csv'), 'utf8')).toMatch(/^4;prediction_id;.*NONE/m);
  await stage.clear();
});
