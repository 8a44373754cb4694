import { listFrequent } from '../../classifier/drift/gauge.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import { BIN_EDGES, COUNTED_FIELDS, type HistogramName } from '../../contract/traffic.ts';

/** What each bin of a version's histogram holds, for people: `13–16`, `0 %–3 %`, a class, a field. */
export function labelBins(name: HistogramName, { targets }: Pick<Manifest, 'targets'>): string[] {
  if (name === 'fields') return [...COUNTED_FIELDS];
  if (name === 'country' || name === 'variety') return [...listFrequent(targets[name], name), 'other'];
  const write = WRITERS[name];
  const edges = BIN_EDGES[name].map(write);
  return [`under ${edges[0]}`, ...edges.slice(1).map((edge, at) => `${edges[at]}–${edge}`), `${edges.at(-1)} and more`];
}

const writeShare = (share: number): string => `${Number((100 * share).toFixed(1))} %`;
const WRITERS = {
  words: writeShare,
  price: (price: number) => `$${price}`,
  points: String,
  countryConfidence: writeShare,
  varietyConfidence: writeShare,
};
