import type { Identity, IdentityParts } from './identity.ts';

/**
 * What the host makes of one type of resource. A type that no service lists, or a property that is not here, stops the
 * start: running on without it would be running something else than the template says.
 * Paths may go inside a property (`A.B`); a path covers everything below it.
 */
export interface ResourceType {
  honoured: readonly string[];
  /** Path to the reason why the host may go on without it; `*` is the whole resource. */
  ignored: Readonly<Record<string, string>>;
  /**
   * Path to the only values the host can honour; whatever is not a plain text or number is checked where it is used.
   */
  values?: Readonly<Record<string, readonly unknown[]>>;
  /** What Ref and Fn::GetAtt answer; without it Ref answers `<stack>-<logical id>`, and there is no attribute. */
  identify?: (parts: IdentityParts) => Identity;
}

/** Resource types by CloudFormation's names, such as `AWS::S3::Bucket`. */
export type ResourceTypes = Readonly<Record<string, ResourceType>>;

/** A type that exists only so that something else is allowed or logged. */
export function ignoreWhole(reason: string, identify?: ResourceType['identify']): ResourceType {
  return { honoured: [], ignored: { '*': reason }, ...(identify && { identify }) };
}

/** Why the host may go on without a property, where several services say it. */
export const REASONS = {
  encryption: 'the disk of the laptop is as encrypted as it is',
  grants: 'only what roles may do is checked',
  logs: 'logs go to the folder logs/',
  tracing: 'there is no X-Ray',
} as const;

/** The properties that only describe a resource. */
export const DESCRIBED = { Description: 'a description', Tags: 'labels' } as const;
