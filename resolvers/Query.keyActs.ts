import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import type { StoredKeyAct } from '../contract/stored/key-act.ts';
import { KINDS } from '../contract/tables.ts';
import type { KeyActPage, QueryKeyActsArgs, Scope } from '../generated/schema.ts';
import { askPage, type List, readPage } from './models/models-list.ts';
import { requireKeysScope } from './values/caller.ts';

const ACTS: List = { kind: KINDS.keyAct, idPattern: '^[0-9A-HJKMNP-TV-Z]{26}$' };

export function request(ctx: Context<QueryKeyActsArgs>): DynamoDBQueryRequest {
  requireKeysScope(ctx);
  return askPage(ctx, ACTS);
}

export function response(ctx: Context<QueryKeyActsArgs>): KeyActPage {
  const { items, nextToken } = readPage<StoredKeyAct>(ctx, ACTS);
  return {
    items: items.map(({ scopes, replaced, ...act }) => ({
      ...act,
      replaced: replaced ?? null,
      scopes: (scopes ?? []).map((scope) => scope.toUpperCase() as Scope),
    })),
    nextToken,
  };
}
