import { describeList } from './lists.ts';

const move = (n: number) => ({
  sequence: n,
  from: `v-${n - 1}`,
  to: `v-${n}`,
  by: 'gate',
  at: '2026-11-23T17:00:00.000Z',
  reason: 'Every check passed.',
});

describeList('Query.promotions', {
  // In the table, `kind` tells a move from a version.
  stored: (n) => ({ kind: 'promotion', id: String(n).padStart(10, '0'), promotionKind: 'GATE', ...move(n) }),
  answered: (n) => ({ ...move(n), kind: 'GATE' }),
  others: [
    { kind: 'run', id: '01KASTV5XJ0123456789ABCDEF' },
    { kind: 'version', id: '0000000001' },
  ],
});
