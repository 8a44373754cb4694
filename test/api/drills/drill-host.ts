import { expect } from 'vitest';
import { ALARMS, type AlarmName, runbookOf } from '../../../contract/alarms.ts';
import type { Client } from '../../../packages/client/client.ts';
import { someWine } from '../api.ts';
import { type FaultyHost, startFaultyHost } from '../faults/faulty-host.ts';

/** A laptop host whose CloudWatch sees as much time go by as a drill needs, and an operator who looks at it. */
export interface DrillHost extends FaultyHost {
  operator: Client;
  /** Lets minutes go by: what was measured before belongs to the first of them. */
  pass(minutes: number): Promise<void>;
  /** That no alarm is in ALARM, and that nobody was told anything since somebody last looked. */
  expectQuiet(): Promise<void>;
  /**
   * That these parts and the one composite that they make up are in ALARM, each with its section of the runbook, that
   * whoever hears of the composite was told once, and that nothing else is in ALARM and nobody else was told.
   */
  expectAlarm(composite: AlarmName, ...parts: AlarmName[]): Promise<void>;
  /** That no alarm is in ALARM any more, that whoever had heard of the composite was told so, and nobody else. */
  expectRecovery(composite: AlarmName): Promise<void>;
}

/** What the host prints where it would have published to a topic. */
const TOLD = /^ {2}To the topic \S*Watching(Page|Inform)\S*: (ALARM|OK): Terroir\.(\S+)\.$/;

/** Starts the host, with functions that have answered before, so that no drill sees one start. */
export async function startDrillHost(): Promise<DrillHost> {
  const lines: string[] = [];
  const host = await startFaultyHost({ clockByHand: true, warn: (line) => void lines.push(line) });
  const operator = await host.connect();
  await operator.predict(someWine());
  const pass = async (minutes: number): Promise<void> => {
    const body = JSON.stringify({ seconds: 60 * minutes });
    const { ok } = await fetch(`${host.cloudwatch}/clock`, { method: 'POST', body });
    expect(ok).toBe(true);
  };
  const takeTold = () => lines.splice(0).filter((line) => line.includes('To the topic'));
  const look = async () => {
    const { state, alarms, alarmsUnavailable } = await operator.health();
    expect(alarmsUnavailable).toBe(null);
    const inAlarm = alarms.filter((alarm) => alarm.state === 'ALARM');
    return { state, alarms: inAlarm.map(({ name, runbook }) => ({ name, runbook })) };
  };
  const expectTold = (state: 'ALARM' | 'OK', name: AlarmName) => {
    const told = takeTold().map((line) => TOLD.exec(line)?.slice(1) ?? line);
    expect(told).toEqual([[ALARMS[name].severity === 'page' ? 'Page' : 'Inform', state, name]]);
  };
  await pass(1);
  return {
    ...host,
    operator,
    pass,
    async expectQuiet() {
      expect(await look()).toEqual({ state: 'WELL', alarms: [] });
      expect(takeTold()).toEqual([]);
    },
    async expectAlarm(composite, ...parts) {
      const names = [composite, ...parts.sort()];
      expect(await look()).toEqual({
        state: ALARMS[composite].severity === 'page' ? 'ALARM' : 'NOTICE',
        alarms: names.map((name) => ({ name, runbook: runbookOf(name) })),
      });
      expectTold('ALARM', composite);
    },
    async expectRecovery(composite) {
      expect(await look()).toEqual({ state: 'WELL', alarms: [] });
      expectTold('OK', composite);
    },
  };
}
