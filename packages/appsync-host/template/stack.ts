/** A stack ready to be run: its resources by type, with every value resolved when it is asked for. */
import { existsSync } from 'node:fs';
import { HostError } from '../failure.ts';
import { checkTemplate } from './check.ts';
import { ACCOUNT_ID, type Addresses, type Identity, type IdentityParts, REGION } from './identity.ts';
import { NO_VALUE, resolveValue, type Scope } from './intrinsics.ts';
import type { ImageSource, SynthesizedStack, TemplateResource } from './read.ts';
import type { NumberOf } from '../state/numbers.ts';
import type { ResourceTypes } from './resource-type.ts';

/** A resource of an open stack. */
export interface StackResource {
  logicalId: string;
  type: string;
  /** What Ref answers: mostly the physical name. */
  ref: string;
  attributes: Record<string, string>;
  /** The honoured properties, resolved. */
  properties: Record<string, unknown>;
  /** Resolved; undefined where there is none. */
  updatePolicy?: unknown;
}

/** A stack that can be asked for its resources. */
export interface Stack {
  name: string;
  /** What it was opened from. */
  source: SynthesizedStack;
  /** Resources of these types whose condition holds, in the template's order. */
  resourcesOf: (...types: string[]) => StackResource[];
  outputs: () => Record<string, string>;
  /** The absolute path of the file or folder that the template calls by this object key. */
  findAsset: (objectKey: string) => string;
  /** What the image is built from that the template calls by this address. */
  findImage: (address: string) => ImageSource;
}

/**
 * Checks a template against the types that the host knows, and opens it. Errors: HostError for what it cannot honour.
 */
export function openStack(
  source: SynthesizedStack,
  addresses: Addresses,
  types: ResourceTypes,
  numberOf: NumberOf = () => 1,
): Stack {
  const { name, template, assets } = source;
  checkTemplate(template, types);
  const resources = template.Resources;
  const identityOf = remember((logicalId: string): Identity => {
    const resource = resources[logicalId];
    if (resource === undefined)
      throw new HostError(`The template refers to ${logicalId}, which is not among its Resources.`);
    const property = (wish: string) => resolveAt(logicalId, wish, resource.Properties?.[wish]);
    const identify = types[resource.Type]?.identify ?? identifyPlain;
    return identify({ stackName: name, logicalId, property, addresses, numberOf });
  });
  const scope: Scope = {
    ref: (id) => pseudoParameters(name)[id] ?? readParameter(template, id) ?? identityOf(id).ref,
    attribute: (id, attribute) => {
      const value = identityOf(id).attributes[attribute];
      if (value === undefined)
        throw new HostError(`The host has no attribute ${attribute} of ${id} (${resources[id]?.Type ?? ''}).`);
      return value;
    },
    condition: remember((condition: string) => resolveValue(template.Conditions?.[condition], scope) === true),
  };
  const resolveAt = (logicalId: string, property: string, value: unknown): unknown => {
    try {
      return resolveValue(value, scope);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      throw new HostError(`${logicalId}.${property}: ${error.message}`);
    }
  };
  const isWanted = ({ Condition }: { Condition?: string }) => Condition === undefined || scope.condition(Condition);
  const open = ([logicalId, resource]: [string, TemplateResource]): StackResource => {
    const resolved = listHonoured(types, resource).map(
      ([property, value]) => [property, resolveAt(logicalId, property, value)] as const,
    );
    const properties = Object.fromEntries(resolved.filter(([, value]) => value !== NO_VALUE));
    const updatePolicy = resource.UpdatePolicy && resolveAt(logicalId, 'UpdatePolicy', resource.UpdatePolicy);
    return { logicalId, type: resource.Type, ...identityOf(logicalId), properties, updatePolicy };
  };
  return {
    name,
    source,
    resourcesOf: (...types) =>
      Object.entries(resources)
        .filter(([, resource]) => types.includes(resource.Type) && isWanted(resource))
        .map(open),
    outputs: () => {
      const wanted = Object.entries(template.Outputs ?? {}).filter(([, output]) => isWanted(output));
      return Object.fromEntries(wanted.map(([id, output]) => [id, String(resolveAt('Outputs', id, output.Value))]));
    },
    findAsset: (objectKey) => {
      const path = assets.get(objectKey);
      if (path === undefined)
        throw new HostError(`${name}.assets.json names no file ${objectKey} that is there. Run cdk synth again.`);
      return path;
    },
    findImage: (address) => findImage(source, address),
  };
}

function findImage({ name, images }: SynthesizedStack, address: string): ImageSource {
  const image = images.get(address.slice(address.lastIndexOf(':') + 1));
  if (image !== undefined && existsSync(image.folder)) return image;
  throw new HostError(
    `${name}.assets.json names no image ${address}: the host runs images that the CDK builds from a folder ` +
      '(DockerImageAsset). Run cdk synth again.',
  );
}

/** The plain default of a parameter; undefined where there is no such parameter. Errors: HostError for other ones. */
function readParameter(template: SynthesizedStack['template'], id: string): unknown {
  const declared = template.Parameters?.[id];
  if (declared === undefined) return undefined;
  if (declared.Default !== undefined && !declared.Type.startsWith('AWS::SSM')) return declared.Default;
  throw new HostError(`The template wants the parameter ${id} (${declared.Type}); the host knows only plain defaults.`);
}

/** A resource of whose identity its service says nothing. */
function identifyPlain({ stackName, logicalId }: IdentityParts): Identity {
  return { ref: `${stackName}-${logicalId}`, attributes: {} };
}

function listHonoured(types: ResourceTypes, { Type, Properties = {} }: TemplateResource): [string, unknown][] {
  return Object.entries(Properties).filter(([property]) => isHonoured(types, Type, property));
}

function isHonoured(types: ResourceTypes, type: string, property: string): boolean {
  return types[type]?.honoured.some((path) => path === property || path.startsWith(`${property}.`)) ?? false;
}

function pseudoParameters(stackName: string): Record<string, unknown> {
  return {
    'AWS::AccountId': ACCOUNT_ID,
    'AWS::NoValue': NO_VALUE,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
    'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${stackName}/laptop`,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}

/** Asks once per name, and says so when a value needs itself. */
function remember<T>(ask: (name: string) => T): (name: string) => T {
  const answers = new Map<string, { value: T } | 'asking'>();
  return (name) => {
    const known = answers.get(name);
    if (known === 'asking') throw new HostError(`${name} depends on itself.`);
    if (known !== undefined) return known.value;
    answers.set(name, 'asking');
    const value = ask(name);
    answers.set(name, { value });
    return value;
  };
}
