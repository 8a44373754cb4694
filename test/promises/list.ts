/** A promise of docs/RELIABILITY.md, and what tries it beyond the tests whose names begin with its number. */
export interface Promised {
  /** `R5`. */
  readonly number: string;
  readonly says: string;
  /** What tries it for long, as arguments of launch.cjs: run with --long only, good where it exits with 0. */
  readonly long?: readonly string[];
}

/** What the service promises. A test of each has a name that begins with its number, or it is tried for long. */
export const PROMISES: readonly Promised[] = [
  { number: 'R1', says: 'Nothing is answered that is not recorded, whenever a process is killed.' },
  { number: 'R2', says: 'One requestId many times at once: one record, equal answers; another wine: RequestConflict.' },
  { number: 'R3', says: 'Half of all writes throttled: every call is answered, or fails retryably within 3 s.' },
  { number: 'R4', says: 'Without S3 warm functions go on, and cold ones answer with the starter model and say so.' },
  { number: 'R5', says: 'A truncated, altered or exchanged model file is never served.' },
  { number: 'R6', says: 'A hostile model file is refused within 1 s and 64 MB.' },
  { number: 'R7', says: 'A training killed at any step leaves the champion as it was, and the next one succeeds.' },
  { number: 'R8', says: 'Of many moves of the champion at once exactly one wins.' },
  { number: 'R9', says: 'Promotions and rollbacks under load fail no request; all functions follow within 30 s.' },
  { number: 'R10', says: 'Poisoned examples do not reach production.' },
  { number: 'R12', says: 'Whatever is too large is refused with a typed error, within 200 ms and bounded memory.' },
  { number: 'R13', says: 'Any text is answered or refused, never Internal; equal texts are answered equally.' },
  { number: 'R14', says: 'A number out of range is InvalidInput that names the field; an unknown name is a warning.' },
  { number: 'R15', says: 'Of a batch exactly the bad wines are rejected; the others are answered as if alone.' },
  { number: 'R16', says: 'The exported graph scores as the trainer does, or the version is not registered.' },
  { number: 'R17', says: 'The same data and seed make the same bytes, on any number of threads.' },
  { number: 'R18', says: 'The confidence is true, whichever fields are told.' },
  {
    number: 'R20',
    says: 'Quotas hold within 1 % among many callers; one client’s storm slows another by 20 % at most.',
    long: ['bench/soak/storm.ts'],
  },
  { number: 'R21', says: 'A subscriber that was away can learn all that it missed.' },
  { number: 'R22', says: 'Abuse of GraphQL itself is bounded, and answered in its own form.' },
  { number: 'R23', says: 'Each field is open to exactly the scopes of the table; no client sees another one’s.' },
  { number: 'R24', says: 'Keys are stored hashed, shown once, and dead within 60 s of being revoked.' },
  { number: 'R25', says: 'No finding of cdk-nag without a reasoned acknowledgement.' },
  { number: 'R26', says: 'Logs hold no key and no tasting note.' },
  { number: 'R27', says: 'What is stored of a client can be exported, and erased everywhere, with a proof.' },
  { number: 'R30', says: 'Tables and bucket come back to a point in time, and the same champion answers the same.' },
  {
    number: 'R31',
    says: 'Ten minutes of steady load: no error, and no process’s memory grows by more than 5 %.',
    long: ['bench/soak/soak.ts'],
  },
  { number: 'R33', says: 'One request costs a bounded amount, whatever its aliases and filters.' },
];
