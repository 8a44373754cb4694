import type { Context } from '@aws-appsync/utils';
import type { PredictionPage } from '../generated/schema.ts';
import { expandPrediction } from './predictions/expand-prediction.ts';
import { historyOf } from './predictions/history-filter.ts';
import { endJoin, isPage, type Join } from './predictions/history-join.ts';
import { formatToken } from './predictions/history-token.ts';

// The steps: Query.predictionHistory.ts, then steps/readPartition.ts once a partition.

export function request(): object {
  return {};
}

export function response(ctx: Context<object, object, { result: Join | PredictionPage }>): PredictionPage {
  const found = ctx.prev.result;
  if (isPage(found)) return found;
  const { shown, before } = endJoin(found);
  return {
    items: shown.map((stored) => expandPrediction(stored)),
    nextToken:
      before === null ? null : formatToken(historyOf(found.clientId, found.filter), { before, appsyncToken: null }),
  };
}
