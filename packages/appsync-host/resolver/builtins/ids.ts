import { randomBytes } from 'node:crypto';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A KSUID counts its seconds from 2014-05-13T16:53:20Z. */
const KSUID_EPOCH_SECONDS = 1_400_000_000;

/** A ULID: 48 bits of milliseconds, 80 random bits (github.com/ulid/spec). */
export function createUlid(nowMs = Date.now()): string {
  const bits = (BigInt(nowMs) << 80n) | toBigInt(randomBytes(10));
  return toDigits(bits, CROCKFORD, 26);
}

/** A KSUID: 32 bits of seconds, 128 random bits, base62 (github.com/segmentio/ksuid). */
export function createKsuid(nowMs = Date.now()): string {
  const seconds = BigInt(Math.floor(nowMs / 1000) - KSUID_EPOCH_SECONDS);
  return toDigits((seconds << 128n) | toBigInt(randomBytes(16)), BASE62, 27);
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function toDigits(value: bigint, alphabet: string, length: number): string {
  const base = BigInt(alphabet.length);
  let rest = value;
  let digits = '';
  while (digits.length < length) {
    digits = alphabet.charAt(Number(rest % base)) + digits;
    rest /= base;
  }
  return digits;
}
