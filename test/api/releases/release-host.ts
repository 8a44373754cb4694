import { DescribeAlarmsCommand, CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueKey } from '../../../store/clients/issue-key.ts';
import { SCOPES } from '../../../contract/root-fields.ts';
import { OUTPUTS } from '../../../contract/settings.ts';
import { startHost } from '../../../packages/appsync-host/host.ts';
import { type Client, createClient } from '../../../packages/client/client.ts';
import { TerroirError } from '../../../packages/client/errors.ts';
import { openTable } from '../../../store/dynamodb/table.ts';
import { follow } from '../../packages/appsync-host/release/released-guest-book.ts';
import { someWine } from '../api.ts';
import { CDK_OUT, type ReleaseParts, writeRelease } from './write-release.ts';

/** What came of a load: how many predictions were given, and how many calls failed. */
export interface Load {
  answered: number;
  failed: number;
}

/** A laptop host whose functions are released while somebody predicts. */
export interface ReleaseHost {
  client: Client;
  /** Asks for so many predictions, some of them at once, and tries none again. */
  load: (calls: number) => Promise<Load>;
  /** Begins the release of another version; see follow(). */
  release: (parts: ReleaseParts) => Promise<ReturnType<typeof follow>>;
  /** Ends the release that runs, or goes back from the last one. */
  end: (how: 'stop' | 'roll-back') => Promise<string[]>;
  /** Lets minutes go by: what was measured before belongs to the first of them. */
  pass: (minutes: number) => Promise<void>;
  setAlarm: (name: string, state: 'ALARM' | 'OK') => Promise<void>;
  stateOf: (name: string) => Promise<string | undefined>;
  close: () => Promise<void>;
}

const AT_ONCE = 4;

/** Starts the host with all functions warm, and CloudWatch's clock in hand. */
export async function startReleaseHost(): Promise<ReleaseHost> {
  const folder = await mkdtemp(join(tmpdir(), 'terroir-releases-'));
  const parts = { cdkOut: CDK_OUT, stateFolder: join(folder, 'data'), clockByHand: true };
  const host = await startHost(parts, { warn: () => undefined });
  const { aws, endpoint } = host;
  const { accessKeyId, secretAccessKey, region } = aws;
  const config = { region, credentials: { accessKeyId, secretAccessKey } };
  const clients = openTable(host.outputs[OUTPUTS.clientsTable] ?? '', { ...config, endpoint: aws.endpoints.dynamodb });
  const { key } = await issueKey(clients, { name: 'A drill', scopes: SCOPES });
  const client = createClient({ endpoint, key, retries: 0 });
  const cloudwatch = new CloudWatchClient({ ...config, endpoint: aws.endpoints.cloudwatch });
  const post = (path: string, body?: object): Promise<Response> =>
    fetch(`${aws.endpoints.codedeploy}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretAccessKey}` },
      ...(body && { body: JSON.stringify(body) }),
    });
  await host.warm();
  await client.predict(someWine());
  let releases = 0;
  return {
    client,
    load: (calls) => load(client, calls),
    release: async (released) => {
      releases += 1;
      const cdkOut = writeRelease(join(folder, `release-${releases}`), released);
      return follow(await post('/release', { cdkOut }));
    },
    end: async (how) => follow(await post(`/release/${how}`)).ended,
    pass: async (minutes) => {
      const body = JSON.stringify({ seconds: 60 * minutes });
      const { ok } = await fetch(`${aws.endpoints.cloudwatch}/clock`, { method: 'POST', body });
      if (!ok) throw new Error('The clock did not move.');
    },
    setAlarm: async (AlarmName, StateValue) => {
      await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'For a drill.' }));
    },
    stateOf: async (name) => {
      const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
      return MetricAlarms?.[0]?.StateValue;
    },
    close: async () => {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** So many predictions, each tried once. */
async function load(client: Client, calls: number): Promise<Load> {
  const loaded: Load = { answered: 0, failed: 0 };
  let left = calls;
  const ask = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      try {
        await client.predict(someWine());
        loaded.answered += 1;
      } catch (error) {
        if (!(error instanceof TerroirError)) throw error;
        loaded.failed += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return loaded;
}
