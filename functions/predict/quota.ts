import type { Failure, QuotaRule } from '../../contract/errors.ts';
import type { QuotaState } from '../../contract/invocations.ts';
import { LEASED_SHARE_MAX, PREDICT_PROCESSES_MAX, type StoredUsage } from '../../contract/stored/usage.ts';
import type { Clock } from '../../store/dynamodb/clock.ts';
import { StoreUnavailable, Unfinished, retryUntil } from '../../store/dynamodb/retry.ts';
import type { Table } from '../../store/dynamodb/table.ts';
import { addToMinute, beginMinute, readUsage } from '../../store/clients/usage.ts';
import { quotaExceeded } from '../failures.ts';

/** How many wines a client may ask about; a limit that is absent does not bind. */
export interface Quota {
  /** The client that is counted: all of its keys together. */
  account: string;
  perMinute?: number | undefined;
  perDay?: number | undefined;
}

/** Why wines were not counted, and in how many seconds they may be; null where the quota will never do for them. */
export interface Excess {
  rule: QuotaRule;
  limit: number;
  retryAfterSeconds: number | null;
}

/** Whether wines were counted, and how the quota stands now. */
export interface Counted {
  excess?: Excess;
  state: QuotaState;
}

/** Counts wines against quotas, for all processes together. */
export interface Counter {
  clock: Clock;
  /**
   * Counts so many wines, all or none.
   *
   * Errors: StoreUnavailable at the deadline (epoch ms); they may then be counted or not.
   */
  count(quota: Quota, wines: number, deadline: number): Promise<Counted>;
  /** What this process knows already, without asking the table: less may be left than that. */
  foresee(quota: Quota, wines: number): Counted;
  /** Whether so many wines could be counted now. Errors: StoreUnavailable at the deadline (epoch ms). */
  look(quota: Quota, wines: number, deadline: number): Promise<Counted>;
}

/** The quota of one request's client. */
export interface Meter {
  /** Counts so many wines, or tells why not. Errors: StoreUnavailable at the request's deadline. */
  count(wines: number): Promise<Failure | undefined>;
  /** Why so many wines would not be counted now, where that is known already. */
  foresee(wines: number): Failure | undefined;
  /** Why so many wines would not be counted now. Errors: StoreUnavailable at the request's deadline. */
  check(wines: number): Promise<Failure | undefined>;
  /** How the quota stands; undefined where that cannot be known in time. */
  read(): Promise<QuotaState | undefined>;
}

