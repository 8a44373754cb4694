/**
 * Reference paths: `$.a.b[0]`, and `$$.…` into the context object. Source: Amazon States Language, "Reference Paths".
 * Other JSONPath is refused where the definition is read.
 */
import { HostError } from '../../failure.ts';
import { isRecord } from '../../record.ts';

/** A path that names one node at most. */
export interface Path {
  text: string;
  isOfContext: boolean;
  steps: readonly (string | number)[];
}

/** What paths go into. */
export interface Sources {
  input: unknown;
  context: unknown;
}

const STEP = /\.([\p{L}\p{N}_-]+)|\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]/uy;

/** Reads a path. Errors: HostError, with its place, for what is none. */
export function readPath(value: unknown, place: string): Path {
  const text = typeof value === 'string' ? value : '';
  if (!text.startsWith('$'))
    throw new HostError(`${place}: ${JSON.stringify(value)} must be a path that begins with $.`);
  const isOfContext = text.startsWith('$$');
  const steps: (string | number)[] = [];
  STEP.lastIndex = isOfContext ? 2 : 1;
  while (STEP.lastIndex < text.length) {
    const [, name, quoted, index] = STEP.exec(text) ?? [];
    if (name === undefined && quoted === undefined && index === undefined) {
      const advice = 'Write a reference path such as $.a.b, and have a function do the rest.';
      throw new HostError(`${place}: the host does not know the path ${text}. ${advice}`);
    }
    steps.push(index === undefined ? (name ?? (quoted ?? '').replaceAll(/\\(.)/g, '$1')) : Number(index));
  }
  return { text, isOfContext, steps };
}

/** The node that a path names; undefined where there is none. */
export function selectPath({ steps, isOfContext }: Path, { input, context }: Sources): unknown {
  return steps.reduce<unknown>(
    (node, step) => {
      if (typeof step === 'number') return Array.isArray(node) ? node[step] : undefined;
      return isRecord(node) && Object.hasOwn(node, step) ? node[step] : undefined;
    },
    isOfContext ? context : input,
  );
}

/** A document with a value put at a path; undefined where the path cannot be applied. */
export function placeAt(document: unknown, { steps }: Path, value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    if (!Array.isArray(document) || step >= document.length) return undefined;
    const inner = placeAt(document[step], { text: '', isOfContext: false, steps: rest }, value);
    return inner === undefined ? undefined : document.with(step, inner);
  }
  if (document !== null && !isRecord(document)) return undefined;
  const inner = placeAt(document?.[step] ?? {}, { text: '', isOfContext: false, steps: rest }, value);
  return inner === undefined ? undefined : { ...document, [step]: inner };
}
