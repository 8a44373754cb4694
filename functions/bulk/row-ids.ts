/** The digits of a ULID (Crockford's base 32), in their order. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The ULID that is another one incremented so many times. */
export function incrementUlid(id: string, count: number): string {
  let left = BigInt(count);
  const digits = [...id];
  for (let at = digits.length - 1; at >= 0 && left > 0n; at -= 1) {
    const sum = BigInt(DIGITS.indexOf(digits[at] ?? '0')) + left;
    digits[at] = DIGITS.charAt(Number(sum % 32n));
    left = sum / 32n;
  }
  return digits.join('');
}
