import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { predictFile, readJob, stageOf, sumFiles, upload } from '../bulk/job.ts';
import type { BulkJob } from '../bulk/job.ts';
import { findMemory, lookAt, STAGES, timeStages } from '../bulk/stages.ts';
import type { Look } from '../bulk/stages.ts';
import { stop } from '../children/child.ts';
import { spreadOf } from '../figure.ts';
import type { Figure } from '../figure.ts';
import type { Run } from '../run.ts';
import { startHost } from './host.ts';
import type { LaptopHost } from './host.ts';
import { writeNoise } from './noise-file.ts';

const QUICK_ROWS = 5_000;
const LOOK_EVERY_MS = 250;
const MILLION = 1_000_000;

/** What a job that answered a file took. */
interface Answered {
  job: BulkJob;
  rows: number;
  /** By the clock: the upload, and from the call of predictFile to the end. */
  uploadSeconds: number;
  seconds: number;
  uploadBytes: number;
  answerBytes: number;
  looks: Look[];
}

/** How fast, and in how much memory, the laptop host answers a file of noise as a job, unrecorded. */
export async function measureBulk(run: Run): Promise<Figure[]> {
  const asked = run.options.quick ? Math.min(QUICK_ROWS, run.options.rows) : run.options.rows;
  const file = join(run.scratch, 'wines.csv');
  run.say(`writing a file of ${asked} rows`);
  const rows = await writeNoise(file, { rows: asked });
  run.say('starting the laptop host');
  const host = await startHost(run);
  try {
    return toFigures(await answerFile(run, host, file, rows));
  } finally {
    await stop(host.child);
    rmSync(file, { force: true });
  }
}

async function answerFile({ say }: Run, host: LaptopHost, file: string, rows: number): Promise<Answered> {
  say('uploading');
  const beganMs = performance.now();
  const uploadId = await upload(host, file);
  const uploadedMs = performance.now();
  let job = await predictFile(host, uploadId);
  say('answering');
  const looks: Look[] = [];
  for (let told = -1; stageOf(job) !== undefined; job = await readJob(host, job.id)) {
    looks.push(lookAt(host.child.pid ?? 0, stageOf(job)));
    const tenths = Math.floor((10 * (job.answered + job.refused)) / rows);
    if (tenths > told) say(`${job.status}: ${10 * tenths} % of ${rows} rows`);
    told = Math.max(told, tenths);
    await wait(LOOK_EVERY_MS);
  }
  looks.push(lookAt(host.child.pid ?? 0, undefined));
  const seconds = (performance.now() - uploadedMs) / 1_000;
  checkWhole(job, rows);
  const answerBytes = await sumFiles(host, job.id);
  const uploadSeconds = (uploadedMs - beganMs) / 1_000;
  return { job, rows, uploadSeconds, seconds, uploadBytes: statSync(file).size, answerBytes, looks };
}

/** Errors: Error where the job did not answer or refuse each row. */
function checkWhole({ status, answered, refused, failedChunks, failure }: BulkJob, rows: number): void {
  if (status === 'COMPLETED' && answered + refused === rows && failedChunks.length === 0) return;
  const why = failure === null ? '' : ` ${failure.message}`;
  throw new Error(`The job ended ${status}, with ${answered} rows answered and ${refused} refused of ${rows}.${why}`);
}

function toFigures({ job, rows, uploadSeconds, seconds, uploadBytes, answerBytes, looks }: Answered): Figure[] {
  const count = `${rows.toLocaleString('en')} rows`;
  const common = { part: 'bulk', peers: {} } as const;
  const lower = { ...common, better: 'lower' } as const;
  const [times, memory] = [timeStages(looks), findMemory(looks)];
  const figure = (id: string, what: string, unit: Figure['unit'], value: number): Figure => ({
    ...lower,
    id: `bulk.${id}`,
    what,
    unit,
    terroir: spreadOf([value]),
  });
  return [
    {
      ...common,
      id: 'bulk.rate',
      what: `${count}, from predictFile to the end: rows`,
      unit: 'per second',
      better: 'higher',
      terroir: spreadOf([rows / seconds]),
    },
    figure('rows', 'rows', 'count', rows),
    figure('chunks', 'chunks', 'count', job.chunks ?? 0),
    figure('upload', 'to put the file', 's', uploadSeconds),
    ...STAGES.map((stage) => figure(`seconds.${stage}`, `of it, ${stage.toLowerCase()}`, 's', times[stage].seconds)),
    ...STAGES.map((stage) =>
      figure(
        `processor.${stage}`,
        `processor’s time of λ bulk for a million rows, ${stage.toLowerCase()}`,
        's',
        (times[stage].processorSeconds * MILLION) / rows,
      ),
    ),
    figure('memory.host', 'the most memory of the host', 'MB', memory.host),
    figure('memory.tables', 'the most memory of its tables', 'MB', memory.tables),
    figure('memory.bulk', 'the most memory of one process of λ bulk', 'MB', memory.bulk),
    figure('memory.bulks', 'the most memory of all processes of λ bulk', 'MB', memory.bulks),
    figure('bytes.file', 'the file', 'MB', uploadBytes / 1e6),
    figure('bytes.answers', 'the files of answers', 'MB', answerBytes / 1e6),
  ];
}
