import { MOVES_READS_MAX } from '../../../contract/limits.ts';
import type { StoredPromotion } from '../../../contract/stored/models.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  appendPromotion,
  listChampions,
  newestPromotion,
  planPromotion,
  planRollback,
} from '../../../store/models/promotions.ts';
import { type Dynamo, startDynamo } from '../dynamo.ts';

let dynamo: Dynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());

const later = () => Date.now() + 10_000;
let moves = 0;
const authored = () => ({ by: 'operator', at: '2026-11-23T12:00:00.000Z', reason: 'r', moveId: `move ${moves++}` });
const promote = (newest: StoredPromotion | undefined, to: string) =>
  planPromotion(newest, newest?.to ?? 'starter', { promotionKind: 'PROMOTE', to, ...authored() });

describe('the champion', () => {
  it('R8: is moved by exactly one of 50 at once, again and again, without a gap in the sequence', async () => {
    const table = dynamo.models();
    for (let sequence = 1; sequence <= 5; sequence++) {
      const newest = await newestPromotion(table, later());
      expect(newest?.sequence ?? 0).toBe(sequence - 1);
      const rivals = Array.from({ length: 50 }, (_, n) => promote(newest, `v${sequence}-${n}`));
      const won = await Promise.all(rivals.map((rival) => appendPromotion(table, rival, later())));
      expect(won.filter(Boolean)).toEqual([true]);
      expect(await newestPromotion(table, later())).toMatchObject(rivals[won.indexOf(true)] ?? {});
    }
    expect((await listChampions(table, later())).size).toBe(6);
  });

  it('is moved once by a move whose answer was lost and which is made again', async () => {
    const table = dynamo.models();
    const move = promote(await newestPromotion(table, later()), 'again');
    expect([await appendPromotion(table, move, later()), await appendPromotion(table, move, later())]).toEqual([
      true,
      true,
    ]);
    expect((await newestPromotion(table, later()))?.sequence).toBe(move.sequence);
  });
});

it('R33: a history of moves without end is read no further than one request may cost', async () => {
  const asked: unknown[] = [];
  const send = (command: { input: unknown }) => {
    asked.push(command.input);
    return Promise.resolve({ Items: [{ from: 'a', to: 'b' }], LastEvaluatedKey: { kind: 'promotion', id: '1' } });
  };
  const endless = { ...dynamo.models(), dynamo: { send } } as unknown as ReturnType<Dynamo['models']>;
  expect([...(await listChampions(endless, later()))]).toEqual(['a', 'b']);
  expect(asked).toHaveLength(MOVES_READS_MAX);
});

describe('rolling back', () => {
  it('goes from champion to champion the way they came, and ends at the first', () => {
    let newest: StoredPromotion | undefined;
    for (const to of ['a', 'b', 'c']) newest = promote(newest, to);
    const visited: string[] = [];
    for (let next = planRollback(newest, authored()); next; next = planRollback(next, authored())) {
      expect(next.sequence).toBe((newest?.sequence ?? 0) + 1);
      expect(next.from).toBe(newest?.to);
      visited.push(next.to);
      newest = next;
    }
    expect(visited).toEqual(['b', 'a', 'starter']);
  });

  it('undoes what was promoted after a rollback, not what was rolled back', () => {
    const rolledBack = planRollback(promote(promote(undefined, 'a'), 'bad'), authored());
    expect(rolledBack?.to).toBe('a');
    expect(planRollback(promote(rolledBack, 'c'), authored())?.to).toBe('a');
  });

  it('remembers the last 20 champions', () => {
    let newest: StoredPromotion | undefined;
    for (let n = 0; n < 30; n++) newest = promote(newest, `v${n}`);
    expect(newest?.history).toHaveLength(20);
    expect(newest?.history.at(-1)).toBe('v28');
  });

  it('is impossible where nothing was promoted', () => {
    expect(planRollback(undefined, authored())).toBeUndefined();
  });
});
