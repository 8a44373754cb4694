import type { Alarm, Health } from '../../packages/client/client.ts';
import { readArguments, type Command } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { formatTable } from '../output/listing.ts';

const HELP = `terroir health, or terroir status: whether the deployment is well. Usage:

  npm run terroir -- health [--all] [--endpoint URL --key KEY]

  --all            shows the alarms that are not in alarm, too
${CONNECTION_HELP}

Needs a key with the scope operate. docs/RUNBOOK.md has a section for each alarm. The exit code is 1 where an alarm is
in alarm that cannot wait, or nobody can tell.`;

const OPTIONS = { ...CONNECTION_OPTIONS, all: { type: 'boolean', default: false } } as const;

const IN_WORDS: Record<Health['state'], string> = {
  WELL: 'It is well: no alarm is in alarm.',
  NOTICE: 'It works, and there is something to see to on the next working day.',
  ALARM: 'It is NOT well: something cannot wait.',
  UNKNOWN: 'Nobody can tell whether it is well.',
};

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    const client = await connect(values, surroundings);
    const health = await client.health({ signal: surroundings.stopping });
    for (const line of describe(health, values.all)) surroundings.print(line);
    return health.state === 'ALARM' || health.state === 'UNKNOWN' ? 1 : 0;
  },
};

function describe(health: Health, showAll: boolean): string[] {
  const { state, alarms, alarmsUnavailable, champion, championSince, lastTraining } = health;
  const shown = alarms.filter((alarm) => showAll || alarm.state === 'ALARM');
  const table = formatTable([['ALARM', 'STATE', 'TELLS', 'SINCE', 'WHAT HAS HAPPENED'], ...shown.map(describeAlarm)]);
  const training =
    lastTraining === null ? 'none yet' : `${lastTraining.status}, begun ${lastTraining.startedAt} (${lastTraining.id})`;
  return [
    IN_WORDS[state],
    ...(alarmsUnavailable === null ? [] : [alarmsUnavailable]),
    ...(shown.length === 0 ? [] : ['', ...table]),
    '',
    ...formatTable([
      ['champion', champion, championSince === null ? '' : `since ${championSince}`],
      ['last training', training],
      ['release', `${health.release}, Node ${health.node}, ONNX Runtime ${health.onnxRuntime}`],
      ['starter', health.starterVersion],
    ]),
  ];
}

function describeAlarm({ name, state, severity, since, meaning, runbook }: Alarm): string[] {
  return [name, state, severity.toLowerCase(), since ?? '–', `${meaning} See ${runbook}`];
}
