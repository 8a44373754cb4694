import type { Context } from 'aws-lambda';
import type { Readiness } from '../../contract/releases.ts';
import { openTable } from '../../store/dynamodb/table.ts';
import { openLog, toThrowable } from '../log.ts';
import { isProbe, parseProbe } from '../probes.ts';
import { readSetting } from '../settings.ts';
import { type Authorization, authorize } from './authorize.ts';
import { answerProbe } from './probe.ts';

const log = openLog();
const clients = openTable(readSetting('clientsTable'));

/** What AppSync asks: https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html. */
interface AuthorizerEvent {
  authorizationToken?: unknown;
  requestContext?: { requestId?: unknown };
}

/**
 * Answers AppSync whether a request's key lets it in. Trouble with the table is thrown: AppSync then refuses the one
 * request with 401 and caches nothing, where an answer would lock the client out for as long as it is cached.
 */
export async function handler(event: AuthorizerEvent, context: Context): Promise<Authorization | Readiness> {
  // Whose key it is, is not known before the table has answered; AppSync's id leads to the request.
  log.begin(context, { clientId: 'unknown', requestId: event.requestContext?.requestId });
  try {
    if (isProbe(context)) return await answerProbe(clients, parseProbe(event));
    return await authorize(clients, event.authorizationToken);
  } catch (error) {
    log.error('The key could not be checked.', error);
    throw toThrowable(error);
  }
}
