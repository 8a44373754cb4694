import type { Random } from '../../classifier/fit/random.ts';

/** Above this mean a Poisson variable is drawn as a normal one, rounded: nobody could tell by what is simulated. */
const EXACT_MEAN_MAX = 50;

/** Draws numbers of events that come independently, `mean` of them on average. */
export function createPoisson(random: Random): (mean: number) => number {
  return (mean) => {
    if (mean > EXACT_MEAN_MAX) return Math.max(0, Math.round(mean + Math.sqrt(mean) * drawNormal(random)));
    let count = 0;
    for (let product = random.next(); product > Math.exp(-mean); product *= random.next()) count += 1;
    return count;
  };
}

/** A number of the standard normal distribution (Box and Muller 1958). */
function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
