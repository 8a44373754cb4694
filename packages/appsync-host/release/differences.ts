/** What a template changes of another one, as far as a release cannot do it. */
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../record.ts';
import type { Template, TemplateResource } from '../template/read.ts';
import type { ResourceTypes } from '../template/resource-type.ts';

/** A release may change these, but neither bring nor remove one. */
const CHANGEABLE = [
  ...['AWS::Lambda::Function', 'AWS::Lambda::Alias', 'AWS::Lambda::EventInvokeConfig'],
  'AWS::StepFunctions::StateMachine',
];
/** And these as it likes. */
const FREE = ['AWS::Lambda::Version', 'AWS::Batch::JobDefinition'];
const FREE_SERVICES = ['AWS::CloudWatch::', 'AWS::CodeDeploy::'];
/** Of a function as a whole, whichever its version, and of a state machine. */
const FIXED_PROPERTIES = [
  ...['FunctionName', 'ReservedConcurrentExecutions', 'Role', 'LoggingConfig'],
  ...['StateMachineName', 'StateMachineType', 'RoleArn'],
];

/**
 * What a release cannot do, a line each, such as `Guests (AWS::DynamoDB::Table) is changed`; empty where it can do all.
 * A reference to a version means the function's version, whichever that is.
 */
export function listObstacles(before: Template, after: Template, types: ResourceTypes): string[] {
  const [old, next] = [forgetVersions(before), forgetVersions(after)];
  const ids = [...new Set([...Object.keys(old.Resources), ...Object.keys(next.Resources)])];
  const lines = ids.flatMap((id) => {
    const [one, other] = [old.Resources[id], next.Resources[id]];
    const type = (other ?? one)?.Type ?? '';
    if (isFree(type, types) || isDeepStrictEqual(one && bare(one), other && bare(other))) return [];
    const place = `${id} (${type})`;
    if (one === undefined) return [`${place} is new`];
    if (other === undefined) return [`${place} is removed`];
    if (one.Type !== other.Type) return [`${place} was ${one.Type}`];
    if (!CHANGEABLE.includes(type)) return [`${place} is changed`];
    return FIXED_PROPERTIES.filter((name) => !isDeepStrictEqual(one.Properties?.[name], other.Properties?.[name])).map(
      (name) => `${place}: ${name} is changed`,
    );
  });
  const sections = (['Parameters', 'Conditions'] as const).filter(
    (name) => !isDeepStrictEqual(old[name] ?? {}, next[name] ?? {}),
  );
  return [...lines, ...sections.map((name) => `${name} are changed`)];
}

function isFree(type: string, types: ResourceTypes): boolean {
  return (
    FREE.includes(type) ||
    FREE_SERVICES.some((service) => type.startsWith(service)) ||
    '*' in (types[type]?.ignored ?? {})
  );
}

/** What a resource is: not what the CDK notes of it, nor what it waits for. */
function bare({ Type, Properties, Condition, UpdatePolicy }: TemplateResource): object {
  return { Type, Properties: Properties ?? {}, Condition, UpdatePolicy };
}

/** The template with each version under the name of its function. */
function forgetVersions(template: Template): Template {
  const names = Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
    Type === 'AWS::Lambda::Version'
      ? [[id, `the version of ${JSON.stringify(Properties?.['FunctionName'])}`] as const]
      : [],
  );
  return rename(template, new Map(names)) as Template;
}

function rename(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return names.get(value) ?? renameInText(value, names);
  if (Array.isArray(value)) return value.map((one) => rename(one, names));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [names.get(key) ?? key, rename(one, names)]));
}

/** As Fn::Sub names it. */
function renameInText(text: string, names: ReadonlyMap<string, string>): string {
  if (!text.includes('${')) return text;
  return text.replaceAll(/\$\{(\w+)/g, (found, id: string) => (names.has(id) ? `\${${names.get(id) ?? ''}` : found));
}
