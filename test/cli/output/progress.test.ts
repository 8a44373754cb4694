import { expect, it } from 'vitest';
import { canDrawBar, formatDuration } from '../../../cli/output/progress.ts';

it.each([
  [0.4, '0s'],
  [59.4, '59s'],
  [59.6, '1m00s'],
  [65, '1m05s'],
  [119.6, '2m00s'],
  [3_599.4, '59m59s'],
  [3_599.6, '1h00m'],
  [5_400, '1h30m'],
  [7_199, '2h00m'],
  ['INF' as unknown as number, '?'],
])('%s seconds are told as people tell them', (seconds, told) => {
  expect(formatDuration(seconds)).toBe(told);
});

it('a bar is drawn on a terminal that can move it about, and nowhere else', () => {
  expect(canDrawBar({ isTTY: true }, { TERM: 'xterm' })).toBe(true);
  expect(canDrawBar({ isTTY: true }, {})).toBe(true);
  expect(canDrawBar({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
  expect(canDrawBar({}, { TERM: 'xterm' })).toBe(false);
});
