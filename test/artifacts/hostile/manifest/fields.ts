import type { LooseManifest, LooseTarget } from '../version-files.ts';

/** A change of a manifest, and what the refusal of it says. */
type Damage = [name: string, says: string, damage: (manifest: LooseManifest) => void];

const country = (change: (target: LooseTarget) => void) => (manifest: LooseManifest) =>
  change(manifest.targets['country']!);
const assign = (more: object) => (manifest: LooseManifest) => void Object.assign(manifest, more);
const feature = (more: object) => (manifest: LooseManifest) => {
  Object.assign(manifest.features, more);
  Object.assign(manifest.training.settings.features, more);
};
const calibration = (more: object) => country((target) => void Object.assign(target.calibration['description']!, more));
const file = (more: object) => (manifest: LooseManifest) => void Object.assign(manifest.files['model.onnx']!, more);
const runtime = (onnxRuntime: unknown) => (manifest: LooseManifest) =>
  void Object.assign(manifest.training, { onnxRuntime });
const names = (...classes: unknown[]) => country((target) => void target.classes.splice(0, classes.length, ...classes));

/** Fields that are missing, of another type, out of bounds, or in disagreement with others. */
export const FIELDS: Damage[] = [
  ['a format to come', 'format is 4', assign({ format: 4 })],
  ['a format of no number', 'format is not a number', assign({ format: '3' })],
  ['curves in format 2, which had none', 'curve must not be there', assign({ format: 2 })],
  ['format 0', 'format is 0', assign({ format: 0 })],
  ['format 1 without its temperatures', 'temperatures must be there', assign({ format: 1 })],
  [
    'format 1 as it first was, with one temperature',
    'temperatures must be there',
    (manifest) => {
      Object.assign(manifest, { format: 1 });
      for (const target of ['country', 'variety']) Object.assign(manifest.targets[target]!, { temperature: 1 });
    },
  ],
  [
    'format 1 with a temperature of 0',
    'temperatures.note must',
    (manifest) => {
      Object.assign(manifest, { format: 1 });
      const temperatures = { note: 0, noteAndNumbers: 1, everything: 1 };
      for (const target of ['country', 'variety']) Object.assign(manifest.targets[target]!, { temperatures });
    },
  ],
  ['no version', '"version"', assign({ version: '' })],
  ['a version that is a path', '"version"', assign({ version: '../../datasets/labels' })],
  ['a version with a line of its own', '"version"', assign({ version: 'v-1\nERROR' })],
  ['features of which there are -1', '"featureCount"', assign({ featureCount: -1 })],
  ['2^40 features', '"featureCount"', assign({ featureCount: 2 ** 40 })],
  ['half a feature', '"featureCount"', assign({ featureCount: 0.5 })],
  ['one feature too many', 'features, and', (manifest) => void (manifest.featureCount += 1)],
  ['no features', 'features, and 0 by the manifest', (manifest) => void (manifest.featureCount = 0)],
  ['pieces of words of 0 letters', 'gramLength must', feature({ gramLength: 0 })],
  ['pieces of words of 10^9 letters', 'gramLength must', feature({ gramLength: 1e9 })],
  ['pieces of words of 4.5 letters', 'gramLength must', feature({ gramLength: 4.5 })],
  ['price steps of 0', 'priceStepsPerDoubling must', feature({ priceStepsPerDoubling: 0 })],
  ['a price step of 1e300', 'jointPriceStepsPerDoubling must', feature({ jointPriceStepsPerDoubling: 1e300 })],
  ['a feature setting that nobody knows', 'more must not be there', feature({ more: 1 })],
  [
    'a feature setting that is missing',
    'gramLength must be there',
    (manifest) => void delete manifest.features.gramLength,
  ],
  [
    'features that it was not trained with',
    'must be those of training.settings',
    (manifest) => void (manifest.features.gramLength = 5),
  ],
  [
    'a file elsewhere',
    'must not be there',
    (manifest) => void (manifest.files['../../etc/passwd'] = manifest.files['model.onnx']!),
  ],
  ['a file too few', 'the manifest does not name it', (manifest) => void delete manifest.files['vocabulary.bin']],
  ['no graph', 'the manifest does not name it', (manifest) => void delete manifest.files['model.onnx']],
  ['a digest that is none', 'sha256 must be', file({ sha256: 'x'.repeat(64) })],
  ['a digest in capitals', 'sha256 must be', file({ sha256: 'A'.repeat(64) })],
  ['a length below 0', 'bytes must be', file({ bytes: -1 })],
  ['a graph of 2^40 bytes', 'bytes must be', file({ bytes: 2 ** 40 })],
  ['a graph of more bytes than its weights take', 'so few weights take', file({ bytes: 40_000_000 })],
  ['a graph one byte longer', 'bytes, and', (manifest) => void (manifest.files['model.onnx']!.bytes += 1)],
  ['no targets', '"targets.country"', assign({ targets: {} })],
  [
    'a target that nobody knows',
    'region must not be there',
    (manifest) => void (manifest.targets['region'] = manifest.targets['country']!),
  ],
  ['no classes', 'classes must be a list', country((target) => void (target.classes = []))],
  ['one class', 'classes must be a list', country((target) => void (target.classes.length = 1))],
  ['a class too few', 'must be a list of', country((target) => void target.classes.pop())],
  [
    'a class more, in all lists',
    '"training"',
    country((target) => {
      target.classes.push('Atlantis');
      target.prior = target.prior.map(() => 1 / target.classes.length);
      target.prior.push(1 / target.classes.length);
      target.bias.push(0);
    }),
  ],
  [
    '6,000 classes',
    'classes must be a list',
    country((target) => void (target.classes = Array.from({ length: 6_000 }, (_, at) => `c${at}`))),
  ],
  ['two classes of a name', 'have each class once', names('Same', 'Same')],
  ['a class without a name', 'classes.0 must', names(' ')],
  ['a class that is a number', 'classes.0 must', names(7)],
  ['a class of 1,000 letters', 'classes.0 must', names('x'.repeat(1_000))],
  ['a class with NUL', 'classes.0 must', names('a\0b')],
  ['a class with half of a pair', 'classes.0 must', names('\ud800')],
  ['a prior of 0', 'prior.0 must', country((target) => void (target.prior[0] = 0))],
  ['a prior below 0', 'prior.0 must', country((target) => void (target.prior[0] = -0.5))],
  ['priors that add up to 2', 'must add up to 1', country((target) => void (target.prior = target.prior.map(() => 1)))],
  ['a bias of 1e308', 'bias.0 must', country((target) => void (target.bias[0] = 1e308))],
  ['a bias that is a text', 'bias.0 must', country((target) => void (target.bias[0] = '0'))],
  ['a bias too few', 'bias must be a list', country((target) => void target.bias.pop())],
  ['a bias that the graph has not', 'the bias of country 0', country((target) => void (target.bias[0] = 0.5))],
  ['a slope of 0', 'slope must', calibration({ slope: 0 })],
  ['a slope of 1e300', 'slope must', calibration({ slope: 1e300 })],
  ['a slope that is a text', 'slope must', calibration({ slope: '1' })],
  ['a calibration with something else in it', 'more must not be there', calibration({ more: 1 })],
  ['a curve without a point', 'curve must be a list', calibration({ curve: [] })],
  ['a curve that is a text', 'curve must be a list', calibration({ curve: '0.5' })],
  ['a curve of 1,001 points', 'curve must be a list', calibration({ curve: Array(1001).fill([0.5, 0.5]) })],
  ['a point of one number', 'curve.0 must be a list', calibration({ curve: [[0.5]] })],
  ['a point of null', 'curve.0.1 must', calibration({ curve: [[0.5, null]] })],
  ['a curve above 1', 'curve.0.1 must', calibration({ curve: [[0.5, 1.5]] })],
  ['a curve that stands still', 'curve must rise', calibration({ curve: Array(2).fill([0.5, 0.5]) })],
  ['a curve that goes back', 'curve must rise', calibration({ curve: [0.5, 0.4].map((said) => [said, 0.5]) })],
  ['a curve that falls', 'curve must rise', calibration({ curve: [0.5, 0.6].map((said) => [said, 1 - said]) })],
  [
    'no calibration of a set of fields',
    'description must be there',
    country((target) => void delete target.calibration.description),
  ],
  [
    'a calibration of fields that nobody has',
    'colour must not be there',
    country((target) => void (target.calibration.colour = { slope: 1, prior: 0 })),
  ],
  ['no calibrations', 'calibration must be', country((target) => void Object.assign(target, { calibration: null }))],
  ['another ONNX Runtime', 'was proven with ONNX Runtime 1.29.0', runtime('1.29.0')],
  ['an ONNX Runtime to come', 'was proven with ONNX Runtime 99.0.0', runtime('99.0.0')],
  ['an ONNX Runtime without a number', 'was proven with ONNX Runtime latest', runtime('latest')],
  ['no ONNX Runtime', 'onnxRuntime must be', runtime(null)],
  ['no training', '"training"', (manifest) => void Reflect.deleteProperty(manifest, 'training')],
  [
    'examples of other classes',
    'classExamples must',
    (manifest) => void manifest.training.report.classExamples['country']!.pop(),
  ],
  ['no evaluation', '"evaluation"', (manifest) => void Reflect.deleteProperty(manifest, 'evaluation')],
  [
    'an accuracy of 2',
    'accuracy must',
    (manifest) => void (manifest.evaluation['country']!.regimes['note']!.accuracy = 2),
  ],
  [
    'a constructor',
    'constructor must not be there',
    (manifest) => void Object.assign(manifest.training.settings, { constructor: {} }),
  ],
  [
    'a text of 20,000 letters where nobody looks',
    'up to 10000',
    (manifest) => void (manifest.training.settings.more = 'x'.repeat(20_000)),
  ],
];
