import { randomUUID } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { MAX_ULID, MIN_ULID } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestClaim } from '../../../contract/stored/prediction.ts';
import { claimRequest, takeOverRequest } from '../../../store/predictions/requests.ts';
import { type Dynamo, startDynamo } from '../dynamo.ts';

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());

const later = () => Date.now() + 10_000;
function exampleClaim(changes: Partial<RequestClaim> = {}): RequestClaim {
  return {
    clientId: randomUUID(),
    requestId: 'order 7 \u0000 🍷',
    predictionId: 'first',
    digest: 'd',
    modelVersion: 'v1',
    claimedAt: 1_000_000,
    expiresAt: 1_000 + 60,
    ...changes,
  };
}

describe('a requestId', () => {
  it('is claimed by exactly one of many at once, and all learn whose claim holds', async () => {
    const claim = exampleClaim();
    const claims = Array.from({ length: 40 }, (_, n) => ({ ...claim, predictionId: `p${n}` }));
    const held = await Promise.all(claims.map((mine) => claimRequest(dynamo.predictions(), mine, later())));
    expect(new Set(held.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(claims).toContainEqual(held[0]);
  });

  it('is another one for another client', async () => {
    const [one, other] = [exampleClaim(), exampleClaim({ predictionId: 'second' })];
    await claimRequest(dynamo.predictions(), one, later());
    expect(await claimRequest(dynamo.predictions(), other, later())).toEqual(other);
  });

  it('is free again once its day is over, though DynamoDB has not dropped it yet', async () => {
    const before = exampleClaim();
    const soon = { ...before, predictionId: 'soon', claimedAt: before.expiresAt * 1000 - 1 };
    const after = { ...before, predictionId: 'after', claimedAt: before.expiresAt * 1000 };
    await claimRequest(dynamo.predictions(), before, later());
    expect(await claimRequest(dynamo.predictions(), soon, later())).toEqual(before);
    expect(await claimRequest(dynamo.predictions(), after, later())).toEqual(after);
  });

  it('is taken over by one of two, and by the same one again', async () => {
    const before = exampleClaim();
    await claimRequest(dynamo.predictions(), before, later());
    const [mine, theirs] = ['v2', 'v3'].map((modelVersion) => ({ ...before, modelVersion, claimedAt: 2_000_000 }));
    const takeOver = (after: RequestClaim) => takeOverRequest(dynamo.predictions(), before, after, later());
    expect([await takeOver(mine!), await takeOver(theirs!), await takeOver(mine!)]).toEqual([true, false, true]);
  });

  it('never shows among the ids of predictions', async () => {
    const claim = exampleClaim();
    const table = dynamo.predictions();
    await claimRequest(table, claim, later());
    const query = new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'clientId = :clientId AND id BETWEEN :low AND :high',
      ExpressionAttributeValues: { ':clientId': claim.clientId, ':low': MIN_ULID, ':high': MAX_ULID },
    });
    expect((await table.dynamo.send(query)).Items).toEqual([]);
  });
});