/** Counts for one request, until its deadline (epoch ms). */
export function openMeter(counter: Counter, quota: Quota, deadline: number): Meter {
  let known: QuotaState | undefined;
  const tell = ({ excess, state }: Counted): Failure | undefined => {
    known = state;
    return excess && quotaExceeded(excess.rule, excess.limit, excess.retryAfterSeconds);
  };
  return {
    count: async (wines) => tell(await counter.count(quota, wines, deadline)),
    foresee(wines) {
      const foreseen = counter.foresee(quota, wines);
      return foreseen.excess && tell(foreseen);
    },
    check: async (wines) => tell(await counter.look(quota, wines, deadline)),
    async read() {
      try {
        const soon = Math.min(deadline, counter.clock.now() + LOOK_MS_MAX);
        return known ?? (await counter.look(quota, 0, soon)).state;
      } catch (error) {
        if (error instanceof StoreUnavailable) return undefined;
        throw error;
      }
    },
  };
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** What is known of so many clients is kept; then what is of earlier minutes is forgotten. */
const ACCOUNTS_MAX = 1_000;
const ROUNDS_MAX = 8;
/** What is answered anyway does not wait for long to tell how the quota stands. */
const LOOK_MS_MAX = 300;

/** What this process knows of a client's counters, as of its last look, in the minute that is counted now. */
interface Known {
  day: string;
  /** That of the entry, where a clock a little ahead of this one has begun it. */
  minute: number;
  /** Whether the entry is known to count this minute already. */
  isBegun: boolean;
  minuteWines: number;
  dayWines: number;
  /** How many of them were counted in advance and are not used: what is left of the lease. */
  left: number;
  /** What was left of leases of earlier minutes, which the day gets back. */
  unused: number;
}

/**
 * Opens the counters in a table. Each wine is counted by one conditional write, until quotas are so large that the
 * writes of all processes to one entry would come too thick: then each counts some wines in advance, its lease, which
 * is good for the minute. All leases together are at most 1 % of the quota, so that much may be refused though nobody
 * has asked; the day gets back what was not used, with the next write. Never is more answered than the quota.
 */
export function openCounter(table: Table, processesMax = PREDICT_PROCESSES_MAX): Counter {
  const accounts = new Map<string, Known>();
  const tell = (quota: Quota, known: Known, wines: number): Counted => {
    const nowMs = table.clock.now();
    const excess = findExcess(quota, known, wines, nowMs);
    const state = stateOf(quota, known, nowMs);
    return excess === undefined ? { state } : { excess, state };
  };
  return {
    clock: table.clock,
    foresee: (quota, wines) => tell(quota, knowNow(accounts, quota.account, table.clock.now()), wines),
    async look(quota, wines, deadline) {
      const known = knowNow(accounts, quota.account, table.clock.now());
      note(known, await readUsage(table, quota.account, known.day, deadline));
      return tell(quota, known, wines);
    },
    async count(quota, wines, deadline) {
      if (findUnfit(quota, wines) !== undefined) return this.look(quota, wines, deadline);
      return retryUntil(table.clock, deadline, async () => {
        const known = knowNow(accounts, quota.account, table.clock.now());
        // Others may come between a look and a write, and few do so again and again.
        for (let round = 0; round < ROUNDS_MAX; round++) {
          const told = tell(quota, known, wines);
          if (told.excess !== undefined) return told;
          if (await take(table, quota, known, wines, leaseOf(quota, processesMax), deadline)) {
            return tell(quota, known, 0);
          }
          note(known, await readUsage(table, quota.account, known.day, deadline));
        }
        throw new Unfinished('Others have counted at the same moment.');
      });
    },
  };
}

/** How many wines a process may count in advance. */
function leaseOf({ perMinute = Infinity, perDay = Infinity }: Quota, processesMax: number): number {
  return Math.max(1, Math.floor((LEASED_SHARE_MAX * Math.min(perMinute, perDay)) / processesMax));
}

/** Takes wines from the lease, and where that has too few left, counts them, and a new lease. False where it failed. */
async function take(
  table: Table,
  { account, perMinute = Infinity, perDay = Infinity }: Quota,
  known: Known,
  wines: number,
  lease: number,
  deadline: number,
): Promise<boolean> {
  const { day, minute, left, unused } = known;
  if (left >= wines) {
    known.left -= wines;
    return true;
  }
  const needed = wines - left;
  // Towards the end of a quota only what is needed is counted, or the last wines would be nobody's.
  const fits = known.minuteWines + lease <= perMinute && known.dayWines + lease - unused <= perDay;
  const minuteWines = fits ? Math.max(needed, lease) : needed;
  const increase = {
    ...{ account, day, minute, minuteWines },
    dayWines: minuteWines - unused,
    minuteWinesMax: perMinute,
    dayWinesMax: perDay,
  };
  // Nobody else may use it meanwhile; and should the answer be lost, the day rather gets back too little than twice.
  known.left -= left;
  known.unused -= unused;
  const counted = await (known.isBegun ? addToMinute : beginMinute)(table, increase, deadline);
  if (counted === undefined) {
    known.left += left;
    known.unused += unused;
    return false;
  }
  known.left += minuteWines - needed;
  note(known, counted);
  return true;
}

/** What is known of a client in the minute that it is now. */
function knowNow(accounts: Map<string, Known>, account: string, nowMs: number): Known {
  const minute = Math.floor(nowMs / MINUTE_MS);
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const before = accounts.get(account);
  if (before !== undefined && before.day === day && isNow(before.minute, minute)) return before;
  if (accounts.size >= ACCOUNTS_MAX) forget(accounts, minute);
  const unused = before?.day === day ? before.left + before.unused : 0;
  const known = { day, minute, isBegun: false, minuteWines: 0, dayWines: 0, left: 0, unused };
  accounts.set(account, known);
  return known;
}

function forget(accounts: Map<string, Known>, minute: number): void {
  for (const [account, known] of accounts) if (!isNow(known.minute, minute)) accounts.delete(account);
}

/** Clocks may differ a little: another process may be in the next minute already. */
function isNow(minute: number, now: number): boolean {
  return minute === now || minute === now + 1;
}

/** Takes note of the counters as they were found. */
function note(known: Known, usage: StoredUsage | undefined): void {
  known.dayWines = usage?.dayWines ?? 0;
  known.isBegun = usage !== undefined && isNow(usage.minute, known.minute);
  known.minuteWines = usage !== undefined && known.isBegun ? usage.minuteWines : 0;
  if (usage === undefined || !known.isBegun || usage.minute === known.minute) return;
  known.minute = usage.minute;
  known.unused += known.left;
  known.left = 0;
}

/** Of more wines than the quota ever allows at once. */
function findUnfit({ perMinute = Infinity, perDay = Infinity }: Quota, wines: number): Excess | undefined {
  if (wines > perDay) return { rule: 'quotaPerDay', limit: perDay, retryAfterSeconds: null };
  return wines > perMinute ? { rule: 'quotaPerMinute', limit: perMinute, retryAfterSeconds: null } : undefined;
}

/** As far as is known; that of the day goes first, since it is waited for longer. */
function findExcess(quota: Quota, known: Known, wines: number, nowMs: number): Excess | undefined {
  const unfit = findUnfit(quota, wines);
  if (unfit !== undefined) return unfit;
  const found = windowsOf(quota, known, nowMs).find(({ remaining }) => remaining < wines);
  return found && { rule: found.rule, limit: found.limit, retryAfterSeconds: found.resetSeconds };
}

/** The window of which least is left; of two alike the day. */
function stateOf(quota: Quota, known: Known, nowMs: number): QuotaState {
  const [first, second] = windowsOf(quota, known, nowMs);
  const least = second !== undefined && (first === undefined || second.remaining < first.remaining) ? second : first;
  if (least === undefined) throw new Error(`${quota.account} has no quota.`);
  const { limit, remaining, resetSeconds } = least;
  return { limit, remaining, resetSeconds };
}

interface QuotaWindow extends QuotaState {
  rule: QuotaRule;
}

/** The quota per day, then that per minute, each if there is one. */
function windowsOf({ perMinute, perDay }: Quota, known: Known, nowMs: number): QuotaWindow[] {
  const { minute, minuteWines, dayWines, left, unused } = known;
  const secondsUntil = (endMs: number): number => Math.max(1, Math.ceil((endMs - nowMs) / 1000));
  const windows: QuotaWindow[] = [];
  if (perDay !== undefined) {
    const remaining = Math.max(0, perDay - dayWines + left + unused);
    windows.push({ rule: 'quotaPerDay', limit: perDay, remaining, resetSeconds: secondsUntil(nextDayMs(known.day)) });
  }
  if (perMinute !== undefined) {
    const remaining = Math.max(0, perMinute - minuteWines + left);
    const resetSeconds = secondsUntil((minute + 1) * MINUTE_MS);
    windows.push({ rule: 'quotaPerMinute', limit: perMinute, remaining, resetSeconds });
  }
  return windows;
}

function nextDayMs(day: string): number {
  return Date.parse(day) + DAY_MS;
}
