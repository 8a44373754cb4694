/** Reads what is of a Map alone. Source: Step Functions developer guide, "Map workflow state" and its subpages. */
import type { Block, Distribution, ItemReader, MapState, ResultWriter } from './definition.ts';
import {
  allowFields,
  maybeNumber,
  maybeOneOf,
  maybePart,
  maybeText,
  type Part,
  partAt,
  refuse,
  textsOf,
} from './fields.ts';
import { readPath } from './path.ts';
import { readTemplate } from './payload-template.ts';

const READ = 'arn:aws:states:::s3:getObject';
const WRITE = 'arn:aws:states:::s3:putObject';
const DELIMITERS = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const;
const LABEL_CHARACTERS_MAX = 40;

type MapParts = Pick<MapState, 'block' | 'itemsPath' | 'itemSelector' | 'concurrencyMax' | 'distribution'>;

/** Reads a Map's own fields; `readBlock` reads the states of its ItemProcessor. Errors: HostError, with the place. */
export function readMap(part: Part, name: string, readBlock: (part: Part) => Block): MapParts {
  const { record, place } = part;
  const processor = partAt(part, 'ItemProcessor');
  allowFields(processor, ['Comment', 'ProcessorConfig', 'QueryLanguage', 'StartAt', 'States']);
  const config = maybePart(processor, 'ProcessorConfig') ?? { record: {}, place: processor.place };
  allowFields(config, ['Mode', 'ExecutionType']);
  const isDistributed = maybeOneOf(config, 'Mode', ['INLINE', 'DISTRIBUTED']) === 'DISTRIBUTED';
  const only = ['ItemReader', 'ResultWriter', 'Label', 'ToleratedFailureCount', 'ToleratedFailurePercentage'];
  const odd = only.find((field) => field in record);
  if (!isDistributed && odd !== undefined) refuse(`${place}.${odd}`, 'only a Map whose Mode is DISTRIBUTED has it.');
  if ('ItemReader' in record && 'ItemsPath' in record)
    refuse(`${place}.ItemsPath`, 'it must not stand beside ItemReader.');
  const selector = record['ItemSelector'];
  return {
    block: readBlock(processor),
    concurrencyMax: readConcurrency(part),
    ...('ItemsPath' in record && { itemsPath: readPath(record['ItemsPath'], `${place}.ItemsPath`) }),
    ...(selector !== undefined && { itemSelector: readTemplate(selector, `${place}.ItemSelector`) }),
    ...(isDistributed && { distribution: readDistribution(part, name, config) }),
  };
}

/** How many run at once, or the path to it. */
function readConcurrency(part: Part): MapState['concurrencyMax'] {
  const { record, place } = part;
  const path = record['MaxConcurrencyPath'];
  if (path === undefined) return maybeNumber(part, 'MaxConcurrency', { min: 0 }) ?? 0;
  if ('MaxConcurrency' in record) refuse(`${place}.MaxConcurrencyPath`, 'it must not stand beside MaxConcurrency.');
  return readPath(path, `${place}.MaxConcurrencyPath`);
}

function readDistribution(part: Part, name: string, config: Part): Distribution {
  const childType = maybeOneOf(config, 'ExecutionType', ['STANDARD', 'EXPRESS']);
  const label = maybeText(part, 'Label') ?? name.replaceAll(/[^\w-]/g, '').slice(0, LABEL_CHARACTERS_MAX);
  if (label.length > LABEL_CHARACTERS_MAX || /[\s?*<>{}[\]:;,\\|^~$#%&`"]/.test(label)) {
    refuse(
      `${part.place}.Label`,
      'it has 40 characters at most, and no space, wildcard, bracket or special character.',
    );
  }
  const toleratedCount = maybeNumber(part, 'ToleratedFailureCount', { min: 0 });
  const toleratedPercentage = maybeNumber(part, 'ToleratedFailurePercentage', { min: 0, max: 100, isWhole: false });
  const [reader, writer] = [maybePart(part, 'ItemReader'), maybePart(part, 'ResultWriter')];
  return {
    childType: childType ?? refuse(`${config.place}.ExecutionType`, 'it must be there: STANDARD or EXPRESS.'),
    label,
    ...(reader && { reader: readReader(reader) }),
    ...(writer && { writer: readWriter(writer) }),
    ...(toleratedCount !== undefined && { toleratedCount }),
    ...(toleratedPercentage !== undefined && { toleratedPercentage }),
  };
}

function readReader(part: Part): ItemReader {
  allowFields(part, ['Resource', 'Parameters', 'ReaderConfig']);
  if (maybeOneOf(part, 'Resource', [READ]) === undefined) refuse(`${part.place}.Resource`, `it must be ${READ}.`);
  const config = partAt(part, 'ReaderConfig');
  allowFields(config, ['InputType', 'CSVHeaderLocation', 'CSVHeaders', 'CSVDelimiter', 'MaxItems']);
  const inputType = maybeOneOf(config, 'InputType', ['JSON', 'JSONL', 'CSV']);
  if (inputType === undefined) refuse(`${config.place}.InputType`, 'it must be JSON, JSONL or CSV.');
  const location = maybeOneOf(config, 'CSVHeaderLocation', ['FIRST_ROW', 'GIVEN']);
  if ((inputType === 'CSV') !== (location !== undefined)) {
    refuse(`${config.place}.CSVHeaderLocation`, 'it must be there for CSV, and only then.');
  }
  const itemsMax = maybeNumber(config, 'MaxItems', { min: 1, max: 100_000_000 });
  return {
    parameters: readPlace(part, ['Bucket', 'Key'], ['VersionId']),
    inputType,
    delimiter: DELIMITERS[maybeOneOf(config, 'CSVDelimiter', Object.keys(DELIMITERS) as 'COMMA'[]) ?? 'COMMA'],
    ...(location === 'GIVEN' && { headers: textsOf(config, 'CSVHeaders') }),
    ...(itemsMax !== undefined && { itemsMax }),
  };
}

function readWriter(part: Part): ResultWriter {
  allowFields(part, ['Resource', 'Parameters', 'WriterConfig']);
  const resource = maybeOneOf(part, 'Resource', [WRITE]);
  if ((resource === undefined) !== (part.record['Parameters'] === undefined)) {
    refuse(part.place, 'Resource and Parameters must stand together.');
  }
  const config = maybePart(part, 'WriterConfig');
  if (resource === undefined && config === undefined) refuse(part.place, 'it must not be empty.');
  if (config) allowFields(config, ['Transformation', 'OutputType']);
  const known = config ?? { record: {}, place: part.place };
  return {
    ...(resource !== undefined && { parameters: readPlace(part, ['Bucket'], ['Prefix']) }),
    transformation: maybeOneOf(known, 'Transformation', ['NONE', 'COMPACT', 'FLATTEN']) ?? 'NONE',
    outputType: maybeOneOf(known, 'OutputType', ['JSON', 'JSONL']) ?? 'JSON',
  };
}

/** Where something lies in S3: each name may be filled from a path. */
function readPlace(part: Part, needed: readonly string[], possible: readonly string[]) {
  const parameters = partAt(part, 'Parameters');
  const names = [...needed, ...possible];
  allowFields(
    parameters,
    names.flatMap((name) => [name, `${name}.$`]),
  );
  const missing = needed.find((name) => !(name in parameters.record) && !(`${name}.$` in parameters.record));
  if (missing !== undefined) refuse(`${parameters.place}.${missing}`, 'it must be there.');
  return readTemplate(parameters.record, parameters.place);
}
