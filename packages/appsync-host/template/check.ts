/** Holds a template against the types that the host knows, before anything is started. */
import { HostError } from '../failure.ts';
import { isIntrinsic } from './intrinsics.ts';
import type { ResourceType, ResourceTypes } from './resource-type.ts';
import { isRecord } from '../record.ts';
import type { Template, TemplateResource } from './read.ts';

/** Where to read on. */
const HINT = 'RESOURCES.md of appsync-host lists what it knows.';

/** Checks a template. Errors: HostError with one line for each type or property that the host cannot honour. */
export function checkTemplate(template: Template, types: ResourceTypes): void {
  const complaints = Object.entries(template.Resources).flatMap(([id, resource]) => checkResource(id, resource, types));
  if (complaints.length > 0) {
    throw new HostError(['The laptop host cannot run this template as AWS would:', ...complaints].join('\n  '));
  }
}

function checkResource(id: string, resource: TemplateResource, types: ResourceTypes): string[] {
  const known = types[resource.Type];
  if (known === undefined) {
    return [`${id}: the resource type ${resource.Type} is unknown here. Take it out of the template; ${HINT}`];
  }
  if ('*' in known.ignored) return [];
  return checkProperties(`${id}: ${resource.Type}`, known, resource.Properties ?? {}, '');
}

function checkProperties(place: string, known: ResourceType, value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => checkProperties(place, known, one, path));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const innerPath = path === '' ? name : `${path}.${name}`;
    return [...checkValue(place, known, inner, innerPath), ...checkPath(place, known, inner, innerPath)];
  });
}

function checkPath(place: string, known: ResourceType, value: unknown, path: string): string[] {
  const paths = [...known.honoured, ...Object.keys(known.ignored)];
  const goesDeeper = [...paths, ...Object.keys(known.values ?? {})].some((one) => one.startsWith(`${path}.`));
  if (goesDeeper && isContainer(value)) return checkProperties(place, known, value, path);
  if (paths.some((one) => path === one || path.startsWith(`${one}.`))) return [];
  return [`${place}.${path} is not honoured here. Take it out of the template; ${HINT}`];
}

function checkValue(place: string, known: ResourceType, value: unknown, path: string): string[] {
  const allowed = known.values?.[path];
  if (allowed === undefined || isContainer(value) || allowed.includes(value)) return [];
  return [`${place}.${path} is ${JSON.stringify(value)}; the host can do ${allowed.join(', ')}.`];
}

/** True for lists and objects whose inside can be looked at: an intrinsic is a value that is not known yet. */
function isContainer(value: unknown): boolean {
  if (Array.isArray(value)) return true;
  return isRecord(value) && !Object.keys(value).some(isIntrinsic);
}

/** One line for each known type in the template that is there for AWS only, with the reason. */
export function describeIgnored(template: Template, knownTypes: ResourceTypes): string[] {
  const types = new Set(Object.values(template.Resources).map((resource) => resource.Type));
  return [...types].sort().flatMap((type) => {
    const reason = knownTypes[type]?.ignored['*'];
    return reason === undefined ? [] : [`${type}: ignored, ${reason}`];
  });
}
