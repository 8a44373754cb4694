/** The names and addresses that AWS would give to resources: what Ref and Fn::GetAtt answer. */
import { createHash } from 'node:crypto';
import type { NumberOf } from '../state/numbers.ts';

/** The account that every ARN of the host is in. */
export const ACCOUNT_ID = '000000000000';
/** The one region that the host is. */
export const REGION = 'us-east-1';

/** What an identity may depend on: the stack, the template's own wishes, and where the host listens. */
export interface IdentityParts {
  stackName: string;
  logicalId: string;
  /** A property of the resource, resolved; undefined when it is absent. */
  property(name: string): unknown;
  addresses: Addresses;
  /** Numbers of what AWS counts, over all templates of the stack that the host has run. */
  numberOf: NumberOf;
}

/** Where the host's API is served. */
export interface Addresses {
  endpoint: string;
  realtimeEndpoint: string;
}

/** What a template may ask of a resource. */
export interface Identity {
  ref: string;
  /** Only what the host can stand for: another attribute is an error. */
  attributes: Record<string, string>;
}

/** An ARN in the host's one account and region. */
export function arnOf(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
}

/** The identity of a resource whose Ref is its name, and whose only attribute is `Arn`. */
export function identifyByName(name: string, toArn: (name: string) => string): Identity {
  return { ref: name, attributes: { Arn: toArn(name) } };
}

/** The name that the template wishes by a property, or else `<stack>-<logical id>`. */
export function chooseName(parts: IdentityParts, property: string): string {
  const wish = parts.property(property);
  return typeof wish === 'string' ? wish : `${parts.stackName}-${parts.logicalId}`;
}

/** 26 letters and digits, as AppSync's ids have; the same at every start. */
export function shortId(parts: IdentityParts): string {
  const digest = createHash('sha256').update(`${parts.stackName}/${parts.logicalId}`).digest('hex');
  return BigInt(`0x${digest}`).toString(36).slice(0, 26);
}
