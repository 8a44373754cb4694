import { setTimeout as sleep } from 'node:timers/promises';
import type { InvokeLambda } from '../../service-calls.ts';
import type { Caller } from './caller.ts';
import type { ApiTraceEvent, LambdaAuthorizer } from '../definition.ts';
import type { Envelope } from '../request/envelope.ts';
import { refuseCaller } from '../request/refusal.ts';

/** What an authorizer Lambda may answer. Source: developer guide, "AWS_LAMBDA authorization". */
interface Verdict {
  isAuthorized: boolean;
  resolverContext: Record<string, unknown>;
  deniedFields: string[];
  ttlSeconds: number;
}

/** What an authorizer Lambda is asked with. */
export interface AuthorizerParts {
  apiId: string;
  accountId: string;
  invoke: InvokeLambda;
  /** Milliseconds that nobody sets: with the machine's clock put back, no answer may count for longer. */
  elapsedMs: () => number;
  trace: ((event: ApiTraceEvent) => void) | undefined;
}

/** The Lambda is given ten seconds. */
const ANSWER_MS_MAX = 10_000;

/** Beyond it the oldest answers are forgotten. */
const KEPT_ANSWERS_MAX = 1_000;

/** A Lambda authorizer with the answers that it may still count on. */
export interface Authorizer {
  /** Asks who holds a token. Errors: Refusal where nobody may. */
  authorize: (
    token: string,
    envelope: Envelope,
    headers: Record<string, string | string[]>,
    requestId: string,
  ) => Promise<Caller>;
  /** Whether a kept answer lets the token in; false where there is none. Errors: Refusal where one says no. */
  screen: (token: string) => boolean;
}

/**
 * Asks a Lambda who is calling, and keeps its answer per token as long as the answer or the API says. Errors:
 * Refusal where it says no, and where it says nothing that can be understood.
 */
export function createAuthorizer(authorizer: LambdaAuthorizer, parts: AuthorizerParts): Authorizer {
  const kept = new Map<string, { verdict: Verdict; untilMs: number }>();
  const recall = (token: string): Verdict | undefined => {
    const known = kept.get(token);
    if (known && parts.elapsedMs() < known.untilMs) return known.verdict;
    kept.delete(token);
    return undefined;
  };
  const authorize: Authorizer['authorize'] = async (token, envelope, headers, requestId) => {
    const known = recall(token);
    if (known) return admit(known, parts.apiId);
    const event = {
      authorizationToken: token,
      requestContext: {
        apiId: parts.apiId,
        accountId: parts.accountId,
        requestId,
        queryString: envelope.query,
        operationName: envelope.operationName,
        variables: envelope.variables,
      },
      requestHeaders: headers,
    };
    const answer = await Promise.race([
      parts.invoke(authorizer.functionName, event, 'RequestResponse'),
      sleep(
        ANSWER_MS_MAX,
        { error: { type: 'Timeout', message: 'The authorizer took longer than 10 s.' } },
        { ref: false },
      ),
    ]);
    parts.trace?.({ kind: 'authorizer', data: answer });
    const verdict = readVerdict('payload' in answer ? answer.payload : undefined, authorizer.resultTtlSeconds);
    if (verdict === undefined) throw refuseCaller();
    keep(kept, token, verdict, parts.elapsedMs());
    return admit(verdict, parts.apiId);
  };
  const screen = (token: string): boolean => {
    const known = recall(token);
    return known !== undefined && admit(known, parts.apiId) !== undefined;
  };
  return { authorize, screen };
}

function keep(
  kept: Map<string, { verdict: Verdict; untilMs: number }>,
  token: string,
  verdict: Verdict,
  nowMs: number,
) {
  if (verdict.ttlSeconds <= 0) return;
  kept.set(token, { verdict, untilMs: nowMs + verdict.ttlSeconds * 1000 });
  const [oldest] = kept.keys();
  if (kept.size > KEPT_ANSWERS_MAX && oldest !== undefined) kept.delete(oldest);
}

function admit(verdict: Verdict, apiId: string): Caller {
  if (!verdict.isAuthorized) throw refuseCaller();
  const denied = verdict.deniedFields.flatMap((field) => shortName(field, apiId) ?? []);
  return {
    mode: 'AWS_LAMBDA',
    identity: { resolverContext: verdict.resolverContext },
    deniedFields: new Set(denied),
  };
}

/** `Type.field`, also from an ARN; undefined for the field of another API. */
function shortName(field: string, apiId: string): string | undefined {
  if (!field.startsWith('arn:')) return field;
  const [, api, type, name] = /:apis\/([^/]+)\/types\/([^/]+)\/fields\/([^/]+)$/.exec(field) ?? [];
  return api === apiId && type && name ? `${type}.${name}` : undefined;
}

function readVerdict(answer: unknown, defaultTtlSeconds: number): Verdict | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { isAuthorized, resolverContext = {}, deniedFields = [], ttlOverride } = answer as Record<string, unknown>;
  if (typeof isAuthorized !== 'boolean') return undefined;
  const context: unknown = resolverContext ?? {};
  const fields: unknown = deniedFields ?? [];
  if (!isFlat(context) || !isTexts(fields)) return undefined;
  const ttlSeconds = typeof ttlOverride === 'number' ? ttlOverride : defaultTtlSeconds;
  return { isAuthorized, resolverContext: context, deniedFields: fields, ttlSeconds };
}

/** "Nested keys are not supported." */
function isFlat(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((one) => typeof one !== 'object' || one === null);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
