import type { Context } from 'aws-lambda';
import { openTable } from '../../store/table.ts';
import { openLog, toThrowable } from '../log.ts';
import { readSetting } from '../settings.ts';
import { type Authorization, authorize } from './authorize.ts';

const log = openLog();
const clients = openTable(readSetting('clientsTable'));

/**
 * Answers AppSync whether a request's key lets it in. Trouble with the table is thrown: AppSync then refuses the one
 * request with 401 and caches nothing, where an answer would lock the client out for as long as it is cached.
 */
export async function handler(event: { authorizationToken?: unknown }, context: Context): Promise<Authorization> {
  log.begin(context);
  try {
    return await authorize(clients, event.authorizationToken);
  } catch (error) {
    log.error('The key could not be checked.', error);
    throw toThrowable(error);
  }
}
