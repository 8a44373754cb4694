/** What callers may do with tables: the policies of roles. */
import { findRefusal, type Principal } from '../iam/authority.ts';
import { isRecord, type JsonRecord } from '../record.ts';
import { arnOf } from '../template/identity.ts';
import type { Refusal } from './refusal.ts';

/** Why a caller may not do this; undefined where its policies allow it on every table that the call names. */
export function findGrantFault(principal: Principal, action: string, body: JsonRecord): Refusal | undefined {
  for (const resource of listResources(body)) {
    const message = findRefusal(principal, { action: `dynamodb:${action}`, resource });
    if (message !== undefined) return { exception: 'AccessDeniedException', message };
  }
  return undefined;
}

/** The ARNs of the tables, or of the index, that a call is about; `*` where it is about none. */
function listResources({ TableName, IndexName, RequestItems }: JsonRecord): string[] {
  if (typeof TableName === 'string') {
    return [nameTable(TableName) + (typeof IndexName === 'string' ? `/index/${IndexName}` : '')];
  }
  return isRecord(RequestItems) ? Object.keys(RequestItems).map(nameTable) : ['*'];
}

function nameTable(table: string): string {
  return table.startsWith('arn:') ? table : arnOf('dynamodb', `table/${table}`);
}
