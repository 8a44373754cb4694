/**
 * Reads a definition in the Amazon States Language, as far as the host runs it: JSONPath, reference paths, no intrinsic
 * functions. Anything else is refused, so that nothing is passed over in silence.
 */
import { HostError } from '../../failure.ts';
import { isRecord } from '../../record.ts';
import { type ChoiceRule, readRule } from './choice.ts';
import type { Block, Catcher, Machine, Retrier, State, WaitState } from './definition.ts';
import {
  allowFields,
  maybeNumber,
  maybeOneOf,
  maybeText,
  type Part,
  partAt,
  partsAt,
  refuse,
  textOf,
  textsOf,
} from './fields.ts';
import { readMap } from './read-map.ts';
import { type Path, readPath } from './path.ts';
import { readTemplate } from './payload-template.ts';

const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const PATHS = ['InputPath', 'OutputPath'];
const RESULT = ['ResultSelector', 'ResultPath'];
const ERRORS = ['Retry', 'Catch'];
const GOES_ON = ['Next', 'End'];
/** The fields of each type. */
const FIELDS: Readonly<Record<State['type'], readonly string[]>> = {
  Pass: [...COMMON, ...PATHS, 'Result', 'ResultPath', 'Parameters', ...GOES_ON],
  Task: [...COMMON, ...PATHS, 'Resource', 'Parameters', 'TimeoutSeconds', ...RESULT, ...ERRORS, ...GOES_ON],
  Choice: [...COMMON, ...PATHS, 'Choices', 'Default'],
  Wait: [...COMMON, ...PATHS, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath', ...GOES_ON],
  Succeed: [...COMMON, ...PATHS],
  Fail: [...COMMON, 'Error', 'ErrorPath', 'Cause', 'CausePath'],
  Map: [
    ...[...COMMON, ...PATHS, ...RESULT, ...ERRORS, ...GOES_ON],
    ...[
      'ItemsPath',
      'ItemSelector',
      'ItemProcessor',
      'ItemReader',
      'ResultWriter',
      'MaxConcurrency',
      'MaxConcurrencyPath',
      'Label',
    ],
    ...['ToleratedFailureCount', 'ToleratedFailurePercentage'],
  ],
};
const TYPES = Object.keys(FIELDS) as State['type'][];
const SECONDS_MAX = 99_999_999;
const NAME_CHARACTERS_MAX = 80;
const FUNCTION = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/;

/** Reads a machine. Errors: HostError that names the place, such as `Bulk: States.Split.Next`, and what to do. */
export function readDefinition(text: string, machineName: string): Machine {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (error) {
    throw new HostError(`${machineName}: its definition is not valid JSON: ${(error as Error).message}`);
  }
  if (!isRecord(record)) throw new HostError(`${machineName}: its definition must be an object.`);
  const part = { record, place: machineName };
  allowFields(part, ['Comment', 'QueryLanguage', 'Version', 'TimeoutSeconds', 'StartAt', 'States']);
  checkLanguage(part);
  maybeOneOf(part, 'Version', ['1.0']);
  const timeoutSeconds = maybeNumber(part, 'TimeoutSeconds', { min: 1, max: SECONDS_MAX });
  return { ...readBlock(part, new Set()), ...(timeoutSeconds !== undefined && { timeoutSeconds }) };
}

/** Names of states are unique in the whole machine: `taken` has those so far. */
function readBlock(part: Part, taken: Set<string>): Block {
  const states = partAt(part, 'States');
  const names = Object.keys(states.record);
  for (const name of names) {
    if (taken.has(name)) refuse(`${states.place}.${name}`, 'another state of the machine has this name. Rename one.');
    if (name.length > NAME_CHARACTERS_MAX) refuse(`${states.place}.${name}`, 'a name has 80 characters at most.');
    taken.add(name);
  }
  const leads = (at: Part, field: string): string => {
    const target = textOf(at, field);
    return names.includes(target) ? target : refuse(`${at.place}.${field}`, `there is no state ${target} beside it.`);
  };
  const read = names.map((name) => [name, readState(name, partAt(states, name), leads, taken)] as const);
  return { startAt: leads(part, 'StartAt'), states: new Map(read) };
}

type Leads = (at: Part, field: string) => string;

function readState(name: string, part: Part, leads: Leads, taken: Set<string>): State {
  const type = maybeOneOf(part, 'Type', TYPES) ?? refuse(`${part.place}.Type`, 'it must be there.');
  allowFields(part, FIELDS[type]);
  checkLanguage(part);
  const flow = { name, ...readFlow(part, leads), ...readNext(part, type, leads) };
  switch (type) {
    case 'Pass':
      return { ...flow, type, ...('Result' in part.record && { result: part.record['Result'] }) };
    case 'Succeed':
      return { ...flow, type };
    case 'Task': {
      const timeoutSeconds = maybeNumber(part, 'TimeoutSeconds', { min: 1, max: SECONDS_MAX });
      return { ...flow, type, resource: readResource(part), ...(timeoutSeconds !== undefined && { timeoutSeconds }) };
    }
    case 'Wait':
      return { ...flow, type, until: readWait(part) };
    case 'Choice':
      return { ...flow, type, ...readChoices(part, leads) };
    case 'Fail':
      return { ...flow, type, ...readFailure(part) };
    case 'Map':
      return { ...flow, type, ...readMap(part, name, (inner) => readBlock(inner, taken)) };
  }
}

function checkLanguage(part: Part): void {
  if (part.record['QueryLanguage'] === 'JSONata') {
    refuse(`${part.place}.QueryLanguage`, 'the host does not run JSONata. Write it with JSONPath.');
  }
  maybeOneOf(part, 'QueryLanguage', ['JSONPath']);
}

function readFlow(part: Part, leads: Leads) {
  const { record, place } = part;
  const path = (name: string): Path | null | undefined => {
    const value = record[name];
    return value === undefined || value === null ? value : readPath(value, `${place}.${name}`);
  };
  const template = (name: string) => (name in record ? readTemplate(record[name], `${place}.${name}`) : undefined);
  const [inputPath, outputPath, resultPath] = [path('InputPath'), path('OutputPath'), path('ResultPath')];
  if (resultPath?.isOfContext) refuse(`${place}.ResultPath`, 'nothing can be put into the context object.');
  const [parameters, resultSelector] = [template('Parameters'), template('ResultSelector')];
  return {
    ...(inputPath !== undefined && { inputPath }),
    ...(outputPath !== undefined && { outputPath }),
    ...(resultPath !== undefined && { resultPath }),
    ...(parameters && { parameters }),
    ...(resultSelector && { resultSelector }),
    retriers: partsAt(part, 'Retry').map(readRetrier),
    catchers: partsAt(part, 'Catch').map((one, index, all) => readCatcher(one, index === all.length - 1, leads)),
  };
}

function readNext(part: Part, type: State['type'], leads: Leads): { next?: string } {
  if (['Choice', 'Succeed', 'Fail'].includes(type)) return {};
  const { End: end, Next: next } = part.record;
  if ((end === true) === (next !== undefined)) refuse(part.place, 'a state has either Next or "End": true.');
  return end === true ? {} : { next: leads(part, 'Next') };
}

function readRetrier(part: Part, index: number, all: readonly Part[]): Retrier {
  allowFields(part, [
    ...['Comment', 'ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds'],
    'JitterStrategy',
  ]);
  const intervalSeconds = maybeNumber(part, 'IntervalSeconds', { min: 1, max: SECONDS_MAX }) ?? 1;
  const delaySecondsMax = maybeNumber(part, 'MaxDelaySeconds', { min: 1, max: 31_622_399 });
  if (delaySecondsMax !== undefined && delaySecondsMax <= intervalSeconds) {
    refuse(`${part.place}.MaxDelaySeconds`, 'it must be more than IntervalSeconds.');
  }
  return {
    errorEquals: readErrors(part, index === all.length - 1),
    intervalSeconds,
    attemptsMax: maybeNumber(part, 'MaxAttempts', { min: 0, max: SECONDS_MAX }) ?? 3,
    backoffRate: maybeNumber(part, 'BackoffRate', { min: 1, isWhole: false }) ?? 2,
    ...(delaySecondsMax !== undefined && { delaySecondsMax }),
    hasJitter: maybeOneOf(part, 'JitterStrategy', ['FULL', 'NONE']) === 'FULL',
  };
}

function readCatcher(part: Part, isLast: boolean, leads: Leads): Catcher {
  allowFields(part, ['Comment', 'ErrorEquals', 'Next', 'ResultPath']);
  const { ResultPath: resultPath } = part.record;
  return {
    errorEquals: readErrors(part, isLast),
    next: leads(part, 'Next'),
    resultPath: resultPath === null ? null : readPath(resultPath ?? '$', `${part.place}.ResultPath`),
  };
}

function readErrors(part: Part, isLast: boolean): string[] {
  const errors = textsOf(part, 'ErrorEquals');
  if (errors.includes('States.ALL') && (errors.length > 1 || !isLast)) {
    refuse(`${part.place}.ErrorEquals`, 'States.ALL must stand alone, and last.');
  }
  return errors;
}

function readResource(part: Part): string {
  const resource = textOf(part, 'Resource');
  if (FUNCTION.test(resource)) return resource;
  const advice = 'Give the ARN of a function, a version or an alias (payloadResponseOnly in the CDK).';
  return refuse(`${part.place}.Resource`, `the host does not call ${resource}. ${advice}`);
}

function readWait(part: Part): WaitState['until'] {
  const names = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter((name) => name in part.record);
  const [name = ''] = names;
  if (names.length !== 1) refuse(part.place, 'a Wait has one of Seconds, SecondsPath, Timestamp, TimestampPath.');
  if (name.endsWith('Path')) {
    const path = readPath(part.record[name], `${part.place}.${name}`);
    return name === 'SecondsPath' ? { seconds: path } : { timestamp: path };
  }
  if (name === 'Seconds') return { seconds: maybeNumber(part, name, { min: 0, max: SECONDS_MAX }) ?? 0 };
  const timestamp = textOf(part, name);
  return Number.isNaN(Date.parse(timestamp)) ? refuse(`${part.place}.${name}`, 'it is no time.') : { timestamp };
}

function readChoices(part: Part, leads: Leads) {
  const choices = partsAt(part, 'Choices').map((one): { rule: ChoiceRule; next: string } => ({
    rule: readRule(one.record, one.place),
    next: leads(one, 'Next'),
  }));
  if (choices.length === 0) refuse(`${part.place}.Choices`, 'it must have rules.');
  return { choices, ...('Default' in part.record && { fallback: leads(part, 'Default') }) };
}

function readFailure(part: Part): { error?: string | Path; cause?: string | Path } {
  const read = (name: string): string | Path | undefined => {
    const path = part.record[`${name}Path`];
    return path === undefined ? maybeText(part, name) : readPath(path, `${part.place}.${name}Path`);
  };
  const [error, cause] = [read('Error'), read('Cause')];
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}
