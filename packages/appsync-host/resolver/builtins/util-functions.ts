import { randomInt, randomUUID } from 'node:crypto';
import { isRecord } from '../../record.ts';
import type { Call } from '../call.ts';
import { renderExpression } from './expression.ts';
import { createKsuid, createUlid } from './ids.ts';
import { matchesWhole } from './java-regex.ts';
import { EarlyReturn, FieldFault, UnsupportedByHost } from '../signals.ts';
import { toSubscriptionFilter } from './subscription-filter.ts';
import { createHttpFunctions, createTimeFunctions, DYNAMODB_FUNCTIONS } from './util-namespaces.ts';

type ErrorArguments = [message: string, errorType?: string | null, data?: unknown, errorInfo?: unknown];

/**
 * `util` of APPSYNC_JS for one call, see
 * docs.aws.amazon.com/appsync/latest/devguide/resolver-util-reference-js.html.
 * What this host lacks (rds, xml, OpenSearch) throws UnsupportedByHost.
 */
export function createUtilFunctions(call: Call) {
  return {
    autoId: () => randomUUID(),
    autoUlid: () => createUlid(),
    autoKsuid: () => createKsuid(),
    error: (...[message, errorType, data, errorInfo]: ErrorArguments): never => {
      throw new FieldFault(message, errorType ?? null, data ?? null, errorInfo ?? null);
    },
    appendError: (...[message, errorType, data, errorInfo]: ErrorArguments): void => {
      call.errors.push({ message, errorType: errorType ?? null, data: data ?? null, errorInfo: errorInfo ?? null });
    },
    unauthorized: (): never => {
      const place = ` to access ${call.fieldName} on type ${call.parentTypeName}`;
      throw new FieldFault(call.fieldName === '' ? 'Unauthorized' : `Not Authorized${place}`, 'Unauthorized');
    },
    matches: (pattern: string, value: string) => matchesWhole(pattern, value),
    authType: () => nameAuthType(call.identity),
    base64Encode: (text: string) => Buffer.from(text, 'utf8').toString('base64'),
    base64Decode: (text: string) => Buffer.from(text, 'base64').toString('utf8'),
    urlEncode,
    urlDecode: (text: string) => decodeURIComponent(text.replaceAll('+', ' ')),
    escapeJavaScript,
    time: createTimeFunctions(),
    dynamodb: DYNAMODB_FUNCTIONS,
    transform: {
      toDynamoDBFilterExpression: renderToText,
      toDynamoDBConditionExpression: renderToText,
      toSubscriptionFilter: (filter: unknown, ignored?: unknown, rules?: unknown) =>
        toSubscriptionFilter(filter, ignored, rules),
      toElasticsearchQueryDSL: refuse('util.transform.toElasticsearchQueryDSL'),
    },
    str: { normalize: (text: string, form: string) => text.normalize(form.toUpperCase()) },
    math: {
      roundNum: (value: number) => Math.round(value),
      minVal: (left: number, right: number) => Math.min(left, right),
      maxVal: (left: number, right: number) => Math.max(left, right),
      randomDouble: () => Math.random(),
      randomWithinRange: (start: number, end: number) => randomInt(start, end),
    },
    http: createHttpFunctions(call),
    xml: { toMap: refuse('util.xml.toMap'), toJsonString: refuse('util.xml.toJsonString') },
    rds: { toJsonObject: refuse('util.rds.toJsonObject') },
  };
}

/** `runtime` of APPSYNC_JS. */
export const RUNTIME = {
  earlyReturn: (_value?: unknown, options?: { skipTo?: 'END' | 'NEXT' } | null): never => {
    throw new EarlyReturn(options?.skipTo === 'END' ? 'END' : 'NEXT');
  },
};

/** `extensions` of APPSYNC_JS: what they are given is kept in the call. */
export function createExtensions(call: Call) {
  const record =
    (name: string) =>
    (...values: unknown[]): void => {
      call.extensions.push({ name, arguments: values });
    };
  return {
    setSubscriptionFilter: (filter: unknown): void => {
      call.subscriptionFilter = filter;
    },
    setSubscriptionInvalidationFilter: (filter: unknown): void => {
      record('setSubscriptionInvalidationFilter')(filter);
      call.invalidationFilter = filter;
    },
    // Of several only the last one counts (appsync-community#223).
    invalidateSubscriptions: (invalidation: unknown): void => {
      record('invalidateSubscriptions')(invalidation);
      call.invalidation = invalidation;
    },
    evictFromApiCache: record('evictFromApiCache'),
  };
}

function refuse(name: string): () => never {
  return () => {
    throw new UnsupportedByHost(name);
  };
}

function renderToText(filter: unknown): string | null {
  const rendered = renderExpression(filter);
  return rendered && JSON.stringify(rendered);
}

/** Told from the keys of ctx.identity, as the service does (github.com/localstack/appsync-utils, authType tests). */
function nameAuthType(identity: unknown): string {
  if (!isRecord(identity)) return 'API Key Authorization';
  const has = (...names: string[]): boolean => names.every((name) => identity[name] != null);
  if (Object.keys(identity).length === 0 || 'resolverContext' in identity) return 'Lambda Authorization';
  if (has('accountId', 'userArn', 'sourceIp')) return 'IAM Authorization';
  if (has('sub', 'issuer', 'claims', 'username', 'sourceIp', 'defaultAuthStrategy')) return 'User Pool Authorization';
  if (has('sub', 'issuer', 'claims') && !('username' in identity)) return 'Open ID Connect Authorization';
  return 'API Key Authorization';
}

/** As java.net.URLEncoder: application/x-www-form-urlencoded. */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** As StringEscapeUtils.escapeEcmaScript. */
function escapeJavaScript(text: string): string {
  const named: Record<string, string> = { '\b': '\\b', '\n': '\\n', '\t': '\\t', '\f': '\\f', '\r': '\\r' };
  return text
    .replace(/['"\\/]/g, '\\$&')
    .replace(
      /[^ -~]/g,
      (character) => named[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
}
