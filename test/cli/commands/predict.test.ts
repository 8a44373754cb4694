import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command } from '../../../cli/commands/predict.ts';
import { batchPredicted, json, serve, type Sent } from '../../packages/client/fake-api.ts';
import { workbookOf } from '../../tabular/workbook-bytes.ts';
import { setStage, type Stage } from '../surroundings.ts';

let stage: Stage;
let api: Awaited<ReturnType<typeof serve>>;
let batches: Sent['variables'][];
/** What the API answers instead of predictions, for the test that sets it. */
let answer: ((sent: Sent) => Response) | undefined;

beforeEach(async () => {
  batches = [];
  answer = undefined;
  api = await serve((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const sent = { ...(JSON.parse(body) as Sent), headers: {} };
      batches.push(sent.variables);
      const reply = (answer ?? batchPredicted)(sent);
      void reply.text().then((text) => response.writeHead(reply.status).end(text));
    });
  });
  stage = await setStage({ ENDPOINT: api.endpoint, KEY: 'trr_k' });
});

afterEach(async () => {
  await api.close();
  await stage.clear();
});

async function predict(content: string | Uint8Array, ...options: string[]): Promise<number> {
  await writeFile(join(stage.folder, 'wines.csv'), content);
  return command.run(['wines.csv', '--out', 'answers.csv', ...options], stage);
}

const read = (name: string): Promise<string> => readFile(join(stage.folder, name), 'utf8');
const files = async (): Promise<string[]> => (await readdir(stage.folder)).sort();
const ANSWERED = 'France,0.75,%s,0.75,%s,starter-1,';
const ANSWER_HEADER =
  'predicted_country,country_confidence,predicted_variety,variety_confidence,prediction_id,model_version,warnings';

const answered = (variety: string, id: string): string => ANSWERED.replace('%s', variety).replace('%s', id);

describe('a quota that is used up', () => {
  const exceeded = (retryAfterSeconds: number | null): Response =>
    json({
      data: null,
      errors: [
        {
          errorType: 'QuotaExceeded',
          errorInfo: { rule: 'quotaPerMinute', retryable: retryAfterSeconds !== null, retryAfterSeconds },
          message: 'The request has more wines than the quota allows.',
        },
      ],
    });

  it('is waited for, with a line that says so', async () => {
    let refusals = 1;
    answer = (sent) => (refusals-- > 0 ? exceeded(0) : batchPredicted(sent));
    expect(await predict('description\nplum\n', '--run', 'r')).toBe(0);
    expect(stage.told).toContainEqual(expect.stringMatching(/^The quota of the key is used up: going on in \d+s\./));
    expect(batches.map(({ requestId }) => requestId)).toEqual(['r-1', 'r-1']);
  });

  it('until midnight is not waited for', async () => {
    answer = () => exceeded(3_600);
    await expect(predict('description\nplum\n')).rejects.toThrow(/repeat the command within a day with --run/);
  });

  it('that is smaller than a batch asks for smaller ones', async () => {
    answer = (sent) => ((sent.variables.wines?.length ?? 0) > 2 ? exceeded(null) : batchPredicted(sent));
    const wines = 'description\n' + 'plum\n'.repeat(5);
    await expect(predict(wines)).rejects.toThrow('Ask for fewer rows at once: --batch 10.');
    expect(await predict(wines, '--batch', '2')).toBe(0);
    await expect(predict(wines, '--force', '--batch', '0')).rejects.toThrow('a number of rows from 1 to 100');
  });
});

