import { describe, expect, it } from 'vitest';
import { createSuppression } from '../../../../../packages/appsync-host/cloudwatch/alarms/suppression.ts';

/** Of the alarm and its suppressor, by the time from which on they are so. */
interface Course {
  alarm: Record<number, 'OK' | 'ALARM'>;
  suppressor: Record<number, 'OK' | 'ALARM'>;
}

/** What the alarm does and when, with a wait of 2 and an extension of 3, as in all of AWS's examples. */
function follow({ alarm, suppressor }: Course): string[] {
  const suppression = createSuppression(2, 3);
  const done: string[] = [];
  let [state, suppressing] = ['OK', false];
  for (let time = 0; time <= 12; time += 1) {
    suppressing = (suppressor[time] ?? (suppressing ? 'ALARM' : 'OK')) === 'ALARM';
    const next = alarm[time];
    if (next !== undefined) {
      state = next;
      if (suppression.onChange(time, suppressing)) done.push(`t${time}: ${state}`);
    }
    if (suppression.onTime(time, suppressing)) done.push(`t${time}: ${state}`);
  }
  return done;
}

describe('AWS’s examples of suppressed actions', () => {
  it('1: they are taken when the wait is over', () => {
    expect(follow({ alarm: { 2: 'ALARM' }, suppressor: {} })).toEqual(['t4: ALARM']);
  });

  it('2: they are not taken when the suppressor goes off within the wait', () => {
    expect(follow({ alarm: { 2: 'ALARM' }, suppressor: { 3: 'ALARM' } })).toEqual([]);
  });

  it('3: another change within the wait begins a new one', () => {
    expect(follow({ alarm: { 2: 'ALARM', 3: 'OK' }, suppressor: {} })).toEqual(['t5: OK']);
  });

  it('4: they are not taken while the suppressor is in ALARM', () => {
    expect(follow({ alarm: { 2: 'ALARM' }, suppressor: { 1: 'ALARM' } })).toEqual([]);
  });

  it('5: they are taken when the extension is over', () => {
    expect(follow({ alarm: { 2: 'ALARM' }, suppressor: { 3: 'ALARM', 6: 'OK' } })).toEqual(['t9: ALARM']);
  });

  it('6: a change within the extension begins a wait', () => {
    expect(follow({ alarm: { 2: 'ALARM', 7: 'OK' }, suppressor: { 3: 'ALARM', 6: 'OK' } })).toEqual(['t9: OK']);
  });
});

it('without a wait they are taken at once', () => {
  const suppression = createSuppression(0, 0);
  expect(suppression.onChange(1, false)).toBe(true);
  expect(suppression.onChange(2, true)).toBe(false);
  expect(suppression.heldBy()).toBe('Alarm');
  expect(suppression.onTime(3, false)).toBe(true);
});
