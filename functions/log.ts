import { createHash } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { cleanMessage, describeError } from './describe-error.ts';

/** The log of a function: the only way by which a function of ours writes into it. */
export interface Log {
  /** Begins an invocation: its lines tell which one it is, and whose request, as far as the payload tells. */
  begin: (context: Context, payload?: unknown) => void;
  /** Logs an error by what is allowed of it. */
  error: (what: string, error: unknown) => void;
  /** Logs what happened, with facts of our own making. */
  info: (what: string, facts?: Readonly<Record<string, string | number | null>>) => void;
}

/** Opens the log, which names the function by the environment variables of Powertools. */
export function openLog(): Log {
  const logger = new Logger();
  return {
    begin(context, payload) {
      logger.resetKeys();
      logger.addContext(context);
      logger.appendKeys(describeRequest(payload, context));
    },
    error: (what, error) => logger.error(what, { error: describeError(error) }),
    info(what, facts = {}) {
      const cleaned = Object.entries(facts).map(([name, fact]) => [
        name,
        typeof fact === 'string' ? cleanMessage(fact) : fact,
      ]);
      logger.info(what, Object.fromEntries(cleaned) as Record<string, string | number | null>);
    },
  };
}

/**
 * What a function may throw at Lambda, which logs each field of what it is thrown: a new error, with the name and the
 * message that the log may hold.
 */
export function toThrowable(error: unknown): Error {
  const { name, message = 'See the log for what is known of it.' } = describeError(error);
  return Object.assign(new Error(message), { name, stack: `${name}: ${message}` });
}

/**
 * Whose request it is, as far as the payload tells. A requestId is a text of the client's own, so that one with spaces
 * is told by its SHA-256; a request without one is told by the id of Lambda's invocation.
 */
export function describeRequest(
  payload: unknown,
  context?: Pick<Context, 'awsRequestId'>,
): { clientId?: string; requestId?: string } {
  const { clientId, requestId } = ((typeof payload === 'object' ? payload : null) ?? {}) as Record<string, unknown>;
  if (typeof clientId !== 'string' || clientId === '') return {};
  const told = typeof requestId === 'string' ? nameOrDigest(requestId) : context?.awsRequestId;
  return { clientId: nameOrDigest(clientId), ...(told === undefined ? {} : { requestId: told }) };
}

function nameOrDigest(text: string): string {
  if (/^[\w.:@/-]{1,160}$/.test(text) && !/tr[ru]_/.test(text)) return text;
  return `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
