import type { StoredClient } from '../../../contract/stored/client.ts';
import type { StoredUsage } from '../../../contract/stored/usage.ts';
import type { ClientKey, KeyState, Quota, QuotaWindow, Scope } from '../../../generated/schema.ts';
import { hasExpired, keyIdOf, scopesOf } from '../../../store/clients/clients.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A key as GraphQL tells of it, at that time (epoch ms). */
export function describeKey(client: StoredClient, nowMs: number): ClientKey {
  const { expiresAt, madeWith } = client;
  return {
    id: keyIdOf(client),
    clientId: client.clientId,
    name: client.name,
    scopes: scopesOf(client).map((scope) => scope.toUpperCase() as Scope),
    state: stateOf(client, nowMs),
    createdAt: client.createdAt,
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt * 1000).toISOString(),
    rotatedAt: client.rotatedAt ?? null,
    madeBy: client.madeBy ?? null,
    madeWith: madeWith === undefined ? null : keyIdOf({ keyHash: madeWith }),
    suspendedBy: client.suspendedBy ?? null,
  };
}

function stateOf(client: StoredClient, nowMs: number): KeyState {
  if (client.state === 'active' && hasExpired(client, nowMs)) return 'EXPIRED';
  return client.state.toUpperCase() as KeyState;
}

/** A client's quotas as they stand at that time (epoch ms); `usage` is what was counted on the day. */
export function describeQuota(
  { quotaPerMinute, quotaPerDay }: StoredClient,
  usage: StoredUsage | undefined,
  nowMs: number,
): Quota {
  const minute = Math.floor(nowMs / MINUTE_MS);
  const minuteWines = usage?.minute === minute ? usage.minuteWines : 0;
  const dayEndMs = (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
  return {
    perMinute:
      quotaPerMinute === undefined ? null : describeWindow(quotaPerMinute, minuteWines, (minute + 1) * MINUTE_MS),
    perDay: quotaPerDay === undefined ? null : describeWindow(quotaPerDay, usage?.dayWines ?? 0, dayEndMs),
  };
}

/** A limit that was lowered may have been passed before. */
function describeWindow(limit: number, counted: number, resetMs: number): QuotaWindow {
  const used = Math.min(counted, limit);
  return { limit, used, remaining: limit - used, resetsAt: new Date(resetMs).toISOString() };
}
