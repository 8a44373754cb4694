/** The functions of util that stand in a namespace of their own: util.time, util.dynamodb, util.http. */
import { isRecord, type JsonRecord } from '../../record.ts';
import { toAttributeValue, toAttributeValues } from '../attribute-values.ts';
import type { Call } from '../call.ts';
import { formatDate } from './date-format.ts';
import { parseDate } from './date-parse.ts';

/** util.time; formats are those of java.time.format.DateTimeFormatter, zones those of IANA. */
export function createTimeFunctions(now: () => number = Date.now) {
  return {
    nowISO8601: () => new Date(now()).toISOString(),
    nowEpochSeconds: () => Math.floor(now() / 1000),
    nowEpochMilliSeconds: () => now(),
    nowFormatted: (pattern: string, zone?: string) => formatDate(now(), pattern, zone ?? 'UTC'),
    parseISO8601ToEpochMilliSeconds: parseIso8601,
    parseFormattedToEpochMilliSeconds: (text: string, pattern: string, zone?: string) =>
      parseDate(text, pattern, zone ?? 'UTC'),
    epochMilliSecondsToSeconds: (epochMs: number) => Math.floor(epochMs / 1000),
    epochMilliSecondsToISO8601: (epochMs: number) => new Date(epochMs).toISOString(),
    epochMilliSecondsToFormatted: (epochMs: number, pattern: string, zone?: string) =>
      formatDate(epochMs, pattern, zone ?? 'UTC'),
  };
}

/** A date with a time and an offset; seconds and their fraction may be left out. */
const ISO_8601 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?:Z|([+-]\d{2}:\d{2})(?::(\d{2}))?)$/;

function parseIso8601(text: string): number {
  const [, local = '', offset = 'Z', seconds = '0'] = ISO_8601.exec(text) ?? [];
  const offsetMs = (offset.startsWith('-') ? -1000 : 1000) * Number(seconds);
  const epochMs = Date.parse(`${local}${offset}`) - offsetMs;
  if (Number.isNaN(epochMs)) throw new RangeError(`Text '${text}' could not be parsed as an ISO 8601 date and time.`);
  return epochMs;
}

type Optional<Value> = Value | null | undefined;

/** util.dynamodb: plain JSON to AppSync's typed values, and S3 links. Absent input gives null. */
export const DYNAMODB_FUNCTIONS = {
  toDynamoDB: toAttributeValue,
  toMapValues: (values: Optional<JsonRecord>) => (isRecord(values) ? toAttributeValues(values) : null),
  toMap: (values: Optional<JsonRecord>) => (isRecord(values) ? { M: toAttributeValues(values) } : null),
  toList: (values: Optional<unknown[]>) => (values == null ? null : { L: values.map(toAttributeValue) }),
  toString: (value: Optional<string>) => (value == null ? null : { S: value }),
  toNumber: (value: Optional<number>) => (value == null ? null : { N: value }),
  toBoolean: (value: Optional<boolean>) => (value == null ? null : { BOOL: value }),
  toNull: () => ({ NULL: null }),
  toBinary: (value: Optional<string>) => (value == null ? null : { B: value }),
  toStringSet: (values: Optional<string[]>) => (values == null ? null : { SS: values }),
  toNumberSet: (values: Optional<number[]>) => (values == null ? null : { NS: values }),
  toBinarySet: (values: Optional<string[]>) => (values == null ? null : { BS: values }),
  toS3Object: (key: string, bucket: string, region: string, version?: string) => ({
    S: JSON.stringify({ s3: { key, bucket, region, ...(version == null ? {} : { version }) } }),
  }),
  fromS3ObjectJson: (text: string) => (JSON.parse(text) as { s3?: unknown }).s3 ?? null,
};

/** What copyHeaders leaves out (docs …/devguide/http-helpers-in-utils-http-js.html). */
const RESTRICTED_HEADERS = new Set(
  (
    'transfer-encoding connection host expect keep-alive upgrade proxy-authenticate proxy-authorization te ' +
    'content-length'
  ).split(' '),
);

const HEADER_BYTES_MAX = 4096;

/** util.http: headers of the request to a data source, and of the answer to the client. */
export function createHttpFunctions(call: Call) {
  const addResponseHeader = (name: string, value: unknown): void => {
    const key = name.toLowerCase();
    if (/^x-amz(n)?-/.test(key) || RESTRICTED_HEADERS.has(key))
      throw new RangeError(`The header ${name} is restricted.`);
    call.responseHeaders[name] = typeof value === 'string' ? value : JSON.stringify(value);
    const bytes = Object.entries(call.responseHeaders).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
    if (bytes > HEADER_BYTES_MAX) throw new RangeError(`Response headers exceed ${HEADER_BYTES_MAX} bytes.`);
  };
  return {
    copyHeaders: (headers: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(headers).filter(([name]) => !RESTRICTED_HEADERS.has(name.toLowerCase()))),
    addResponseHeader,
    addResponseHeaders: (headers: Record<string, unknown>): void => {
      for (const [name, value] of Object.entries(headers)) addResponseHeader(name, value);
    },
  };
}
