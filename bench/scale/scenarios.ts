import { DEFAULT_ACCOUNT, RAISED_ACCOUNT } from './account.ts';
import type { RecordedFile } from './recorded-file.ts';
import type { Scenario } from './scenario.ts';

/** How many predictions a second are asked for. */
export const RATES = [10, 1_000, 100_000] as const;

/** Wines a request: `predict`, and the largest `predictBatch`. */
export const BATCHES = [1, 100] as const;

/** Over how many partition keys a client's predictions may be spread. */
export const KEY_COUNTS = [1, 2, 4, 8] as const;

/** What one client asks for in the table of numbered partitions, wines a second. */
export const CLIENT_RATES = [
  { winesARequest: 1, claimsSplitOff: false, rates: [450, 550, 650, 780, 860] },
  { winesARequest: 1, claimsSplitOff: true, rates: [900, 1_800, 3_600, 7_200] },
  { winesARequest: 100, claimsSplitOff: false, rates: [900, 1_800, 3_600, 7_200] },
] as const;

/** Who asks: one client alone, or a thousand, one of whom asks for a seventh of all, or who all ask for as much. */
export const CROWDS = {
  one: { clients: 1, skew: 'even' },
  zipf: { clients: 1_000, skew: 'zipf' },
  even: { clients: 1_000, skew: 'even' },
} as const;

/** Who asks, by name. */
export type Crowd = keyof typeof CROWDS;

/** Simulated seconds, by rate: so that there are thousands of requests, and a cold start is not most of it. */
const SECONDS: Readonly<Record<(typeof RATES)[number], number>> = { 10: 600, 1_000: 120, 100_000: 10 };
const CLIENT_SECONDS = 30;
/** The environments that are there where a rate has been going on; few of them are needed, and idle ones vanish. */
const WARM_SHARE = 0.05;

const USUAL: Omit<Scenario, 'id' | 'winesPerSecond' | 'winesARequest' | 'seconds'> = {
  account: DEFAULT_ACCOUNT,
  ...CROWDS.even,
  keysAClient: 1,
  claimsSplitOff: false,
  quotaPerMinute: null,
  warm: 0,
  bursts: null,
  seed: 16,
};

/** How many chunks of a file are answered at once, by partitions of its client; 40 is what the template has. */
export const FILES = [
  { partitions: 1, childrenAtOnce: 40 },
  { partitions: 1, childrenAtOnce: 5 },
  { partitions: 8, childrenAtOnce: 40 },
  { partitions: 8, childrenAtOnce: 5 },
] as const;

/** Names a recorded file. */
export function nameFile(partitions: number, childrenAtOnce: number): string {
  return `file.${partitions}.${childrenAtOnce}`;
}

/** Every recorded file that docs/SCALE.md tells of: beside each its client asks for as much as WAF lets it. */
export function listFiles(): RecordedFile[] {
  return FILES.map(({ partitions, childrenAtOnce }) => ({
    id: nameFile(partitions, childrenAtOnce),
    rows: FILE_ROWS,
    partitions,
    childrenAtOnce,
    singlesPerSecond: SINGLES_PER_SECOND,
    seed: 16,
  }));
}

const FILE_ROWS = 200_000;
const SINGLES_PER_SECOND = 50;

/** Every scenario that docs/SCALE.md tells of. */
export function listScenarios(): Scenario[] {
  return [...listRates(), ...listRaised(), ...listClients(), ...listOthers()];
}

/** Names the scenario of a rate in an account. */
export function nameRate(account: 'default' | 'raised', rate: number, batch: number, crowd: Crowd): string {
  return `${account}.${rate}.${batch}.${crowd}`;
}

/** Names the scenario of one client whose predictions are spread over so many keys. */
export function nameClient(rate: number, batch: number, claimsSplitOff: boolean, keys: number): string {
  return `client.${rate}.${batch}.${claimsSplitOff ? 'later' : 'first'}.${keys}`;
}

function listRates(): Scenario[] {
  return RATES.flatMap((rate) =>
    BATCHES.flatMap((batch) =>
      (Object.keys(CROWDS) as Crowd[]).map((crowd) => ({
        ...USUAL,
        ...CROWDS[crowd],
        id: nameRate('default', rate, batch, crowd),
        winesPerSecond: rate,
        winesARequest: batch,
        quotaPerMinute: quotaOf(rate),
        seconds: SECONDS[rate],
      })),
    ),
  );
}

/** Twice of what all clients ask for: it binds nobody, and is counted. */
function quotaOf(winesPerSecond: number): number {
  return 2 * 60 * winesPerSecond;
}

function listRaised(): Scenario[] {
  const rate = 100_000;
  return BATCHES.flatMap((batch) =>
    (['zipf', 'even'] as const).map((crowd) => ({
      ...USUAL,
      ...CROWDS[crowd],
      id: nameRate('raised', rate, batch, crowd),
      account: RAISED_ACCOUNT,
      winesPerSecond: rate,
      winesARequest: batch,
      quotaPerMinute: quotaOf(rate),
      warm: (WARM_SHARE * rate) / batch,
      seconds: SECONDS[rate],
    })),
  );
}

function listClients(): Scenario[] {
  return CLIENT_RATES.flatMap(({ winesARequest, claimsSplitOff, rates }) =>
    rates.flatMap((rate) =>
      KEY_COUNTS.map((keysAClient) => ({
        ...USUAL,
        ...CROWDS.one,
        id: nameClient(rate, winesARequest, claimsSplitOff, keysAClient),
        winesPerSecond: rate,
        winesARequest,
        keysAClient,
        claimsSplitOff,
        quotaPerMinute: quotaOf(rate),
        warm: Math.ceil((WARM_SHARE * rate) / winesARequest),
        seconds: CLIENT_SECONDS,
      })),
    ),
  );
}

function listOthers(): Scenario[] {
  const thousand = { ...USUAL, winesPerSecond: 1_000, winesARequest: 1, quotaPerMinute: quotaOf(1_000) };
  const bursts = { seconds: 1, everySeconds: 10 };
  return [
    { ...thousand, id: 'bursts', bursts, seconds: 120 },
    { ...thousand, id: 'bursts.raised', account: RAISED_ACCOUNT, bursts, seconds: 120 },
    { ...thousand, id: 'fresh', account: { ...DEFAULT_ACCOUNT, partitions: 4 }, winesPerSecond: 3_000, seconds: 60 },
    {
      ...thousand,
      ...CROWDS.one,
      id: 'saved',
      account: { ...DEFAULT_ACCOUNT, burstSeconds: 300 },
      seconds: 280,
    },
  ];
}
