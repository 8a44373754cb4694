import type { StoredPrediction } from '../../contract/stored/prediction.ts';
import { type Context, type DynamoDBUpdateItemRequest, runtime, util } from '@aws-appsync/utils';
import { LABELS_INDEX, PREDICTIONS } from '../../contract/tables.ts';
import type { MutationLabelPredictionArgs } from '../../generated/schema.ts';
import { judge, lengthen, nextLabel, readTruth, says } from '../predictions/label.ts';
import { raiseInternal } from '../values/raise.ts';

type AfterRead = Context<MutationLabelPredictionArgs, object, { result: StoredPrediction }>;

/** Writes the label on the prediction that the step before has found, unless it says so already. */
export function request(ctx: AfterRead): DynamoDBUpdateItemRequest {
  const stored = ctx.prev.result;
  const truth = readTruth(ctx.args);
  if (says(stored.label, truth)) runtime.earlyReturn(stored);
  const label = nextLabel(stored.label, truth);
  const earlier = stored.label?.labelledAt ?? null;
  return {
    operation: 'UpdateItem',
    // Where it was found: its own key, of one of the caller's partitions.
    key: util.dynamodb.toMapValues({ clientId: stored.clientId, id: stored.id }),
    update: {
      expression: 'SET #label = :label, #right = :right, #history = :history, #month = :month, #at = :at',
      expressionNames: {
        '#label': 'label',
        '#right': 'labelRight',
        '#history': 'labelHistory',
        '#month': LABELS_INDEX.partitionKey,
        '#at': LABELS_INDEX.sortKey,
      },
      expressionValues: util.dynamodb.toMapValues({
        ':label': label,
        ':right': { ...judge(stored, 'country', label), ...judge(stored, 'variety', label) },
        ':history': lengthen(stored.labelHistory, label),
        ':month': label.labelledAt.slice(0, 7),
        ':at': label.labelledAt,
      }),
    },
    // The history is written whole: only upon the one that was read.
    condition:
      earlier === null
        ? {
            expression: 'attribute_exists(#id) AND attribute_not_exists(#at)',
            expressionNames: { '#id': PREDICTIONS.sortKey, '#at': LABELS_INDEX.sortKey },
          }
        : {
            expression: '#at = :earlier',
            expressionNames: { '#at': LABELS_INDEX.sortKey },
            expressionValues: util.dynamodb.toMapValues({ ':earlier': earlier }),
          },
  };
}

export function response(ctx: Context<MutationLabelPredictionArgs>): StoredPrediction {
  const stored = ctx.result as StoredPrediction | null;
  if (!ctx.error && stored) return stored;
  if (ctx.error?.type !== 'DynamoDB:ConditionalCheckFailedException') {
    console.error(`${ctx.error?.type}: ${ctx.error?.message}`);
    raiseInternal('The label could not be written. Try again.', null);
  }
  // Whoever came first may have said the same. AppSync hands over what is stored now.
  if (stored && says(stored.label, readTruth(ctx.args))) return stored;
  raiseInternal('The prediction was changed at the same moment. Try again.', null);
}
