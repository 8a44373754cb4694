import { parseArgs } from 'node:util';
import { BATCH_WINES_MAX, WINE_CHARACTERS_MAX } from '../../contract/limits.ts';
import { type ArchitectureName, type Environment, ENVIRONMENTS } from '../../infra/environments.ts';

/** A month of a deployment, of which the costs are asked. */
export interface Month {
  environment: Environment;
  architecture: ArchitectureName;
  predictions: number;
  /** Wines a request. */
  batch: number;
  noteCharacters: number;
  /** So many months of predictions lie in the table. */
  monthsKept: number;
  logDays: number;
  /** Each asks all the time: a key is looked up again every half minute. */
  clients: number;
  releases: number;
  /** Of a hundred requests so many meet a process that has to start. */
  coldPercent: number;
  /** What DynamoDB takes for a write or a read, with the way there and back. */
  tableMs: number;
  waf: boolean;
  metrics: boolean;
  alarms: boolean;
  tracing: boolean;
  pitr: boolean;
  pipeline: boolean;
}

/** Says that the command line is wrong, and what to do. */
export class UsageError extends Error {
  override name = 'UsageError';
}

const SWITCHES = ['waf', 'metrics', 'alarms', 'tracing', 'pitr', 'pipeline'] as const;

/** Numbers that may be given: their option, bounds and default; all but the percentage and milliseconds are whole. */
const NUMBERS = {
  predictions: { option: 'predictions', min: 0, max: 1e12, usual: 1_000_000, whole: true },
  batch: { option: 'batch', min: 1, max: BATCH_WINES_MAX, usual: 1, whole: true },
  noteCharacters: { option: 'note-characters', min: 0, max: WINE_CHARACTERS_MAX.description, usual: 240, whole: true },
  monthsKept: { option: 'months-kept', min: 0, max: 1_200, usual: 1, whole: true },
  clients: { option: 'clients', min: 1, max: 1e6, usual: 10, whole: true },
  releases: { option: 'releases', min: 0, max: 1_000, usual: 8, whole: true },
  coldPercent: { option: 'cold-percent', min: 0, max: 100, usual: 1, whole: false },
  tableMs: { option: 'table-ms', min: 0, max: 10_000, usual: 5, whole: false },
} as const;

/** What `--help` prints. */
export const HELP = `What a month costs, line by line, and what it would cost elsewhere. docs/COST.md explains it.

  npm run cost -- [--environment NAME] [--predictions N] [--batch N] …

  --environment NAME    ${ENVIRONMENTS.map(({ name }) => name).join(', ')}; default unless told
  --predictions N       in the month; 1000000 unless told, and 0 is the price of being there
  --batch N             wines a request, 1 to ${BATCH_WINES_MAX}; 1 unless told
  --architecture NAME   x86_64 or arm64; that of the environment unless told
  --waf, --metrics, --alarms, --tracing, --pitr, --pipeline on|off
                        as deployed unless told; the pipeline is counted for production alone
  --log-days N          how long logs are kept; that of the environment unless told
  --note-characters N   of each wine's note; 240 unless told
  --months-kept N       months of predictions in the table; 1 unless told
  --clients N           who ask all month; 10 unless told
  --releases N          in the month; 8 unless told
  --cold-percent P      requests that meet a process which has to start; 1 unless told
  --table-ms T          what DynamoDB takes; 5 unless told
`;

/**
 * Reads the command line; undefined where help is asked for. Errors: UsageError for what is unknown, misspelt or out of
 * bounds.
 */
export function readOptions(words: readonly string[]): Month | undefined {
  const given = parseWords(words);
  if (given['help'] === true) return undefined;
  const { environment, ...settings } = readEnvironment(given);
  const numbers = Object.entries(NUMBERS).map(([name, rule]) => [name, readNumber(given[rule.option], rule)] as const);
  return { environment, ...settings, ...(Object.fromEntries(numbers) as Record<keyof typeof NUMBERS, number>) };
}

/** A month of an environment as it is deployed, with some things otherwise. */
export function monthOf(name: string, otherwise: Partial<Month> = {}): Month {
  const month = readOptions(['--environment', name]);
  if (month === undefined) throw new Error('No help was asked for.');
  return { ...month, ...otherwise };
}

type Given = Record<string, string | boolean | undefined>;

const TEXTS = ['environment', 'architecture', 'log-days', ...SWITCHES, ...Object.values(NUMBERS).map((n) => n.option)];

function parseWords(words: readonly string[]): Given {
  const options = Object.fromEntries(TEXTS.map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...words], options: { ...options, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    const [sentence = ''] = error instanceof Error ? error.message.split(/\. |\n/) : [];
    throw new UsageError(`${sentence.replace(/\.$/, '')}. See npm run cost -- --help.`, { cause: error });
  }
}

function readEnvironment(given: Given): Omit<Month, keyof typeof NUMBERS> {
  const { environment: name = 'default' } = given;
  const environment = ENVIRONMENTS.find((one) => one.name === name);
  const known = ENVIRONMENTS.map((one) => one.name).join(', ');
  if (!environment) throw new UsageError(`--environment must be one of ${known}, not ${spell(name)}.`);
  const deployed = { waf: environment.waf === 'on', pipeline: environment.name === 'production' };
  const switches = SWITCHES.map((one) => {
    const usual = one === 'waf' || one === 'pipeline' ? deployed[one] : true;
    return [one, readChoice(one, given[one], ['on', 'off'], usual ? 'on' : 'off') === 'on'] as const;
  });
  const days = { option: 'log-days', min: 1, max: 3_653, usual: environment.logRetention, whole: true };
  return {
    environment,
    architecture: readChoice('architecture', given['architecture'], ['x86_64', 'arm64'], environment.architecture),
    logDays: readNumber(given['log-days'], days),
    ...(Object.fromEntries(switches) as Record<(typeof SWITCHES)[number], boolean>),
  };
}

function readChoice<Choice extends string>(
  option: string,
  given: string | boolean | undefined,
  choices: readonly Choice[],
  usual: Choice,
): Choice {
  const choice = given === undefined ? usual : choices.find((one) => one === given);
  if (choice === undefined) throw new UsageError(`--${option} must be ${choices.join(' or ')}, not ${spell(given)}.`);
  return choice;
}

interface NumberRule {
  option: string;
  min: number;
  max: number;
  usual: number;
  whole: boolean;
}

function readNumber(given: string | boolean | undefined, { option, min, max, usual, whole }: NumberRule): number {
  if (given === undefined) return usual;
  const number = typeof given === 'string' && /^\d+(\.\d+)?$/.test(given) ? Number(given) : NaN;
  if (number >= min && number <= max && (!whole || Number.isInteger(number))) return number;
  const kind = whole ? 'a whole number' : 'a number';
  throw new UsageError(`--${option} must be ${kind} from ${min} to ${max}, not ${spell(given)}.`);
}

function spell(given: string | boolean | undefined): string {
  return typeof given === 'string' && given !== '' ? given : 'nothing';
}
