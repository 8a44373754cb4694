import type { LooseBaseline, LooseManifest } from '../version-files.ts';

/** A change of a manifest, and what the refusal of it says. */
type Damage = [name: string, says: string, damage: (manifest: LooseManifest) => void];

const baseline = (change: (baseline: LooseBaseline) => void) => (manifest: LooseManifest) => change(manifest.baseline);
const set = (more: object) => baseline((one) => void Object.assign(one, more));
const bins = (more: object) => baseline((one) => void Object.assign(one.bins, more));
const sums = (more: object) => baseline((one) => void Object.assign(one.confidence['country']!, more));

/** Baselines that count what nobody can have counted. A manifest without one is sound. */
export const BASELINES: Damage[] = [
  ['a baseline of null', 'baseline', (manifest) => void Object.assign(manifest, { baseline: null })],
  ['a baseline that is a list', 'must be an object', (manifest) => void Object.assign(manifest, { baseline: [] })],
  ['a baseline of no edition', 'edition must', set({ edition: undefined })],
  ['a baseline of edition -1', 'edition must', set({ edition: -1 })],
  ['a baseline of half a prediction', 'predictions must', set({ predictions: 0.5 })],
  ['a baseline of 1e300 predictions', 'predictions must', set({ predictions: 1e300 })],
  ['a baseline with something else in it', 'more must not be there', set({ more: 1 })],
  ['a histogram too few', 'bins.price must be there', baseline((one) => void delete one.bins['price'])],
  ['a histogram of colours', 'bins.colour must not be there', bins({ colour: [1] })],
  ['a histogram of another length', 'bins.price must be a list of', bins({ price: [1] })],
  ['a bin of -1 wines', 'bins.price.0 must', baseline((one) => void (one.bins['price']![0] = -1))],
  ['a bin that is a text', 'bins.points.1 must', baseline((one) => void (one.bins['points']![1] = '7'))],
  ['more prices than wines', 'bins.price must count', baseline((one) => void (one.bins['price']![0] = 1e6))],
  ['more notes than wines', 'bins.fields must count', baseline((one) => void (one.bins['fields']![0] = 1e6))],
  [
    'an answer too many',
    'bins.country must count',
    baseline((one) => void (one.predictions = Number(one.predictions) + 1)),
  ],
  ['confidences above 1', 'confidence.country must', sums({ sum: 1e6, squares: 1 })],
  ['squares of more than confidences', 'confidence.country must', sums({ sum: 1, squares: 2 })],
  ['a confidence that is a text', 'confidence.country.sum must', sums({ sum: '1' })],
  ['a baseline of an edition to come that is a flood', 'up to 10000', set({ edition: 2, more: 'x'.repeat(20_000) })],
];
