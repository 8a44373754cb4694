import type { Client, ModelVersion } from '../../packages/client/client.ts';
import { CommandError, readArguments, type Command } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { findVersion } from '../find-version.ts';
import { takeFirst } from '../rows.ts';
import { LIMIT_HELP, readLimit, formatDecisionBriefly, formatFigure, formatTable } from '../output/listing.ts';

const HELP = `terroir versions: the model versions, newest first, and what has become of each; or one of them. Usage:

  npm run terroir -- versions [--limit 20] [--endpoint URL --key KEY]
  npm run terroir -- versions VERSION [--endpoint URL --key KEY]

  VERSION          an id, or champion: tells of this one, and how the gate decided about it: the sentence, the
                   number that decided, and every check with its figures
${LIMIT_HELP}
${CONNECTION_HELP}

COUNTRY and VARIETY are the accuracies on the hold-out set. The first champion of a deployment, which nobody trained
there, is the last line.`;

const OPTIONS = { ...CONNECTION_OPTIONS, limit: { type: 'string', default: '20' } } as const;

const HEADER = ['VERSION', 'STATE', 'CREATED', 'EXAMPLES', 'COUNTRY', 'VARIETY', 'RUN', 'GATE'];

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values, positionals } = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const [wanted, ...more] = positionals;
    if (more.length > 0) throw new CommandError('Say one version, or none for all. See --help.', 2);
    const limit = readLimit(values.limit);
    const client = await connect(values, surroundings);
    if (wanted !== undefined) {
      for (const line of describeOne(await findVersion(client, wanted, surroundings))) surroundings.print(line);
      return 0;
    }
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

/** One version, for people: what it is, and how the gate decided about it. */
function describeOne(version: ModelVersion): string[] {
  const { id, state, createdAt, examples, countryAccuracy, varietyAccuracy, trainedBy, decision } = version;
  const [country, variety] = [formatFigure(countryAccuracy), formatFigure(varietyAccuracy)];
  return [
    `${id} ${STATES[state]}. It was made ${trainedBy === null ? '' : `by the run ${trainedBy} `}on ${createdAt}.`,
    `It was trained on ${examples} examples; on the hold-out set it is right about the country ${country}, about the ` +
      `variety ${variety} of the time.`,
    '',
    ...(decision ? formatDecisionBriefly(decision) : ['No gate has judged it: it is what the deployment began with.']),
  ];
}

const STATES: Record<ModelVersion['state'], string> = {
  CHAMPION: 'is the champion',
  CHALLENGER: 'may be promoted',
  REJECTED: 'was held back by the gate',
  RETIRED: 'was the champion once',
};