describe('predict', () => {
  it('writes the answers beside the rows, in order, with all their columns', async () => {
    const code = await predict('id,Description,price\n7,"plum, oak",12.5\n8,apple,\n', '--run', 'r');
    expect(code).toBe(0);
    expect(await read('answers.csv')).toBe(
      `id,Description,price,${ANSWER_HEADER}\n` +
        `7,"plum, oak",12.5,France,0.75,"plum, oak",0.75,r-1#0,starter-1,\n8,apple,,${answered('apple', 'r-1#1')}\n`,
    );
    expect(batches[0]?.wines).toEqual([{ description: 'plum, oak', price: 12.5 }, { description: 'apple' }]);
    expect(await files()).toEqual(['answers.csv', 'wines.csv']);
    expect(stage.told).toEqual([
      expect.stringMatching(/wines\.csv: CSV with commas, UTF-8; 2 rows\. Uses Description as description, price\./),
      expect.stringMatching(/^2 rows answered in .*answers\.csv\. [\d.]+ s, \d+ rows\/s, model starter-1\.$/),
    ]);
  });

  it('says once what every answer warns of, such as a champion that this release cannot read', async () => {
    const fallback = 'The starter version answered instead: train again.';
    answer = (sent) => {
      const warned = JSON.stringify(sent.variables).includes('plum') ? [fallback, 'Unknown winery.'] : [fallback];
      const text = batchPredicted(sent).text();
      return {
        status: 200,
        text: async () => (await text).replaceAll('"warnings":[]', `"warnings":${JSON.stringify(warned)}`),
      } as Response;
    };
    await predict('description\nplum\n' + 'apple\n'.repeat(150));
    expect(stage.told.filter((line) => line.includes('warning'))).toEqual([
      `Every answer has the warning: ${fallback}`,
    ]);
  });

  it('puts every row that is refused into the file of errors, with line, column and reason', async () => {
    const rows = [
      'description,price,vineyard',
      'plum,twelve,a',
      'apple,1,b',
      'pear,2',
      '"two\nlines",-1,c',
      ',3,d',
      'fig,4,e',
    ];
    const code = await predict(rows.join('\r\n'), '--run', 'r', '--strict');
    expect(code).toBe(3);
    expect(await read('answers.csv')).toBe(
      `description,price,vineyard,${ANSWER_HEADER}\n` +
        `apple,1,b,${answered('apple', 'r-1#0')}\nfig,4,e,${answered('fig', 'r-1#2')}\n`,
    );
    expect(await read('answers.errors.csv')).toBe(
      'line,column,reason,description,price,vineyard\n' +
        '2,price,"""twelve"" is not a number.",plum,twelve,a\n' +
        '4,,"The row has 2 cells, the header 3.",pear,2\n' +
        '5,price,"-1 is not from 0.01 to 100,000.","two\nlines",-1,c\n' +
        '7,,An empty wine.,,3,d\n',
    );
    expect(stage.told.at(-1)).toMatch(/^2 rows answered in .*, 4 refused in .*answers\.errors\.csv\. /);
  });

  it('takes a file of errors for its input, once it is mended', async () => {
    await predict('description,price\nplum,twelve\n', '--strict');
    const mended = (await read('answers.errors.csv')).replace('plum,twelve', 'plum,12');
    expect(await predict(mended, '--force', '--run', 'r')).toBe(0);
    expect(batches.at(-1)?.wines).toEqual([{ description: 'plum', price: 12 }]);
    expect(await files()).toEqual(['answers.csv', 'wines.csv']);
  });

  it('makes the region of the columns of the Kaggle wine reviews', async () => {
    await predict(',country,province,region_1\n0,US,Oregon,Willamette Valley\n1,US,Oregon,\n2,US,,\n');
    expect(batches[0]?.wines).toEqual([
      { country: 'US', region: 'Willamette Valley, Oregon' },
      { country: 'US', region: 'Oregon' },
      { country: 'US' },
    ]);
  });

  it('gives a column of its own another name where the file has it already', async () => {
    await predict('description,model_version\nplum,old\n');
    expect((await read('answers.csv')).split('\n')[0]).toBe(
      `description,model_version,${ANSWER_HEADER.replace('model_version', 'model_version_2')}`,
    );
  });

  it('sends a hundred rows at a time, and writes all in order', async () => {
    const notes = Array.from({ length: 1_234 }, (_, index) => `note ${index}`);
    expect(await predict(`description\n${notes.join('\n')}\n`, '--run', 'r')).toBe(0);
    expect(batches.map(({ wines }) => wines?.length).sort()).toEqual(
      [...Array.from({ length: 12 }, () => 100), 34].sort(),
    );
    const rows = (await read('answers.csv')).trim().split('\n').slice(1);
    expect(rows.map((row) => row.split(',')[3])).toEqual(notes);
  });

  it('names its requests after the run, so that a repeat records nothing twice', async () => {
    const content = `description\n${'plum\n'.repeat(250)}`;
    await predict(content, '--run', 'monday');
    await predict(content, '--run', 'monday', '--force');
    const ids = batches.map(({ requestId }) => requestId).sort();
    expect(ids).toEqual(['monday-1', 'monday-1', 'monday-2', 'monday-2', 'monday-3', 'monday-3']);
  });

  it('shows a progress bar to someone who looks', async () => {
    const looking = { ...stage, interactive: true };
    await writeFile(join(stage.folder, 'wines.csv'), 'description\nplum\n');
    expect(await command.run(['wines.csv', '--out', 'answers.csv'], looking)).toBe(0);
  });
});

