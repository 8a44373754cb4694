import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REQUEST_RESOLVERS_MAX } from '../../../contract/limits.ts';
import { DEFAULT_ALARMS } from '../../../infra/alarm-settings.ts';
import { errorOf, someWine } from '../api.ts';
import { hasTemplate } from '../faults/faulty-host.ts';
import { FAULTS, isWrite, type Rule } from '../faults/proxy.ts';
import { type DrillHost, startDrillHost } from './drill-host.ts';

let host: DrillHost;
beforeAll(async () => {
  if (hasTemplate) host = await startDrillHost();
}, 120_000);
afterAll(() => host?.close());

/** As many as quotas may refuse in five minutes. */
const REFUSALS = DEFAULT_ALARMS.quotaRefusalsMax;

/** Asks for several fields at once, which the client does not. */
async function ask(key: string, query: string): Promise<{ errors: { errorType: string }[] }> {
  const headers = { 'content-type': 'application/json', authorization: key };
  const response = await fetch(host.endpoint, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return (await response.json()) as { errors: { errorType: string }[] };
}

/** Does the same in each of some minutes. */
async function forMinutes(minutes: number, doIt: () => Promise<unknown>): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await doIt();
    await host.pass(1);
  }
}

/** Runs while a rule holds for what is asked of DynamoDB. */
async function whileRule(rule: Rule, run: () => Promise<void>): Promise<void> {
  host.dynamodb.rules.add(rule);
  try {
    await run();
  } finally {
    host.dynamodb.rules.delete(rule);
  }
}

const three = <Result>(ask: () => Promise<Result>): Promise<Result[]> => Promise.all([ask(), ask(), ask()]);

describe.skipIf(!hasTemplate)('whoever is on call', () => {
  it('is paged where a function throws, and told when it does so no longer', async () => {
    await host.expectQuiet();
    const strangers = await three(() => host.connect());
    const isOfStrangers: Rule = ({ body }) =>
      strangers.some(({ keyHash }) => body.includes(keyHash)) ? FAULTS.denied : undefined;
    await whileRule(isOfStrangers, () =>
      forMinutes(3, async () => {
        const errors = await Promise.all(strangers.map((client) => errorOf(client.predict(someWine()))));
        expect(errors.map(({ errorType }) => errorType)).toEqual(errors.map(() => 'Unauthorized'));
      }),
    );
    await host.expectAlarm('service-failing', 'errors-fast');
    await forMinutes(5, () => Promise.all(strangers.map((client) => client.predict(someWine()))));
    await host.expectRecovery('service-failing');
  });

  it('is paged where a function answers with errors, and told when it answers well again', async () => {
    await host.expectQuiet();
    const client = await host.connect();
    await whileRule(
      (passing) => (isWrite(passing) ? FAULTS.denied : undefined),
      () =>
        forMinutes(3, async () => {
          const errors = await three(() => errorOf(client.predict(someWine())));
          expect(errors.map(({ errorType }) => errorType)).toEqual(errors.map(() => 'Internal'));
        }),
    );
    await host.expectAlarm('service-failing', 'errors-fast');
    await forMinutes(5, () => client.predict(someWine()));
    await host.expectRecovery('service-failing');
  });

  it('is paged where a table is slow, and told when it is fast again', async () => {
    await host.expectQuiet();
    const client = await host.connect();
    // Two writes together take longer than p99 may, and neither as long as one attempt may.
    const late: Rule = (passing) =>
      isWrite(passing) && passing.body.includes(client.clientId) ? { kind: 'late', ms: 540 } : undefined;
    await whileRule(late, () => forMinutes(3, () => client.predict(someWine())));
    await host.expectAlarm('service-failing', 'latency-high');
    await forMinutes(5, () => client.predict(someWine()));
    await host.expectRecovery('service-failing');
  });

  it('is not paged where a client goes on asking over its quota; it can wait for a working day', async () => {
    await host.expectQuiet();
    const client = await host.connect({}, { quotaPerDay: 1 });
    await client.predict(someWine());
    const storm = async (): Promise<void> => {
      for (let refused = 0; refused < REFUSALS; refused += REQUEST_RESOLVERS_MAX) {
        const predict = 'predict(wine: { region: "Mosel" }) { id }';
        const fields = Array.from({ length: REQUEST_RESOLVERS_MAX }, (_, n) => `f${n}: ${predict}`);
        const { errors } = await ask(client.key, `mutation { ${fields.join(' ')} }`);
        expect(errors.map(({ errorType }) => errorType)).toEqual(fields.map(() => 'QuotaExceeded'));
      }
    };
    for (let period = 0; period < 2; period += 1) {
      await storm();
      await host.pass(5);
    }
    await host.pass(3);
    await host.expectAlarm('traffic-odd', 'quota-storm');
    await host.pass(20);
    await host.expectRecovery('traffic-odd');
  });
});
