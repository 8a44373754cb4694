import type { TrainingRun } from '../../packages/client/client.ts';
import { readArguments, type Command } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { takeFirst } from '../rows.ts';
import { LIMIT_HELP, readLimit, formatTable } from '../output/listing.ts';

const HELP = `terroir runs: the training runs, newest first. Usage:

  npm run terroir -- runs [--limit 20] [--endpoint URL --key KEY]

${LIMIT_HELP}
${CONNECTION_HELP}`;

const OPTIONS = { ...CONNECTION_OPTIONS, limit: { type: 'string', default: '20' } } as const;

const HEADER = ['RUN', 'STATUS', 'STARTED', 'SECONDS', 'BY', 'EXAMPLES', 'LABELS', 'VERSION', 'WHY'];

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    const limit = readLimit(values.limit);
    const client = await connect(values, surroundings);
    const runs = await takeFirst(client.trainingRuns({ signal: surroundings.stopping }), limit);
    for (const line of formatTable([HEADER, ...runs.map(describeRun)])) surroundings.print(line);
    return 0;
  },
};

function describeRun(run: TrainingRun): string[] {
  const { id, status, share, startedAt, updatedAt, startedBy, examples, labels, modelVersion } = run;
  return [
    id,
    status === 'RUNNING' ? `${Math.floor(share * 100)} %` : status,
    startedAt,
    String(Math.round((Date.parse(updatedAt) - Date.parse(startedAt)) / 1000)),
    startedBy,
    String(examples ?? '–'),
    String(labels ?? '–'),
    modelVersion ?? '–',
    run.failure ?? run.reason ?? '',
  ];
}
