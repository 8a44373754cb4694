import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { onTestFinished } from 'vitest';
import { startServer } from '../../../../packages/appsync-host/cloudwatch/api/server.ts';
import type { Alarm } from '../../../../packages/appsync-host/cloudwatch/alarms/definition.ts';
import { createAuthority } from '../../../../packages/appsync-host/iam/authority.ts';
import type { AccessKeys } from '../../../../packages/appsync-host/iam/sigv4.ts';
import { makeFolder } from '../temporary-folder.ts';
import { openTestRoom } from './open-test-room.ts';

/** Clients of the unmodified SDK. */
export function clientsOf(endpoint: string, { accessKeyId, secretAccessKey, sessionToken }: AccessKeys) {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  const parts = { region: 'us-east-1', endpoint, credentials, maxAttempts: 1 };
  return { cloudwatch: new CloudWatchClient(parts), logs: new CloudWatchLogsClient(parts) };
}

const administrator: AccessKeys = { accessKeyId: 'ADMIN', secretAccessKey: 'secret' };

/** A room behind its API, without a host around it. */
export async function serveRoom({
  alarms = [] as Alarm[],
  authority = createAuthority(administrator),
  whenOver = onTestFinished as (end: () => unknown) => void,
} = {}) {
  const room = openTestRoom(alarms, { folder: makeFolder(whenOver) });
  const server = await startServer({ room, authority, settle: () => Promise.resolve() });
  whenOver(server.close);
  const endpoint = `http://127.0.0.1:${server.port}`;
  return { room, endpoint, ...clientsOf(endpoint, administrator) };
}