describe('files as people have them', () => {
  const wines = (): unknown => batches[0]?.wines;

  it('answer in the form in which they came: the delimiter, and the byte order mark', async () => {
    const content =
      '\ufeffNr;Rebsorte;Notizen;Preis;Punkte\r\n1;Grüner Veltliner;Pfeffer, Zitrus;12,50 €;91\r\n;;;;\r\n';
    expect(await predict(content, '--run', 'r')).toBe(0);
    expect(wines()).toEqual([{ variety: 'Grüner Veltliner', description: 'Pfeffer, Zitrus', price: 12.5, points: 91 }]);
    expect(await read('answers.csv')).toBe(
      `\ufeffNr;Rebsorte;Notizen;Preis;Punkte;${ANSWER_HEADER.replaceAll(',', ';')}\n` +
        `1;Grüner Veltliner;Pfeffer, Zitrus;12,50 €;91;${answered('Pfeffer, Zitrus', 'r-1#0').replaceAll(/,(?! )/g, ';')}\n`,
    );
    expect(stage.told).toEqual([
      expect.stringMatching(
        /wines\.csv: CSV with semicolons, UTF-8; 1 row, and 1 blank one that is skipped\. Uses Rebsorte as variety, /,
      ),
      expect.stringMatching(/^1 rows answered/),
      'Prices were taken for US dollars as they are: 1 in €.',
    ]);
  });

  it('lose a bad cell and not the row; the answer says so, and the end counts', async () => {
    const rows = [
      'description,points,price',
      'plum,"4,5",call us',
      'fig,91,-1',
      'lime,90,12',
      `${'x'.repeat(4001)},90,12`,
    ];
    expect(await predict(rows.join('\n'), '--run', 'r')).toBe(3);
    expect(wines()).toEqual([{ description: 'plum' }, { description: 'fig', points: 91 }, expect.anything()]);
    const answers = (await read('answers.csv')).split('\n');
    expect(answers[1]).toContain(
      ',"points was left out: ""4,5"" seems to be of 5 or 20: points go from 50 to 100, and are not converted. ' +
        'price was left out: ""call us"" is not a number."',
    );
    expect(answers[2]).toMatch(/,"price was left out: -1 is not from 0\.01 to 100,000\."$/);
    expect(answers[3]).toMatch(/starter-1,$/);
    expect(await read('answers.errors.csv')).toMatch(/^5,description,"It must have 1 to 4,000 characters\."/m);
    expect(stage.told.at(-1)).toBe(
      '3 cells were left out (1 of points, 2 of price); the first: line 2, points: ' +
        '"4,5" seems to be of 5 or 20: points go from 50 to 100, and are not converted.',
    );
  });

  it('are JSON lines', async () => {
    await predict('{"notes": "plum", "price": 12.125}\n{"country": "Chile"\n{"notes": "fig", "vintage": 2019}\n');
    expect(wines()).toEqual([{ description: 'plum', price: 12.125 }, { description: 'fig' }]);
    expect((await read('answers.csv')).split('\n')[0]).toBe(`notes,price,vintage,${ANSWER_HEADER}`);
    expect(await read('answers.errors.csv')).toMatch(/^2,,"It is not valid JSON: {""country"": ""Chile""",,,$/m);
  });

  it('are XLSX, whose refused rows are told by row', async () => {
    const rows = [[], ['Uva', 'Cata', 'Precio'], ['Tempranillo', 'ciruela', 12.125], [null, null, 9]];
    expect(await predict(workbookOf({ Vinos: rows }))).toBe(3);
    expect(wines()).toEqual([{ variety: 'Tempranillo', description: 'ciruela', price: 12.125 }, { price: 9 }]);
    expect(await read('answers.errors.csv')).toBe('row,column,reason,Uva,Cata,Precio\n4,,An empty wine.,,,9\n');
  });

  it('have columns of any name, once --map says what they are', async () => {
    const content = 'Sorte;Wein;Preis\nGamay;plum;12\n';
    await predict(content, '--map', 'variety=Sorte', '--map', 'description=wein', '--map', 'price=');
    expect(wines()).toEqual([{ variety: 'Gamay', description: 'plum' }]);
  });

  it('are found to be Windows-1252, or said to be something else', async () => {
    const bytes = Buffer.from('description\nCh\xe2teau\n', 'latin1');
    await predict(bytes);
    await predict(bytes, '--force', '--encoding', 'windows-1250');
    await expect(predict(bytes, '--force', '--encoding', 'klingon')).rejects.toThrow('There is no encoding "klingon"');
    expect(batches.map((batch) => batch.wines)).toEqual([[{ description: 'Château' }], [{ description: 'Château' }]]);
  });
});

