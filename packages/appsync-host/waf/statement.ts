/** Statements of WAF's rules that the host can evaluate by itself. */
import { BlockList, isIPv6 } from 'node:net';
import { isRecord, type JsonRecord } from '../record.ts';
import { HostError } from '../failure.ts';
import type { WebRequest } from './web-request.ts';

/** Whether a request is one that a statement means. */
export interface Matcher {
  matches: (request: WebRequest) => boolean;
  /** Whether the body is looked at. */
  readsBody: boolean;
}

/** IP sets by ARN: addresses and ranges, such as `192.0.2.0/24`. */
export type IpSets = ReadonlyMap<string, readonly string[]>;

/** WAF before AppSync sees so much of a body. */
const BODY_BYTES_SEEN = 8_192;

/**
 * Reads an IPSetReferenceStatement or a SizeConstraintStatement, as the template has it: an object with that name as
 * the only key. Errors: HostError, with `place`, for another statement, or for what the host cannot evaluate of one.
 */
export function readMatcher(statement: unknown, ipSets: IpSets, place: string): Matcher {
  const [kind, content] = readOnlyEntry(statement, place);
  switch (kind) {
    case 'IPSetReferenceStatement':
      return readIpSetReference(content, ipSets, place);
    case 'SizeConstraintStatement':
      return readSizeConstraint(content, place);
    default:
      throw new HostError(`${place}: the host cannot evaluate ${kind}. Take it out of the template.`);
  }
}

/** The one key of an object, and what stands there. Errors: HostError, with `place`, where there is not exactly one. */
export function readOnlyEntry(value: unknown, place: string): [string, JsonRecord] {
  const entries = isRecord(value) ? Object.entries(value) : [];
  const [[name, content] = ['', undefined], ...others] = entries;
  if (name === '' || others.length > 0) throw new HostError(`${place} must be an object with one key.`);
  return [name, isRecord(content) ? content : {}];
}

/** Errors: HostError for a key that is not among `known`: ignoring it would be running something else. */
export function refuseOthers(value: JsonRecord, known: readonly string[], place: string): void {
  const other = Object.keys(value).find((name) => !known.includes(name));
  if (other !== undefined)
    throw new HostError(`${place}: the host cannot honour ${other}. Take it out of the template.`);
}

function readIpSetReference(content: JsonRecord, ipSets: IpSets, place: string): Matcher {
  refuseOthers(content, ['Arn'], place);
  const addresses = ipSets.get(String(content['Arn']));
  if (addresses === undefined) throw new HostError(`${place}: ${String(content['Arn'])} is no IP set of the stack.`);
  const list = new BlockList();
  for (const address of addresses) addRange(list, address, place);
  return { readsBody: false, matches: ({ address }) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') };
}

function addRange(list: BlockList, range: string, place: string): void {
  const [address = '', bits] = range.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  try {
    list.addSubnet(address, Number(bits), family);
  } catch {
    throw new HostError(`${place}: ${range} is no range of addresses, such as 192.0.2.0/24.`);
  }
}

const COMPARISONS: Readonly<Record<string, (size: number, limit: number) => boolean>> = {
  EQ: (size, limit) => size === limit,
  NE: (size, limit) => size !== limit,
  LE: (size, limit) => size <= limit,
  LT: (size, limit) => size < limit,
  GE: (size, limit) => size >= limit,
  GT: (size, limit) => size > limit,
};

function readSizeConstraint(content: JsonRecord, place: string): Matcher {
  refuseOthers(content, ['ComparisonOperator', 'Size', 'FieldToMatch', 'TextTransformations'], place);
  refuseTransformations(content['TextTransformations'], place);
  const compare = COMPARISONS[String(content['ComparisonOperator'])];
  const limit = Number(content['Size']);
  if (compare === undefined || !Number.isInteger(limit))
    throw new HostError(`${place}: that is no comparison of sizes.`);
  const [field, details] = readOnlyEntry(content['FieldToMatch'], place);
  if (field === 'Body') return matchBody(details, (size) => compare(size, limit), place);
  const read = readField(field, details, place);
  return {
    readsBody: false,
    matches: (request) => {
      const text = read(request);
      return text !== undefined && compare(Buffer.byteLength(text), limit);
    },
  };
}

function readField(field: string, details: JsonRecord, place: string): (request: WebRequest) => string | undefined {
  switch (field) {
    case 'SingleHeader': {
      const name = String(details['Name']).toLowerCase();
      return ({ headers }) => headers[name];
    }
    case 'QueryString':
      return ({ query }) => query;
    case 'UriPath':
      return ({ path }) => path;
    case 'Method':
      return ({ method }) => method;
    default:
      throw new HostError(`${place}: the host cannot look at ${field}. Take it out of the template.`);
  }
}

/** A body beyond what WAF sees is as long as that (CONTINUE), or is decided upon as it is told. */
function matchBody({ OversizeHandling }: JsonRecord, holds: (size: number) => boolean, place: string): Matcher {
  const handling = OversizeHandling ?? 'CONTINUE';
  if (handling !== 'CONTINUE' && handling !== 'MATCH' && handling !== 'NO_MATCH') {
    throw new HostError(`${place}: OversizeHandling must be CONTINUE, MATCH or NO_MATCH.`);
  }
  return {
    readsBody: true,
    matches: ({ body }) => {
      if (body.length <= BODY_BYTES_SEEN) return holds(body.length);
      return handling === 'CONTINUE' ? holds(BODY_BYTES_SEEN) : handling === 'MATCH';
    },
  };
}

/** Errors: HostError, with `place`, for a transformation other than NONE. */
export function refuseTransformations(transformations: unknown, place: string): void {
  const list = Array.isArray(transformations) ? transformations : [];
  const other = list.filter(isRecord).find(({ Type }) => Type !== 'NONE');
  if (other === undefined) return;
  throw new HostError(`${place}: the host cannot do the transformation ${String(other['Type'])}, only NONE.`);
}
