const Z = 1.959963984540054;

/** The 95 % interval of a share that was seen of so many (Wilson 1927); a test holds it against the trainer's. */
export function wilson(share: number, n: number): { low: number; high: number } {
  if (n === 0) return { low: 0, high: 1 };
  const scale = 1 + (Z * Z) / n;
  const centre = share + (Z * Z) / (2 * n);
  const reach = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  return { low: Math.max(0, (centre - reach) / scale), high: Math.min(1, (centre + reach) / scale) };
}
