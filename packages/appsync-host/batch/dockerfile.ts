/**
 * What a simple Dockerfile makes of its folder: enough to run the folder here as the image would be run. Source:
 * Dockerfile reference. Nothing is built and no base image is pulled, so whatever would change files is refused.
 */
import { HostError } from '../failure.ts';

/** What an image runs, and with what. */
export interface ImageProgram {
  /** Where its folder is copied to, and where the program starts. */
  workdir: string;
  environment: Record<string, string>;
  entrypoint: string[];
  command: string[];
}

interface Instruction {
  word: string;
  rest: string;
}

type Draft = { -readonly [Key in keyof ImageProgram]: ImageProgram[Key] } & { copiedTo?: string; hasBase: boolean };

/** What is said of an image and changes nothing that it does here. */
const WITHOUT_EFFECT = ['LABEL', 'USER', 'EXPOSE', 'STOPSIGNAL', 'HEALTHCHECK', 'MAINTAINER'];
const ADVICE =
  'The laptop host runs images of FROM, WORKDIR, ENV, USER, one COPY of the folder, and ENTRYPOINT or CMD of node in ' +
  'exec form. Make in the folder, before it becomes an image, whatever else there is to make.';

/** Reads the stage of that name, or the last one. Errors: HostError for what would have to be built. */
export function readDockerfile(text: string, target?: string): ImageProgram {
  const draft: Draft = { workdir: '/', environment: {}, entrypoint: [], command: [], hasBase: false };
  for (const instruction of findStage(readInstructions(text), target)) apply(draft, instruction);
  const { workdir, environment, entrypoint, command, copiedTo } = draft;
  if (copiedTo === undefined) throw refuse('it copies no folder: COPY . ./');
  if (copiedTo !== workdir) throw refuse(`it starts in ${workdir}, and its folder is copied to ${copiedTo}`);
  if (entrypoint.length + command.length === 0) throw refuse('it has neither ENTRYPOINT nor CMD');
  return { workdir, environment, entrypoint, command };
}

/** Lines without comments, those that go on put together. */
function readInstructions(text: string): Instruction[] {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\[ \t]*\n/g, ' ')
    .split('\n');
  return lines.flatMap((line) => {
    const [, word = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
    return word === '' ? [] : [{ word: word.toUpperCase(), rest }];
  });
}

function findStage(instructions: readonly Instruction[], target: string | undefined): Instruction[] {
  const stages: Instruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.word === 'FROM') stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  const names = stages.map(([from]) => nameStage(from));
  const at = target === undefined ? stages.length - 1 : names.indexOf(target.toLowerCase());
  const stage = stages[at];
  if (stage === undefined) throw refuse(target === undefined ? 'it has no FROM' : `it has no stage ${target}`);
  const base = stage[0]?.rest.replace(/^(--\S+\s+)*/, '').split(/\s+/)[0] ?? '';
  if (names.slice(0, at).includes(base.toLowerCase())) throw refuse(`it goes on from its own stage ${base}`);
  return stage;
}

function nameStage(from: Instruction | undefined): string | undefined {
  return /\sas\s+(\S+)$/i.exec(from?.rest ?? '')?.[1]?.toLowerCase();
}

function apply(draft: Draft, { word, rest }: Instruction): void {
  switch (word) {
    case 'FROM':
      draft.hasBase = true;
      return;
    case 'WORKDIR':
      draft.workdir = resolvePath(draft.workdir, rest);
      return;
    case 'ENV':
      Object.assign(draft.environment, readPairs(rest));
      return;
    case 'COPY':
      draft.copiedTo = readCopy(draft, rest);
      return;
    case 'ENTRYPOINT':
      draft.entrypoint = readExecForm(word, rest);
      return;
    case 'CMD':
      draft.command = readExecForm(word, rest);
      return;
    default:
      if (!WITHOUT_EFFECT.includes(word)) throw refuse(`it has ${word} ${rest}`.trimEnd());
  }
}

function readCopy({ copiedTo, workdir }: Draft, rest: string): string {
  const [source, destination, ...others] = rest.replace(/^(--(?:chown|chmod|link)\S*\s+)*/, '').split(/\s+/);
  if (source !== '.' || destination === undefined || others.length > 0 || copiedTo !== undefined) {
    throw refuse(`it has COPY ${rest}`);
  }
  return resolvePath(workdir, destination);
}

function readExecForm(word: string, rest: string): string[] {
  let list: unknown;
  try {
    list = JSON.parse(rest);
  } catch {
    // Told below.
  }
  if (!Array.isArray(list) || !list.every((one) => typeof one === 'string')) {
    throw refuse(`it has ${word} ${rest}, which is no list of texts`);
  }
  return list;
}

function readPairs(rest: string): Record<string, string> {
  const pairs = [...rest.matchAll(/([A-Za-z_]\w*)=("[^"]*"|\S*)(?:\s+|$)/g)];
  const isWhole = pairs.map(([whole]) => whole).join('') === rest;
  if (!isWhole || pairs.length === 0 || rest.includes('$')) throw refuse(`it has ENV ${rest}`);
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value.replace(/^"(.*)"$/, '$1')]));
}

function resolvePath(from: string, path: string): string {
  if (path.includes('$')) throw refuse(`it has the path ${path}`);
  return new URL(path.replace(/\/*$/, ''), `file://${from.replace(/\/*$/, '')}/`).pathname.replace(/(.)\/+$/, '$1');
}

function refuse(what: string): HostError {
  return new HostError(`The Dockerfile cannot be run here: ${what}. ${ADVICE}`);
}
