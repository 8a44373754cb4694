/** Payload templates: JSON in which fields whose names end in `.$` are filled from paths. */
import { HostError } from '../../failure.ts';
import { isRecord } from '../../record.ts';
import { StateFault } from './fault.ts';
import { type Path, readPath, selectPath, type Sources } from './path.ts';

/** Fills a template. Errors: StateFault States.Runtime where a path leads nowhere. */
export type PayloadTemplate = (sources: Sources) => unknown;

/** Reads a template. Errors: HostError, with its place, for a path or function that the host does not know. */
export function readTemplate(value: unknown, place: string): PayloadTemplate {
  if (Array.isArray(value)) {
    const inner = value.map((one, index) => readTemplate(one, `${place}[${String(index)}]`));
    return (sources) => inner.map((fill) => fill(sources));
  }
  if (!isRecord(value)) return () => value;
  const fields = Object.entries(value).map(([name, inner]): [string, PayloadTemplate] =>
    name.endsWith('.$')
      ? [name.slice(0, -'.$'.length), readSelection(name, inner, `${place}.${name}`)]
      : [name, readTemplate(inner, `${place}.${name}`)],
  );
  return (sources) => Object.fromEntries(fields.map(([name, fill]) => [name, fill(sources)]));
}

function readSelection(field: string, value: unknown, place: string): PayloadTemplate {
  if (typeof value === 'string' && /^States\.\w+\(/.test(value)) {
    throw new HostError(`${place}: the host knows no intrinsic functions: ${value}. Have a function do it.`);
  }
  const path = readPath(value, place);
  return (sources) => {
    const found = selectPath(path, sources);
    if (found !== undefined) return found;
    throw new StateFault('States.Runtime', describeMissing(path, field, sources));
  };
}

function describeMissing({ text, isOfContext }: Path, field: string, { input, context }: Sources): string {
  const document = JSON.stringify(isOfContext ? context : input);
  return `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${document}'`;
}
