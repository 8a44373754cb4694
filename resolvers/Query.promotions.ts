import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import { PROMOTION_ID_DIGITS, type StoredPromotion } from '../contract/stored/models.ts';
import { KINDS } from '../contract/tables.ts';
import type { PromotionPage, QueryPromotionsArgs } from '../generated/schema.ts';
import { askPage, type List, readPage } from './models/models-list.ts';

const PROMOTIONS: List = { kind: KINDS.promotion, idPattern: `^[0-9]{${PROMOTION_ID_DIGITS}}$` };

export function request(ctx: Context<QueryPromotionsArgs>): DynamoDBQueryRequest {
  return askPage(ctx, PROMOTIONS);
}

export function response(ctx: Context<QueryPromotionsArgs>): PromotionPage {
  const { items, nextToken } = readPage<StoredPromotion & { readonly id: string }>(ctx, PROMOTIONS);
  return {
    items: items.map(({ promotionKind, ...move }) => ({ ...move, kind: promotionKind })),
    nextToken,
  };
}
