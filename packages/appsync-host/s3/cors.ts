/**
 * Who may call a bucket from a page in a browser. Source: S3 user guide, "Elements of a CORS configuration", and the
 * Fetch standard's preflight.
 */
import type { IncomingMessage } from 'node:http';
import type { S3Answer } from './call.ts';
import { S3Error } from './errors.ts';

/** One rule of a bucket's CORS configuration. */
export interface CorsRule {
  /** Each with one `*` at most. */
  origins: readonly string[];
  methods: readonly string[];
  /** Each with one `*` at most. */
  headers: readonly string[];
  exposedHeaders: readonly string[];
  maxAgeSeconds?: number;
}

/** What a preflight is answered with. Errors: S3Error AccessForbidden where no rule allows it, BadRequest. */
export function answerPreflight(rules: readonly CorsRule[], { headers }: IncomingMessage): S3Answer {
  const { origin, 'access-control-request-method': method } = headers;
  if (origin === undefined) throw new S3Error('BadRequest', 'Insufficient information. Origin request header needed.');
  if (method === undefined) throw new S3Error('BadRequest', 'Invalid Access-Control-Request-Method: null');
  if (rules.length === 0) throw new S3Error('AccessForbidden', 'CORSResponse: CORS is not enabled for this bucket.');
  const asked = (headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const names = asked.filter((name) => name !== '');
  const rule = findRule(rules, origin, method, names);
  if (rule === undefined) {
    const what = 'Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers';
    const reason = `This is usually because the evalution of ${what} are not whitelisted by the resource's CORS spec.`;
    throw new S3Error('AccessForbidden', `CORSResponse: This CORS request is not allowed. ${reason}`);
  }
  const allowed = names.length === 0 ? {} : { 'access-control-allow-headers': names.join(', ') };
  return { status: 200, headers: { ...describe(rule, origin), ...allowed } };
}

/** What every answer to a page has beside; empty where no rule lets it read the answer. */
export function listCorsHeaders(rules: readonly CorsRule[], request: IncomingMessage): Record<string, string> {
  const { origin } = request.headers;
  const rule = origin === undefined ? undefined : findRule(rules, origin, request.method ?? 'GET', []);
  return rule === undefined || origin === undefined ? {} : describe(rule, origin);
}

function findRule(
  rules: readonly CorsRule[],
  origin: string,
  method: string,
  names: readonly string[],
): CorsRule | undefined {
  return rules.find(
    ({ origins, methods, headers }) =>
      methods.includes(method) &&
      origins.some((pattern) => matches(pattern, origin)) &&
      names.every((name) => headers.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
}

function matches(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return pattern === text;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

function describe(
  { origins, methods, exposedHeaders, maxAgeSeconds }: CorsRule,
  origin: string,
): Record<string, string> {
  const isForAll = origins.includes('*');
  return {
    'access-control-allow-origin': isForAll ? '*' : origin,
    'access-control-allow-methods': methods.join(', '),
    ...(exposedHeaders.length > 0 && { 'access-control-expose-headers': exposedHeaders.join(', ') }),
    ...(maxAgeSeconds !== undefined && { 'access-control-max-age': String(maxAgeSeconds) }),
    ...(!isForAll && { 'access-control-allow-credentials': 'true' }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}
