import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasTemplate } from '../faults/faulty-host.ts';
import { type ReleaseHost, startReleaseHost } from './release-host.ts';

let host: ReleaseHost;
beforeAll(async () => {
  if (hasTemplate) host = await startReleaseHost();
}, 120_000);
afterAll(() => host?.close());

const CANARY = '10 % of calls go to version';

/** Another build of what is live. */
const sound = (build: string): string => `async (event, context) => good(event, context) /* ${build} */`;

/** Answers the opposite of what it thinks. */
const WRONG = `async (event, context) => {
  const answer = await good(event, context);
  for (const { prediction } of answer.outcomes ?? []) prediction?.country.ranking.reverse();
  return answer;
}`;

/** Whether a call is one of the hook. */
const IS_PROBE = 'context.clientContext?.custom?.terroirProbe';

/** Fails every call but those of the hook. */
const FAILING_BEHIND = `async (event, context) => {
  if (!${IS_PROBE}) throw new Error('Out of wine.');
  return good(event, context);
}`;

/** Fails one call in twenty, the first of them late. */
const RARELY_FAILING = `(() => {
  let calls = 0;
  return async (event, context) => {
    if (!${IS_PROBE} && ++calls % 20 === 0) throw new Error('Out of wine.');
    return good(event, context);
  };
})()`;

describe.skipIf(!hasTemplate)('a release under load', () => {
  it('of a version that answers wrongly is refused by the hook, and no call comes to it', async () => {
    const { ended } = await host.release({ functionName: 'Predict', handler: WRONG });
    const [load, lines] = await Promise.all([host.load(200), ended]);
    expect(load).toEqual({ answered: 200, failed: 0 });
    expect(lines.join('\n')).toContain('The hook BeforeAllowTraffic refused the version.');
    expect(lines.at(-1)).toBe('RolledBack');
  });

  it('of a version that only the traffic finds out is rolled back by its alarm, and fails its tenth alone', async () => {
    const { until, ended } = await host.release({ functionName: 'Predict', handler: FAILING_BEHIND });
    const [before] = await Promise.all([host.load(100), until(CANARY)]);
    // Some of these already came to the canary, of which a tenth fails.
    expect(before.failed).toBeLessThanOrEqual(10);
    expect(before.answered + before.failed).toBe(100);
    const during = await host.load(300);
    expect(during).toEqual({ answered: 270, failed: 30 });
    await host.pass(1);
    expect((await ended).join('\n')).toMatch(/Activated alarms: <.*release-predict-errors/);
    expect(await host.load(100)).toEqual({ answered: 100, failed: 0 });
    await host.pass(30);
  });

  it('proves nothing where few call: what the canary lets pass is gone back from by hand', async () => {
    const rare = { functionName: 'Predict', handler: RARELY_FAILING };
    const { until, ended } = await host.release(rare);
    await until(CANARY);
    for (let minute = 0; minute < 5; minute += 1) {
      expect(await host.load(10)).toEqual({ answered: 10, failed: 0 });
      await host.pass(1);
    }
    expect((await ended).at(-1)).toBe('Succeeded');
    const { failed } = await host.load(200);
    expect(failed).toBeGreaterThan(0);
    expect((await host.end('roll-back')).at(-1)).toBe('Succeeded');
    expect(await host.load(200)).toEqual({ answered: 200, failed: 0 });
    await host.pass(30);
  });

  it('is blocked while an alarm is red, but for the one that mends it, in an emergency', async () => {
    const alarm = 'Terroir.errors-fast';
    await host.setAlarm(alarm, 'ALARM');
    const mended = { functionName: 'Predict', handler: sound('mended') };
    const blocked = await host.release(mended);
    const [load, lines] = await Promise.all([host.load(100), blocked.ended]);
    expect(lines.join('\n')).toContain(`Activated alarms: <${alarm}>`);
    expect(lines.at(-1)).toBe('RolledBack');
    expect(load).toEqual({ answered: 100, failed: 0 });
    const { until, ended } = await host.release({ ...mended, isEmergency: true });
    const [during] = await Promise.all([host.load(100), until(CANARY)]);
    expect(await host.stateOf(alarm)).toBe('ALARM');
    await host.pass(5);
    expect((await ended).at(-1)).toBe('Succeeded');
    expect(during).toEqual({ answered: 100, failed: 0 });
    expect(await host.load(100)).toEqual({ answered: 100, failed: 0 });
  });

  it('is stopped by hand, and gone back from by hand when it is over, and no call fails', async () => {
    const second = { functionName: 'Predict', handler: sound('second') };
    const stopped = await host.release(second);
    await stopped.until(CANARY);
    const [whileStopped, lines] = await Promise.all([host.load(100), host.end('stop')]);
    expect(lines.at(-1)).toBe('RolledBack');
    expect(whileStopped).toEqual({ answered: 100, failed: 0 });
    const { until, ended } = await host.release(second);
    await until(CANARY);
    await host.pass(5);
    expect((await ended).at(-1)).toBe('Succeeded');
    const [whileGoneBack, told] = await Promise.all([host.load(200), host.end('roll-back')]);
    expect(told.at(-1)).toBe('Succeeded');
    expect(whileGoneBack).toEqual({ answered: 200, failed: 0 });
  });
});
