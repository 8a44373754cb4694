import { fingerprintText } from '../../../classifier/text/fingerprint.ts';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command } from '../../../cli/commands/import.ts';
import { writeHostFile } from '../../../cli/laptop/host-file.ts';
import { createAuthority } from '../../../packages/appsync-host/iam/authority.ts';
import { startS3, type S3 } from '../../../packages/appsync-host/s3/s3.ts';
import { listParts, openBucket, partKey, putOnce, streamPart, type Bucket } from '../../../store/s3/bucket.ts';
import { readRecord, writeRecord } from '../../../store/models/datasets.ts';
import { readyMessage } from '../ready-message.ts';
import { setStage, type Stage } from '../surroundings.ts';

let stage: Stage;
let s3: S3;
let bucket: Bucket;

beforeEach(async () => {
  stage = await setStage();
  const buckets = [{ bucketName: 'models', isVersioned: true }];
  s3 = await startS3({
    folder: join(stage.folder, 's3'),
    buckets,
    authority: createAuthority({ accessKeyId: 'test', secretAccessKey: 'test' }),
  });
  const ready = readyMessage('http://127.0.0.1:9');
  await mkdir(join(stage.folder, '.local'));
  await writeHostFile(join(stage.folder, '.local'), {
    ...ready,
    key: 'trr_k',
    outputs: { ModelBucketName: 'models' },
    aws: { ...ready.aws, endpoints: { ...ready.aws.endpoints, s3: s3.endpoint } },
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  bucket = openBucket('models', { endpoint: s3.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
});

afterEach(async () => {
  bucket.s3.destroy();
  await s3.close();
  await stage.clear();
});

async function importFile(content: string, ...options: string[]): Promise<number> {
  await writeFile(join(stage.folder, 'Tasting notes.csv'), content);
  return command.run(['Tasting notes.csv', ...options], stage);
}

/** All examples of a dataset, by part. */
async function readParts(name = 'tasting-notes'): Promise<object[][]> {
  const parts: object[][] = [];
  for (const part of (await listParts(bucket)).filter(({ dataset }) => dataset === name)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of streamPart(bucket, part)) chunks.push(chunk);
    const lines = gunzipSync(Buffer.concat(chunks)).toString().trimEnd().split('\n');
    parts.push(lines.map((line) => JSON.parse(line) as object));
  }
  return parts;
}

const NOTES = 'description,country,variety,price\nPlum and tar,Italy,Nebbiolo,40\nLime,Germany,Riesling,\n';
const EXAMPLES = [
  { description: 'Plum and tar', country: 'Italy', variety: 'Nebbiolo', price: 40 },
  { description: 'Lime', country: 'Germany', variety: 'Riesling' },
];

describe('import', () => {
  it('puts the rows into the dataset that is named after the file', async () => {
    expect(await importFile(NOTES)).toBe(0);
    expect(await readParts()).toEqual([EXAMPLES]);
    expect(stage.told).toEqual([
      expect.stringMatching(/2 rows\. Uses description, country, variety, price\. Uses every column\.$/),
      '2 rows added to the dataset tasting-notes. The next training reads them: npm run terroir -- train',
    ]);
    expect(await readdir(stage.folder)).not.toContain('Tasting notes.errors.csv');
  });

  it('takes the wine reviews as Kaggle has them', async () => {
    const header =
      ',country,description,designation,points,price,province,region_1,region_2,taster_name,' +
      'taster_twitter_handle,title,variety,winery';
    const row =
      '4,US,"Much like the regular bottling, rough.",Reserve,87,65.0,Oregon,Willamette Valley,,Paul,@paul,' +
      'Sweet Cheeks,Pinot Noir,Sweet Cheeks';
    expect(await importFile(`${header}\n${row}\n`, '--name', 'kaggle')).toBe(0);
    expect(await readParts('kaggle')).toEqual([
      [
        {
          description: 'Much like the regular bottling, rough.',
          country: 'US',
          points: 87,
          price: 65,
          region: 'Willamette Valley, Oregon',
          variety: 'Pinot Noir',
          winery: 'Sweet Cheeks',
        },
      ],
    ]);
  });

  it('adds nothing twice: neither a repeated row, nor a file again, nor what another file brings again', async () => {
    const repeated = `${NOTES}"PLUM, and tar!",France,Merlot,\n`;
    expect(await importFile(repeated)).toBe(0);
    expect(await importFile(repeated)).toBe(0);
    expect(stage.told[3]).toContain('0 rows added to the dataset tasting-notes, 3 said nothing new.');
    expect(await importFile('variety,description\nGamay,Cherry\nRiesling,lime\n')).toBe(0);
    expect((await readParts()).sort((one, other) => other.length - one.length)).toEqual([
      EXAMPLES,
      [{ description: 'Cherry', variety: 'Gamay' }],
    ]);
  });

  it('replaces what was told of a note before, and says of how many', async () => {
    expect(await importFile(NOTES)).toBe(0);
    const corrected =
      'description,country,variety\n"plum, and tar",Italy,Barbera\nLIME,deutschland,riesling\nFig,Spain,\n';
    expect(await importFile(corrected, '--by', 'bob')).toBe(0);
    expect(stage.told.at(-1)).toBe(
      '1 rows added to the dataset tasting-notes, 1 replaced what was told of their notes before, 1 said nothing new. ' +
        'The next training reads them: npm run terroir -- train',
    );
    const record = await readRecord(bucket, 'tasting-notes');
    expect(record?.dataset).toMatchObject({
      rows: 3,
      classes: { country: { Italy: 1, Germany: 1, Spain: 1 }, variety: { Barbera: 1, Riesling: 1 } },
    });
    expect(record?.dataset.parts.map(({ importedBy }) => importedBy)).toEqual(['unknown', 'bob']);
    expect(await importFile(corrected)).toBe(0);
    expect(stage.told.at(-1)).toContain('0 rows added to the dataset tasting-notes, 3 said nothing new.');
  });

  it('says where the dataset is removed, so that no training reads it', async () => {
    await importFile(NOTES);
    const record = await readRecord(bucket, 'tasting-notes');
    const removal = { by: 'ann', at: '2026-11-23T12:00:00.000Z', reason: 'sour' };
    if (record) await writeRecord(bucket, { ...record.dataset, removal }, record.etag);
    await importFile(NOTES);
    expect(stage.told.at(-1)).toContain('npm run terroir -- datasets restore tasting-notes');
  });

  it('refuses rows that are no examples, by line, column and reason, and takes the others', async () => {
    const rows = [
      'description,country,variety,price,points',
      'Plum,Italy,,forty,',
      '"Two\nlines",,,10,90',
      'Fig,Spain,,1e9,',
      '  ,Spain,,,',
      'Lime,Germany,Riesling,,',
      'Pear,France,,,101',
      'Apple,France,,,90.5',
      `Quince,${'x'.repeat(101)},,,`,
      'Cut,off',
    ];
    expect(await importFile(rows.join('\r\n'), '--strict')).toBe(3);
    expect(await readParts()).toEqual([[{ description: 'Lime', country: 'Germany', variety: 'Riesling' }]]);
    const report = (await readFile(join(stage.folder, 'Tasting notes.errors.csv'), 'utf8')).split('\n');
    expect(report.slice(0, 3)).toEqual([
      `line,column,reason,${rows[0]}`,
      '2,price,"""forty"" is not a number.",Plum,Italy,,forty,',
      '3,,Neither the country nor the variety is known.,"Two',
    ]);
    expect(report.filter((line) => /^\d/.test(line)).map((line) => line.split(',', 2).join())).toEqual([
      '2,price',
      '3,',
      '5,price',
      '6,description',
      '8,points',
      '9,points',
      '10,country',
      '11,',
    ]);
    expect(stage.told[1]).toMatch(/^1 rows added to the dataset tasting-notes, 8 refused in .*errors\.csv\./);
  });

  it('refuses a row whose country or variety has not the form of a name', async () => {
    const rows = ['Plum,Italy,VISIT EVIL.EXAMPLE', 'Fig,<b>,Merlot', "Pear,U.S.A.,Nero d'Avola"];
    expect(await importFile(`description,country,variety\n${rows.join('\n')}\n`)).toBe(3);
    expect(await readParts()).toEqual([[{ description: 'Pear', country: 'U.S.A.', variety: "Nero d'Avola" }]]);
    const report = await readFile(join(stage.folder, 'Tasting notes.errors.csv'), 'utf8');
    expect(report).toContain('2,variety,"""VISIT EVIL.EXAMPLE"" is no name of a class');
    expect(report).toContain('3,country,"""<b>"" is no name of a class');
  });

  it('tells texts apart as a training does, so that no row is lost which a training would keep', async () => {
    const notes = ["Nero d'Avola, ripe.", 'Nero d Avola, ripe.', 'ﬁne', 'fine', '10²', '102', '🍷🍷', '🥂'];
    const rows = notes.map((note) => `"${note}",Italy`);
    expect(await importFile(`description,country\n${rows.join('\n')}\n"NERO  d'avola; RIPE",Italy\n`)).toBe(0);
    const [examples = []] = await readParts();
    expect(examples.map((example) => (example as { description: string }).description)).toEqual(notes);
    const fingerprints = new Set(notes.map(fingerprintText));
    expect(fingerprints.size).toBe(notes.length);
  });

  it('splits what is too long for one part, and stops between rows', async () => {
    const many = Array.from({ length: 25_001 }, (_, index) => `note ${index},France`).join('\n');
    expect(await importFile(`description,country\n${many}\n`)).toBe(0);
    expect((await readParts()).map(({ length }) => length).sort()).toEqual([1, 25_000]);
    stage.stop();
    await expect(importFile(NOTES, '--name', 'other')).rejects.toThrow('Stopped.');
    expect(await readParts('other')).toEqual([]);
  });

  it.each([
    ['no note', 'country,variety\nItaly,Nebbiolo\n', [], 'needs a column description, and country, variety, or both.'],
    ['no target', 'description,price\nPlum,1\n', [], 'needs a column description, and country, variety, or both.'],
    ['a name of its own', NOTES, ['--name', 'labels'], 'A dataset cannot be called "labels"'],
    ['a name that is a path', NOTES, ['--name', '../x'], 'A dataset cannot be called "../x"'],
    ['no host', NOTES, ['--data', 'nowhere'], 'There is no host.json in'],
  ])('stores nothing with %s', async (_, content, options, message) => {
    await expect(importFile(content, ...options)).rejects.toThrow(message);
    expect(await listParts(bucket)).toEqual([]);
  });

  it('names a part that is corrupt, and a bucket that cannot be reached', async () => {
    await putOnce(bucket, partKey('tasting-notes', 'x'), Buffer.from('no gzip'));
    await expect(importFile(NOTES)).rejects.toThrow(
      'datasets/tasting-notes/x.jsonl.gz in the bucket models is corrupt.',
    );
    await s3.close();
    await expect(importFile(NOTES)).rejects.toThrow(/The bucket models could not be used .*Start it: npm start/);
  });

  it('replaces no file of errors unless it is told to', async () => {
    await writeFile(join(stage.folder, 'Tasting notes.errors.csv'), 'mine');
    await expect(importFile(NOTES)).rejects.toThrow('--force');
    expect(await importFile(NOTES, '--force')).toBe(0);
  });
});
