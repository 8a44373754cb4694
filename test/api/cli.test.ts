import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { command } from '../../cli/commands/predict.ts';
import { setStage } from '../cli/surroundings.ts';
import { api } from './api.ts';

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
