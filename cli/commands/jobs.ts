import { describeJob } from '../bulk/describe-job.ts';
import { downloadFiles } from '../bulk/download-files.ts';
import { followJob } from '../bulk/follow-job.ts';
import { type Files, openFiles, type PredictionJob } from '../../packages/client/files.ts';
import { CommandError, readArguments, resolvePath, type Command, type Surroundings } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { formatTable, LIMIT_HELP, readLimit } from '../output/listing.ts';
import { takeFirst } from '../rows.ts';

const HELP = `terroir jobs: the jobs that answer files, newest first, or one of them. Usage:

  npm run terroir -- jobs [--limit 20]
  npm run terroir -- jobs ID [--follow] [--cancel | --resume] [--download FOLDER [--force]]

  --follow         shows how the job gets on, to its end
  --cancel         ends it early; what was answered is kept
  --resume         goes on with a job that failed, was cancelled, or has given up rows, and follows it
  --download FOLDER  writes answers.jsonl.gz, refused.jsonl.gz and manifest.json of a job that has ended
  --force          replaces these files: those of another job, or of an earlier attempt
${LIMIT_HELP}
${CONNECTION_HELP}

Jobs are begun by predict FILE --bulk. Exit code: 0 done, 1 failed, or a job that was followed did, 2 wrongly asked, 130
stopped.`;

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  limit: { type: 'string', default: '20' },
  follow: { type: 'boolean', default: false },
  cancel: { type: 'boolean', default: false },
  resume: { type: 'boolean', default: false },
  download: { type: 'string' },
  force: { type: 'boolean', default: false },
} as const;

const HEADER = ['JOB', 'STATUS', 'BEGUN', 'FILE', 'ROWS', 'ANSWERED', 'REFUSED', 'RECORDED', 'WHY'];

/** What is to be done with one job. */
interface Wishes {
  follow: boolean;
  cancel: boolean;
  resume: boolean;
  download?: string | undefined;
  force: boolean;
}

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values, positionals } = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const [id, ...more] = positionals;
    const { follow, cancel, resume, download, force } = values;
    if (more.length > 0) throw new CommandError('Say jobs, or jobs ID. See --help.', 2);
    if (cancel && resume) throw new CommandError('--cancel and --resume do not go together.', 2);
    if (id === undefined && (follow || cancel || resume || download !== undefined)) {
      throw new CommandError('Say which job: jobs ID. See --help.', 2);
    }
    const limit = readLimit(values.limit);
    const api = openFiles(await connect(values, surroundings));
    if (id !== undefined) return showJob(api, id, { follow, cancel, resume, download, force }, surroundings);
    const jobs = await takeFirst(api.predictionJobs({ signal: surroundings.stopping }), limit);
    for (const line of formatTable([HEADER, ...jobs.map(toRow)])) surroundings.print(line);
    return 0;
  },
};

async function showJob(api: Files, id: string, wishes: Wishes, surroundings: Surroundings): Promise<number> {
  const call = { signal: surroundings.stopping };
  if (wishes.cancel) await api.cancelPredictionJob(id, call);
  if (wishes.resume) await api.resumePredictionJob(id, call);
  const follows = wishes.follow || wishes.resume;
  const job = follows ? await followJob(api, id, surroundings) : await api.predictionJob(id, call);
  if (job === null) throw new CommandError(`There is no job ${id} of this key. See: npm run terroir -- jobs`);
  for (const line of describeJob(job)) surroundings.print(line);
  if (wishes.download !== undefined) {
    const folder = resolvePath(wishes.download, '', surroundings);
    const place = { folder, force: wishes.force };
    for (const path of await downloadFiles(api, id, place, surroundings.stopping)) surroundings.tell(path);
  }
  return job.status === 'FAILED' && follows ? 1 : 0;
}

function toRow(job: PredictionJob): string[] {
  return [
    job.id,
    job.status,
    job.createdAt,
    job.fileName ?? '–',
    String(job.rows ?? '–'),
    String(job.answered),
    String(job.refused),
    job.record ? 'yes' : 'no',
    job.failure?.message ?? '',
  ];
}
