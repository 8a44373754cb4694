import { CommandError, readArguments, type Command } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';

const HELP = `terroir promote: makes a model version the one that answers. Usage:

  npm run terroir -- promote VERSION --reason TEXT [--expected VERSION] [--endpoint URL --key KEY]

  --reason TEXT    why, for the history
  --expected VERSION
                   the champion that you go by: where it is another one by now, nothing is moved
${CONNECTION_HELP}

Predictions follow within 30 seconds. Also brings back a version that the gate held back; see: terroir versions
Exit code: 0 done, 1 failed, 2 wrongly asked.`;

const OPTIONS = { ...CONNECTION_OPTIONS, reason: { type: 'string' }, expected: { type: 'string' } } as const;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values, positionals } = readArguments({ args, options: OPTIONS, allowPositionals: true });
    const [version, ...more] = positionals;
    if (version === undefined || more.length > 0 || values.reason === undefined) {
      throw new CommandError('Say which version, and why: promote VERSION --reason TEXT. See --help.', 2);
    }
    const client = await connect(values, surroundings);
    const options = { expectedChampion: values.expected, signal: surroundings.stopping };
    const { id } = await client.promote(version, values.reason, options);
    surroundings.print(`${id} is the champion.`);
    return 0;
  },
};
