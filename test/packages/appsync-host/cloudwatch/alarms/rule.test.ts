import { expect, it } from 'vitest';
import type { AlarmState } from '../../../../../packages/appsync-host/cloudwatch/alarms/judge.ts';
import { holdsRule, listAlarms, parseRule } from '../../../../../packages/appsync-host/cloudwatch/alarms/rule.ts';

const STATES: Record<string, AlarmState> = {
  hot: 'ALARM',
  'very hot (now)': 'ALARM',
  cool: 'OK',
  mute: 'INSUFFICIENT_DATA',
};
const holds = (rule: string): boolean => holdsRule(parseRule(rule), (alarm) => STATES[alarm]!);

it.each([
  ['ALARM(hot)', true],
  ['ALARM("very hot (now)") AND OK(cool)', true],
  ['ALARM(cool)', false],
  ['INSUFFICIENT_DATA(mute)', true],
  ['NOT ALARM(hot)', false],
  ['(NOT (OK("hot")))', true],
  ['ALARM(cool) OR ALARM(mute) OR ALARM(hot)', true],
  // AND binds more than OR.
  ['ALARM(hot) OR ALARM(cool) AND ALARM(mute)', true],
  ['(ALARM(hot) OR ALARM(cool)) AND ALARM(mute)', false],
  ['TRUE AND NOT FALSE', true],
  ['AT_LEAST(2, ALARM, (hot, "very hot (now)", cool))', true],
  ['AT_LEAST(3, ALARM, (hot, "very hot (now)", cool))', false],
  ['AT_LEAST(50%, ALARM, (hot, cool))', true],
  ['AT_LEAST(51%, ALARM, (hot, cool))', false],
  ['AT_LEAST(2, NOT ALARM, (hot, cool, mute))', true],
])('%s', (rule, expected) => {
  expect(holds(rule)).toBe(expected);
});

it('a rule tells which alarms it is about', () => {
  expect(listAlarms(parseRule('NOT ALARM(a) AND (OK("b c") OR AT_LEAST(1, OK, (d, e)))'))).toEqual([
    'a',
    'b c',
    'd',
    'e',
  ]);
});

it.each([
  ['', /it ends too early: a rule is made of/],
  ['ALARM(a', /\) is expected where it ends stands/],
  ['LOUD(a)', /LOUD is not known/],
  ['ALARM(a) OK(b)', /OK is not expected where it stands/],
  ['ALARM("a)', /a quote has no end/],
  ['AT_LEAST(most, ALARM, (a))', /AT_LEAST wants a number or a percentage, not most/],
])('%s is refused', (rule, complaint) => {
  expect(() => parseRule(rule)).toThrow(complaint);
});
