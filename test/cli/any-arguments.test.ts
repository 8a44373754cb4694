import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandError, type Command } from '../../cli/command.ts';
import { command as accuracy } from '../../cli/commands/accuracy.ts';
import { command as classes } from '../../cli/commands/classes.ts';
import { command as compare } from '../../cli/commands/compare.ts';
import { command as datasets } from '../../cli/commands/datasets.ts';
import { command as drift } from '../../cli/commands/drift.ts';
import { command as imports } from '../../cli/commands/import.ts';
import { command as keys } from '../../cli/commands/keys.ts';
import { command as label } from '../../cli/commands/label.ts';
import { command as predict } from '../../cli/commands/predict.ts';
import { command as promote } from '../../cli/commands/promote.ts';
import { command as runsOfTraining } from '../../cli/commands/runs.ts';
import { command as versions } from '../../cli/commands/versions.ts';
import { TerroirError } from '../../packages/client/errors.ts';
import { anyText, runs } from '../fuzz.ts';
import { setStage, type Stage } from './surroundings.ts';

let stage: Stage;
beforeAll(async () => void (stage = await setStage()));
afterAll(() => stage.clear());

const COMMANDS: [string, Command][] = [
  ...Object.entries({ accuracy, classes, compare, datasets, drift, import: imports, keys, label, predict, promote }),
  ['runs', runsOfTraining],
  ['versions', versions],
];

const WORDS = [
  ...['--out', '--errors', '--map', '--encoding', '--sheet', '--strict', '--force', '--run', '--by', '--from', '--to'],
  ...[
    '--name',
    '--dataset',
    '--scopes',
    '--days',
    '--reason',
    '--json',
    '--limit',
    '-',
    '--',
    '--out=',
    '-x',
    '--__proto__',
  ],
  ...[
    'create',
    'list',
    'revoke',
    'remove',
    'show',
    'admit',
    'none.csv',
    'price=',
    '=',
    'day',
    '0',
    '-1',
    '1e400',
    'NaN',
    '',
  ],
];
const argument = fc.oneof(
  fc.constantFrom(...WORDS),
  anyText(6),
  anyText(6).map((text) => `--map=${text}`),
);

it('a value with a dash before it is refused in one sentence that says how to give it', async () => {
  await expect(runsOfTraining.run(['--limit', '-1'], stage)).rejects.toMatchObject({
    exitCode: 2,
    message: '--limit takes a value; one that begins with a dash is given as --limit=VALUE. See --help.',
  });
});

it('an empty path, as of a variable that is not set, is not the folder at hand', async () => {
  const refused = { exitCode: 2, message: 'A path is empty: name a file or a folder.' };
  await expect(runsOfTraining.run(['--data='], stage)).rejects.toMatchObject(refused);
  await expect(keys.run(['list', '--outputs', ''], stage)).rejects.toMatchObject(refused);
});

describe('any arguments', () => {
  // Nothing is asked of anyone: whoever is stopped before they begin does not wait for an answer.
  const stopping = AbortSignal.abort(new CommandError('Stopped.', 130));
  const nowhere = ['--endpoint', 'http://127.0.0.1:9/graphql', '--key', 'trr_k'];
  it.each(COMMANDS)('of %s are refused in one line', async (_, command) => {
    await fc.assert(
      fc.asyncProperty(fc.array(argument, { maxLength: 6 }), fc.boolean(), async (some, isAsking) => {
        const args = isAsking ? [...some, ...nowhere] : some;
        const outcome = await command.run(args, { ...stage, stopping }).catch((caught: unknown) => caught);
        if (typeof outcome === 'number') return;
        expect(outcome instanceof CommandError || outcome instanceof TerroirError).toBe(true);
        expect((outcome as Error).message.length).toBeLessThan(2_000);
        expect((outcome as Error).message).not.toContain('To specify an option argument');
      }),
      runs(60),
    );
  });
});
