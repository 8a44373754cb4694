import type { Client, ModelVersion } from '../../packages/client/client.ts';
import { readArguments, type Command } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { takeFirst } from '../rows.ts';
import { LIMIT_HELP, readLimit, formatFigure, formatTable } from '../output/listing.ts';

const HELP = `terroir versions: the model versions, newest first, and what has become of each. Usage:

  npm run terroir -- versions [--limit 20] [--endpoint URL --key KEY]

${LIMIT_HELP}
${CONNECTION_HELP}

COUNTRY and VARIETY are the accuracies on the hold-out set. The first champion of a deployment, which nobody trained
there, is the last line.`;

const OPTIONS = { ...CONNECTION_OPTIONS, limit: { type: 'string', default: '20' } } as const;

const HEADER = ['VERSION', 'STATE', 'CREATED', 'EXAMPLES', 'COUNTRY', 'VARIETY', 'RUN', 'GATE'];

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    const limit = readLimit(values.limit);
    const client = await connect(values, surroundings);
    const versions = await takeFirst(listVersions(client, surroundings.stopping), limit);
    for (const line of formatTable([HEADER, ...versions.map(describeVersion)])) surroundings.print(line);
    return 0;
  },
};

/** All that were trained, and the starter version: it is where the first move of the champion came from. */
async function* listVersions(client: Client, signal: AbortSignal): AsyncGenerator<ModelVersion, void> {
  yield* client.modelVersions({ signal });
  let starter: string | undefined;
  for await (const { from } of client.promotions({ signal })) starter = from;
  const version =
    starter === undefined ? await client.champion({ signal }) : await client.modelVersion(starter, { signal });
  if (version) yield version;
}

function describeVersion(version: ModelVersion): string[] {
  const { id, state, createdAt, examples, countryAccuracy, varietyAccuracy, trainedBy, decision } = version;
  return [
    id,
    state,
    createdAt,
    String(examples),
    formatFigure(countryAccuracy),
    formatFigure(varietyAccuracy),
    trainedBy ?? '–',
    decision?.reason ?? '–',
  ];
}