describe('what is wrong with the file', () => {
  it.each([
    ['an empty file', '', 'is empty: it needs a header row.'],
    ['only a header', 'description\n', 'has a header and no rows: there is nothing to do.'],
    ['no header', 'plum and oak,12\napple,13\n', 'needs a header row with at least one of description, variety'],
    [
      'names that nobody knows',
      'Wein;Sorte\nplum;12\n',
      'Its columns are Wein, Sorte. If one of them is meant, say so',
    ],
    ['a column twice', 'description,Description\nplum,oak\n', 'has 2 columns description. Leave one of them.'],
    ['a stray quote', 'description\nplum\nan "oak" note\n', 'row that begins on line 3: a quote stands within a cell'],
    ['a page of the web', '<!DOCTYPE html><p>description', 'is a page of the web, or XML. Save its table as CSV.'],
    ['an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), 'is not a text file, nor XLSX'],
    ['an old Excel', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'is of an old Excel, or protected by a password'],
  ])('is said before anything is sent, and nothing is written: %s', async (_, content, message) => {
    await expect(predict(content)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining(message) as string,
    });
    expect(batches).toEqual([]);
    expect(await files()).toEqual(['wines.csv']);
  });
});

describe('a run that fails', () => {
  it('leaves no file, and says how to go on', async () => {
    answer = () => new Response(JSON.stringify({ errors: [{ errorType: 'UnauthorizedException' }] }), { status: 401 });
    const error = await predict('description\nplum\n', '--run', 'monday').catch((caught: unknown) => caught as Error);
    expect(error).toMatchObject({ name: 'CommandError', exitCode: 1 });
    expect((error as Error).message).toMatch(/refused the call.*No file was written\..*--run monday$/);
    expect(await files()).toEqual(['wines.csv']);
  });

  it('leaves no file when it is stopped', async () => {
    answer = (sent) => {
      stage.stop();
      return batchPredicted(sent);
    };
    await expect(predict(`description\n${'plum\n'.repeat(1_000)}`)).rejects.toThrow('Stopped.');
    expect(await files()).toEqual(['wines.csv']);
  });

  it('keeps the files that were there', async () => {
    await predict('description\nplum\n');
    const before = await read('answers.csv');
    answer = () => new Response('', { status: 400 });
    await expect(predict('description\nplum\n', '--force')).rejects.toThrow(/No file was written/);
    expect(await read('answers.csv')).toBe(before);
  });

  it('says that a run has been of another file', async () => {
    const errors = [{ errorType: 'RequestConflict', message: 'requestId monday-1 was used with another wine.' }];
    answer = () => new Response(JSON.stringify({ data: null, errors }));
    await expect(predict('description\nplum\n', '--run', 'monday')).rejects.toThrow(/another file.*leave out --run\.$/);
  });
});

