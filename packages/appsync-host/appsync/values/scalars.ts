import { isIP } from 'node:net';
import { GraphQLScalarType, Kind } from 'graphql';
import { isDate, isDateTime, isTime } from './date-scalars.ts';
import { shorten } from './java-values.ts';

/** A value that a scalar cannot take. AppSync puts `reason` behind its own beginning of the message. */
export class ScalarFault extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.name = 'ScalarFault';
    this.reason = reason;
  }
}

/** A scalar that is text on the wire: `isValid` judges, `noun` ends AppSync's message. */
function textScalar(name: string, noun: string, isValid: (text: string) => boolean): GraphQLScalarType {
  const check = (verb: string) => (value: unknown) => {
    if (typeof value === 'string' && isValid(value)) return value;
    throw new ScalarFault(`Unable to ${verb} \`${show(value)}\` as a valid ${noun}.`);
  };
  const parse = check('parse');
  return new GraphQLScalarType({
    name,
    coerceOutputValue: check('serialize'),
    coerceInputValue: parse,
    coerceInputLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}

/** Whole seconds since 1970, negative before. */
const timestamp = (verb: string) => (value: unknown) => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new ScalarFault(`Unable to ${verb} \`${show(value)}\` as a valid timestamp.`);
};

const AWS_TIMESTAMP = new GraphQLScalarType({
  name: 'AWSTimestamp',
  coerceOutputValue: timestamp('serialize'),
  coerceInputValue: timestamp('parse'),
  coerceInputLiteral: (node) => timestamp('parse')(node.kind === Kind.INT ? Number(node.value) : undefined),
});

/** Comes in as JSON text and reaches resolvers parsed; what a resolver returns goes out as JSON text. */
const AWS_JSON = new GraphQLScalarType({
  name: 'AWSJSON',
  coerceOutputValue: (value) => JSON.stringify(value),
  coerceInputValue: parseJson,
  coerceInputLiteral: (node) => parseJson(node.kind === Kind.STRING ? node.value : undefined),
});

function parseJson(value: unknown): unknown {
  try {
    if (typeof value === 'string') return JSON.parse(value) as unknown;
  } catch {
    // falls through to the fault below: the text is not JSON
  }
  throw new ScalarFault(`Unable to parse \`${show(value)}\` as valid JSON.`);
}

/** A scheme is needed, and the path holds no `//`. */
function isUrl(text: string): boolean {
  if (/\s/.test(text)) return false;
  const url = URL.parse(text);
  return url !== null && !url.pathname.includes('//');
}

/** E.164 with its `+`, or a North American number: AppSync takes the latter where no country code is given. */
function isPhone(text: string): boolean {
  const digits = text.replaceAll(/[\s().-]/g, '');
  return /^\+[2-9]\d{6,14}$/.test(digits) || /^(\+?1)?[2-9]\d{2}[2-9]\d{6}$/.test(digits);
}

/** IPv4 or IPv6, alone or as a CIDR block. */
function isIpAddress(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function show(value: unknown): string {
  return shorten(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null'));
}

/**
 * AppSync's own scalars. Formats: developer guide, "Scalar types in AWS AppSync". The nouns of AWSDate, AWSDateTime and
 * AWSPhone were seen in answers of the service; the others are by analogy.
 */
export const AWS_SCALARS: GraphQLScalarType[] = [
  textScalar('AWSDate', 'date', isDate),
  textScalar('AWSTime', 'time', isTime),
  textScalar('AWSDateTime', 'DateTime Object', isDateTime),
  AWS_TIMESTAMP,
  textScalar('AWSEmail', 'email', (text) => /^[^\s@]+@[^\s@]+$/.test(text)),
  AWS_JSON,
  textScalar('AWSURL', 'URL', isUrl),
  textScalar('AWSPhone', 'phone number', isPhone),
  textScalar('AWSIPAddress', 'IP address', isIpAddress),
];
