import { CommandError, readArguments, type Command } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';

const HELP = `terroir rollback: goes back to the model version that answered before. Usage:

  npm run terroir -- rollback --reason TEXT [--expected VERSION] [--endpoint URL --key KEY]

  --reason TEXT    why, for the history
  --expected VERSION
                   the champion that you go by: where it is another one by now, nothing is moved
${CONNECTION_HELP}

Predictions follow within 30 seconds. A second rollback goes back further.
Exit code: 0 done, 1 failed, 2 wrongly asked.`;

const OPTIONS = { ...CONNECTION_OPTIONS, reason: { type: 'string' }, expected: { type: 'string' } } as const;

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    if (values.reason === undefined) throw new CommandError('Say why: rollback --reason TEXT. See --help.', 2);
    const client = await connect(values, surroundings);
    const options = { expectedChampion: values.expected, signal: surroundings.stopping };
    const { id } = await client.rollback(values.reason, options);
    surroundings.print(`${id} is the champion again.`);
    return 0;
  },
};
