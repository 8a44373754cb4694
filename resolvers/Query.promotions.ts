import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import type { Promotion, PromotionKind, PromotionPage, QueryPromotionsArgs } from '../generated/schema.ts';
import { askPage, type List, readPage } from './models/models-list.ts';

/** A move of the champion as the table keeps it, where `kind` tells moves from versions and runs. */
interface StoredPromotion extends Omit<Promotion, 'kind'> {
  /** The sequence, in ten digits, so that ids sort as it counts. */
  readonly id: string;
  readonly promotionKind: PromotionKind;
}

const PROMOTIONS: List = { kind: 'promotion', idPattern: '^[0-9]{10}$' };

export function request(ctx: Context<QueryPromotionsArgs>): DynamoDBQueryRequest {
  return askPage(ctx, PROMOTIONS);
}

export function response(ctx: Context<QueryPromotionsArgs>): PromotionPage {
  const { items, nextToken } = readPage<StoredPromotion>(ctx, PROMOTIONS);
  return {
    items: items.map(({ promotionKind, ...move }) => ({ ...move, kind: promotionKind })),
    nextToken,
  };
}
