import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { CLAIM_PREFIX, type RequestClaim } from '../../contract/stored/prediction.ts';
import { conditionHeld, Unfinished, retryUntil } from '../dynamodb/retry.ts';
import type { Table } from '../dynamodb/table.ts';

function requestKey(requestId: string): string {
  return `${CLAIM_PREFIX}${requestId}`;
}

/**
 * Claims a requestId in the table of predictions for this request, unless it was claimed before and has not expired.
 * Of many at once exactly one claims it. Returns the claim that holds: the caller's own, known by its predictionId,
 * or the earlier one.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms); the claim may then hold or not.
 */
export async function claimRequest(table: Table, claim: RequestClaim, deadline: number): Promise<RequestClaim> {
  return retryUntil(table.clock, deadline, async (abortSignal) => {
    const put = new PutCommand({
      TableName: table.name,
      Item: toItem(claim),
      // Expired records linger until DynamoDB gets to them (up to days), so their expiry is looked at here too.
      ConditionExpression: 'attribute_not_exists(id) OR expiresAt <= :now',
      ExpressionAttributeValues: { ':now': Math.floor(claim.claimedAt / 1000) },
    });
    if (await conditionHeld(table.dynamo.send(put, { abortSignal }))) return claim;
    const get = new GetCommand({ TableName: table.name, Key: keyOf(claim), ConsistentRead: true });
    const { Item } = await table.dynamo.send(get, { abortSignal });
    if (Item === undefined) throw new Unfinished('The claim was there and is gone.');
    return fromItem(Item, claim.requestId);
  });
}

/**
 * The claim that holds now of the requestId of this one, strongly consistent; undefined where it was given back.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export async function readRequest(
  table: Table,
  claim: RequestClaim,
  deadline: number,
): Promise<RequestClaim | undefined> {
  const get = new GetCommand({ TableName: table.name, Key: keyOf(claim), ConsistentRead: true });
  const { Item } = await retryUntil(table.clock, deadline, (abortSignal) => table.dynamo.send(get, { abortSignal }));
  const held = Item && fromItem(Item, claim.requestId);
  return held !== undefined && held.expiresAt * 1000 > table.clock.now() ? held : undefined;
}

/**
 * Gives a claim back: it has expired, so its requestId is as if it had never been used. Nothing is done where another
 * has taken it over. It is not deleted, so that whoever answers need not be allowed to delete anything.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms); the claim may then hold or not.
 */
export async function releaseRequest(table: Table, claim: RequestClaim, deadline: number): Promise<void> {
  const put = new PutCommand({
    TableName: table.name,
    Item: toItem({ ...claim, expiresAt: Math.floor(claim.claimedAt / 1000) }),
    ConditionExpression: 'predictionId = :predictionId AND claimedAt = :claimedAt',
    ExpressionAttributeValues: { ':predictionId': claim.predictionId, ':claimedAt': claim.claimedAt },
  });
  await retryUntil(table.clock, deadline, (abortSignal) => conditionHeld(table.dynamo.send(put, { abortSignal })));
}

/**
 * Replaces the claim `before` by `after` (same requestId), unless somebody else replaced it first. Returns whether
 * `after` holds.
 *
 * Errors: StoreUnavailable at the deadline (epoch ms).
 */
export async function takeOverRequest(
  table: Table,
  before: RequestClaim,
  after: RequestClaim,
  deadline: number,
): Promise<boolean> {
  return retryUntil(table.clock, deadline, (abortSignal) => {
    const put = new PutCommand({
      TableName: table.name,
      Item: toItem(after),
      ConditionExpression:
        'predictionId = :predictionId AND ((modelVersion = :before AND claimedAt = :claimedAt) OR ' +
        // An attempt that was cut off may have been done all the same.
        `(modelVersion = :after AND claimedAt = :now${after.holder === undefined ? '' : ' AND holder = :holder'}))`,
      ExpressionAttributeValues: {
        ':predictionId': before.predictionId,
        ':before': before.modelVersion,
        ':claimedAt': before.claimedAt,
        ':after': after.modelVersion,
        ':now': after.claimedAt,
        ...(after.holder === undefined ? {} : { ':holder': after.holder }),
      },
    });
    return conditionHeld(table.dynamo.send(put, { abortSignal }));
  });
}

function keyOf({ clientId, requestId }: RequestClaim): { clientId: string; id: string } {
  return { clientId, id: requestKey(requestId) };
}

function toItem({ requestId, ...rest }: RequestClaim): Record<string, unknown> {
  return { ...rest, id: requestKey(requestId) };
}

function fromItem(stored: Record<string, unknown>, requestId: string): RequestClaim {
  const { predictionId, digest, modelVersion, clientId, partitions, claimedAt, expiresAt, holder } =
    stored as unknown as RequestClaim;
  const claim = { clientId, requestId, predictionId, digest, modelVersion, claimedAt, expiresAt };
  return {
    ...claim,
    ...(partitions === undefined ? {} : { partitions }),
    ...(holder === undefined ? {} : { holder }),
  };
}