describe('what is wrong with the command line', () => {
  it('replaces no file unless it is told to', async () => {
    await writeFile(join(stage.folder, 'answers.csv'), 'precious');
    await expect(predict('description\nplum\n')).rejects.toThrow(/answers\.csv exists.*--force/);
    await expect(predict('description\nplum\n', '--force')).resolves.toBe(0);
  });

  it.each([
    ['no file', ['--out', 'a.csv'], 'Say which file'],
    ['two files', ['wines.csv', 'more.csv', '--out', 'a.csv'], 'Say which file'],
    ['a note in the place of a file', ['Ripe plum, tar'], 'About a single wine ask by GraphQL, or in the console'],
    ['no place for the answers', ['.'], 'Say where the answers go'],
    ['the answers over the file', ['wines.csv', '--out', './wines.csv'], 'must differ'],
    ['one file for both', ['wines.csv', '--out', 'a.csv', '--errors', 'a.csv'], 'must differ'],
    ['an unknown option', ['wines.csv', '--out', 'a.csv', '--fast'], "Unknown option '--fast'"],
    ['a map of nothing', ['wines.csv', '--out', 'a.csv', '--map', 'Sorte'], '--map takes USE=COLUMN'],
    ['a map of two', ['wines.csv', '--out', 'a.csv', '--map', 'price=a', '--map', 'price=b'], 'two columns for price'],
    ['a name that is none', ['wines.csv', '--out', 'a.csv', '--run', 'a b'], '--run takes'],
  ])('is said with exit code 2: %s', async (_, args, message) => {
    const call = command.run(args, stage);
    await expect(call).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) as string });
  });

  it('knows a file also by its other name', async () => {
    await symlink('wines.csv', join(stage.folder, 'link.csv'));
    await expect(predict('description\nplum\n', '--force', '--out', 'link.csv')).rejects.toThrow('must differ');
    expect(await read('wines.csv')).toBe('description\nplum\n');
  });

  it('wants an endpoint and its key together', async () => {
    await expect(command.run(['wines.csv', '--out', 'a.csv'], { ...stage, env: { KEY: 'k' } })).rejects.toThrow(
      /belong together/,
    );
  });

  it('asks for npm start where there is no host either', async () => {
    await expect(command.run(['wines.csv', '--out', 'a.csv'], { ...stage, env: {} })).rejects.toThrow(/Run npm start/);
  });

  it('says that there is no such file, and no such folder', async () => {
    await expect(command.run(['none.csv', '--out', 'a.csv'], stage)).rejects.toThrow(
      /^There is no file .*none\.csv\.$/,
    );
    await expect(predict('description\nplum\n', '--force', '--out', 'no/where.csv')).rejects.toThrow(
      /where\.csv cannot be written \(ENOENT.*Choose another place\.$/,
    );
  });
});
