/** What alarms do when they change: here a line on the terminal, and one in their history. */
import type { AlarmJournal } from '../keep/alarm-journal.ts';
import type { Alarm, Watching } from './definition.ts';
import type { AlarmState } from './judge.ts';
import { createMute } from './mute.ts';
import { createSuppression, type Suppression } from './suppression.ts';

/** What alarms do. */
export interface Act {
  /** When an alarm has come into a state. */
  onChange: (alarm: Alarm, state: AlarmState, atMs: number, stateOf: StateOf) => void;
  /** Once a minute: does what was held back and is due. */
  onTime: (alarm: Alarm, state: AlarmState, atMs: number, stateOf: StateOf) => void;
  /** Why an alarm, by its name, holds its actions back. */
  heldBy: (name: string) => ReturnType<Suppression['heldBy']>;
}

/** The state of an alarm by its name or ARN. */
export type StateOf = (alarm: string) => AlarmState;

/** Errors: HostError for a mute rule that the host cannot keep to. */
export function createActions(watching: Watching, journal: AlarmJournal, tell: (line: string) => void): Act {
  const mutes = watching.muteRules.map((rule) => ({ ...rule, mutes: createMute(rule) }));
  const suppressions = new Map<string, Suppression>();
  for (const alarm of watching.alarms) {
    if (alarm.kind !== 'composite' || alarm.suppressor === undefined) continue;
    const { waitSeconds, extensionSeconds } = alarm.suppressor;
    suppressions.set(alarm.name, createSuppression(waitSeconds * 1000, extensionSeconds * 1000));
  }
  /** States whose actions were muted, and the last ones whose were not. */
  const muted = new Map<string, AlarmState>();
  const performed = new Map<string, AlarmState>();
  const perform = (alarm: Alarm, state: AlarmState, atMs: number): void => {
    const { name, actions } = alarm;
    if (actions[state].length === 0) return;
    const rule = mutes.find(({ alarmNames, mutes: mutesAt }) => alarmNames.includes(name) && mutesAt(atMs));
    if (rule) {
      muted.set(name, state);
      return journal.add({ atMs, alarm: name, kind: 'Action', summary: `Actions muted by ${rule.name}` });
    }
    // That an alarm begins well is no news for the terminal.
    const isNews = state === 'ALARM' || performed.get(name) === 'ALARM';
    muted.delete(name);
    performed.set(name, state);
    for (const arn of actions[state]) {
      const topic = watching.topics[arn] ?? arn;
      journal.add({ atMs, alarm: name, kind: 'Action', summary: `Successfully executed action ${arn}` });
      if (isNews) tell(`  To the topic ${topic}: ${state}: ${name}.`);
    }
  };
  const isSuppressing = (alarm: Alarm, stateOf: StateOf): boolean =>
    alarm.kind === 'composite' && alarm.suppressor !== undefined && stateOf(alarm.suppressor.alarm) === 'ALARM';
  return {
    onChange: (alarm, state, atMs, stateOf) => {
      if (!alarm.actionsEnabled) return;
      const suppression = suppressions.get(alarm.name);
      if (suppression?.onChange(atMs, isSuppressing(alarm, stateOf)) ?? true) perform(alarm, state, atMs);
      else if (alarm.actions[state].length > 0) {
        const summary = `Actions suppressed by ${suppression?.heldBy() ?? ''}`;
        journal.add({ atMs, alarm: alarm.name, kind: 'Action', summary });
      }
    },
    onTime: (alarm, state, atMs, stateOf) => {
      if (!alarm.actionsEnabled) return;
      const suppression = suppressions.get(alarm.name);
      if (suppression?.onTime(atMs, isSuppressing(alarm, stateOf))) return perform(alarm, state, atMs);
      // What was muted is done at the end of the time, where the alarm is still in that state.
      const held = muted.get(alarm.name);
      if (held === undefined || mutes.some((rule) => rule.alarmNames.includes(alarm.name) && rule.mutes(atMs))) return;
      muted.delete(alarm.name);
      if (held === state && performed.get(alarm.name) !== state) perform(alarm, state, atMs);
    },
    heldBy: (name) => suppressions.get(name)?.heldBy(),
  };
}
