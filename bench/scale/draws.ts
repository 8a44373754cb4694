import type { Random } from '../../classifier/fit/random.ts';

/** A time in ms, drawn anew at each call. */
export type Draw = () => number;

/** Times between events that come independently, on average so many a second. */
export function drawGaps(random: Random, perSecond: number): Draw {
  return () => (-Math.log(1 - random.next()) * 1_000) / perSecond;
}

/** Times whose logarithms are normal, by their median and by how many times longer the 99th of a hundred is. */
export function drawLogNormal(random: Random, medianMs: number, p99Times: number): Draw {
  const sigma = Math.log(p99Times) / NORMAL_P99;
  return () => medianMs * Math.exp(sigma * drawNormal(random));
}

/** Sums of four exponential times, with that mean: the 99th of a hundred is two and a half times as long. */
export function drawErlang(random: Random, meanMs: number): Draw {
  return () => {
    let product = 1;
    for (let stage = 0; stage < ERLANG_STAGES; stage += 1) product *= 1 - random.next();
    return (-Math.log(product) * meanMs) / ERLANG_STAGES;
  };
}

/** How clients differ: all ask as often, or the second half as often as the first, the third a third … (Zipf). */
export type Skew = 'even' | 'zipf';

/** Draws one of so many clients. */
export function drawClient(random: Random, clients: number, skew: Skew): () => number {
  const sums = new Float64Array(clients);
  let sum = 0;
  for (let client = 0; client < clients; client += 1) sums[client] = sum += skew === 'even' ? 1 : 1 / (client + 1);
  return () => {
    const drawn = random.next() * sum;
    let [low, high] = [0, clients - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** The value below which 99 % of the standard normal distribution lie. */
const NORMAL_P99 = 2.326;
const ERLANG_STAGES = 4;

/** A number of the standard normal distribution (Box and Muller 1958). */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
