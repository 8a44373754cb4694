import type { Client, TrainingPlace, TrainingRun } from '../../packages/client/client.ts';
import { CommandError, readArguments, type Command, type Surroundings } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { formatDecision } from '../output/listing.ts';
import { startShare } from '../output/progress.ts';

const HELP = `terroir train: trains a model with all that is known now, and shows how it gets on. Usage:

  npm run terroir -- train [--reason TEXT] [--on lambda|batch] [--endpoint URL --key KEY]

  --reason TEXT    why, for the history
  --on PLACE       where it is to run: lambda, or batch where AWS Batch is set up; otherwise as it is set up
${CONNECTION_HELP}

The training goes on by itself: Ctrl-C ends only the watching. A new version becomes the champion if the gate lets it
through; what the gate found is printed.
Exit code: 0 the version is the champion or nothing has changed, 3 the gate held it back, 1 failed, 2 wrongly asked.`;

const OPTIONS = { ...CONNECTION_OPTIONS, reason: { type: 'string' }, on: { type: 'string' } } as const;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    const client = await connect(values, surroundings);
    const { id } = await client.startTraining(values.reason, { on: readPlace(values.on) });
    surroundings.tell(`The run ${id} has started.`);
    const run = await watch(client, id, surroundings);
    for (const line of run.refused) surroundings.tell(line);
    for (const line of describeEnd(run)) surroundings.print(line);
    return { RUNNING: 1, PROMOTED: 0, UNCHANGED: 0, REJECTED: 3, FAILED: 1 }[run.status];
  },
};

/** Errors: CommandError for a place that there is not. */
function readPlace(given: string | undefined): TrainingPlace | undefined {
  if (given === undefined) return undefined;
  const place = (['LAMBDA', 'BATCH'] as const).find((one) => one === given.toUpperCase());
  if (place !== undefined) return place;
  throw new CommandError(`--on must be lambda or batch, not ${given}.`, 2);
}

async function watch(client: Client, id: string, { interactive, tell, stopping }: Surroundings): Promise<TrainingRun> {
  const share = startShare(interactive, tell);
  let last: TrainingRun | undefined;
  try {
    for await (const run of client.trainingEvents({ id, signal: stopping })) {
      share.show(run.share, run.stage);
      last = run;
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`${error.message} The run goes on: see npm run terroir -- runs`, error.exitCode, error);
  } finally {
    share.stop();
  }
  if (last) return last;
  throw new CommandError(`Nothing was heard of the run ${id}.`);
}

function describeEnd({
  status,
  modelVersion,
  decision,
  failure,
  startedAt,
  finishedAt,
  examples,
  labels,
}: TrainingRun) {
  const seconds = Math.round((Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt)) / 1000);
  const made = `made from ${examples ?? 'no'} examples, ${labels ?? 0} of them labels, in ${seconds} s`;
  const table = decision ? ['', ...formatDecision(decision)] : [];
  switch (status) {
    case 'PROMOTED':
      return [`${modelVersion} is the champion: ${made}.`, ...table];
    case 'REJECTED':
      return [
        `${modelVersion} was held back: ${made}.`,
        ...table,
        '',
        `It is kept. To promote it all the same: npm run terroir -- promote ${modelVersion} --reason TEXT`,
      ];
    case 'UNCHANGED':
      return ['Nothing has changed since the champion was trained, or another version judged: there is no new one.'];
    case 'FAILED':
    case 'RUNNING':
      return [`The training failed, and the champion is untouched: ${failure ?? 'nobody knows why'}`];
  }
}
