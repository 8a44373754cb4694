import { NAME_CHARACTERS_MAX } from '../../contract/limits.ts';
import { MODEL_FILES } from '../../contract/objects.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import type { CurvePoint } from '../answer/calibration.ts';
import { listFieldSets, nameFields, REGIMES } from '../features/visibility.ts';
import { FEATURES_MAX } from '../features/vocabulary.ts';
import { checkBaseline } from './baseline-check.ts';
import { allOf, integerWithin, isObject, isTame, listOf, must, numberWithin } from './json-checks.ts';
import { objectLike, textLike, within } from './json-checks.ts';
import type { Check, Complaint } from './json-checks.ts';
import { CLASSES_MAX, MODEL_FILE_BYTES_MAX } from './limits.ts';

/** Shares of classes add up to 1 but for what rounding does. */
const SHARES_ERROR_MAX = 1e-3;
/** Far above what calibrations come to, which are held between 0.2 and 5. */
const CALIBRATION_MAX = 1e3;
const CALIBRATION_MIN = 1e-3;
const FIRST_FORMAT_WITH_CURVES = 3;
/** Far above what groups of so many examples come to. */
const CURVE_POINTS_MAX = 1_000;
const BIAS_MAX = 1e6;
/** No word has longer pieces, and no price finer steps, that tell anything. */
const CHARACTERS_MAX = 100;
const PRICE_STEPS_MAX = 1_000;
const COUNT_MAX = Number.MAX_SAFE_INTEGER;

const count = integerWithin(0, COUNT_MAX);
const text: Check = (value) => (typeof value === 'string' ? undefined : must('be a text'));
const sha256 = textLike(/^[0-9a-f]{64}$/, 'a SHA-256 in hex');
const digest = (bytesMax: number): Check => objectLike({ must: { bytes: integerWithin(0, bytesMax), sha256 } });
const eachTarget = (check: Check): Check => objectLike({ must: { country: check, variety: check } });

/** A name of a class: 1 to 100 characters, none of which is a control character or half of a pair. */
const className: Check = (value) => {
  const isName = typeof value === 'string' && value.isWellFormed() && !/\p{Cc}/u.test(value) && value.trim() !== '';
  return isName && [...value].length <= NAME_CHARACTERS_MAX
    ? undefined
    : must(`be a name of up to ${NAME_CHARACTERS_MAX} characters`);
};

const share: Check = (value) =>
  typeof value === 'number' && value > 0 && value <= 1 ? undefined : must('be a number above 0 and up to 1');

/** Points of a curve, [said, right], both from 0 to 1, of which said rises and right does not fall. */
const curve: Check = allOf(listOf(listOf(numberWithin(0, 1), 2, 2), 1, CURVE_POINTS_MAX), (value) => {
  const points = value as readonly CurvePoint[];
  const rises = points.every(([said, right], at) => {
    const [saidBefore, rightBefore] = points[at - 1] ?? [-1, 0];
    return said > saidBefore && right >= rightBefore;
  });
  return rises ? undefined : must('rise from point to point');
});

/**
 * What scores become probabilities by, for one set of fields. It has nothing else: a reader that does not know what
 * else is there would answer other probabilities.
 */
function calibrationLike(format: number): Check {
  return objectLike({
    must: {
      slope: numberWithin(CALIBRATION_MIN, CALIBRATION_MAX),
      prior: numberWithin(-CALIBRATION_MAX, CALIBRATION_MAX),
    },
    may: format >= FIRST_FORMAT_WITH_CURVES ? { curve } : {},
    isClosed: true,
  });
}

/** A calibration for each set of fields that tells something of the target, and for nothing else. */
function calibrationsOf(target: Target, format: number): Check {
  const sets = listFieldSets(target).map((fields) => [nameFields(fields), calibrationLike(format)]);
  return objectLike({ must: Object.fromEntries(sets) as Record<string, Check>, isClosed: true });
}

const temperature = numberWithin(1 / CALIBRATION_MAX, CALIBRATION_MAX);
const temperatures = objectLike({ must: Object.fromEntries(REGIMES.map((regime) => [regime, temperature])) });

function targetLike(target: Target, format: number): Check {
  return (value) => {
    if (!isObject(value)) return must('be an object');
    const { classes } = value;
    const wrongClasses = listOf(className, 2, CLASSES_MAX)(classes);
    if (wrongClasses !== undefined || !Array.isArray(classes)) return within('classes', wrongClasses);
    if (new Set(classes).size < classes.length) return within('classes', must('have each class once'));
    const each = (check: Check): Check => listOf(check, classes.length, classes.length);
    return objectLike({
      must: {
        prior: allOf(each(share), sumsToOne),
        bias: each(numberWithin(-BIAS_MAX, BIAS_MAX)),
        ...(format === 1 ? { temperatures } : { calibration: calibrationsOf(target, format) }),
      },
    })(value);
  };
}

const sumsToOne: Check = (shares) => {
  const sum = Array.isArray(shares) ? shares.reduce((total: number, each) => total + Number(each), 0) : NaN;
  return Math.abs(sum - 1) <= SHARES_ERROR_MAX ? undefined : must(`add up to 1, and not to ${sum}`);
};

const features = objectLike({
  must: {
    gramLength: integerWithin(1, CHARACTERS_MAX),
    shortestWordCut: integerWithin(1, CHARACTERS_MAX),
    priceStepsPerDoubling: numberWithin(1e-3, PRICE_STEPS_MAX),
    jointPriceStepsPerDoubling: numberWithin(1e-3, PRICE_STEPS_MAX),
  },
  // A setting that this code does not know would make other features of the same wine.
  isClosed: true,
});

/** What it was trained from is told by digests, but nothing that serves relies on them. */
const origin = { bytes: count, sha256: text };
const training = objectLike({
  must: {
    settings: objectLike({ must: { features } }),
    datasets: listOf(objectLike({ must: { ...origin, name: text }, may: { versionId: text } }), 0, 100_000),
    report: objectLike({
      must: {
        given: count,
        parts: objectLike({ must: { training: count, validation: count, holdout: count } }),
        refused: listOf(isTame, 0, 100_000),
        droppedClasses: listOf(isTame, 0, 100_000),
        notices: listOf(text, 0, 100_000),
      },
      may: { classExamples: eachTarget(listOf(count, 2, CLASSES_MAX)) },
    }),
    onnxRuntime: text,
  },
  may: {
    codeRevision: text,
    champion: text,
    labels: objectLike({ must: { file: objectLike({ must: origin }), count, admissions: listOf(isTame, 0, 100_000) } }),
  },
});

const regimes = objectLike({
  must: Object.fromEntries(
    REGIMES.map((regime) => [regime, objectLike({ must: { accuracy: numberWithin(0, 1), exampleCount: count } })]),
  ),
});

/** Whether the examples of each class are counted of as many classes as there are. */
function countsClasses(manifest: Readonly<Record<string, unknown>>): Complaint | undefined {
  const part = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);
  const counts = part(part(manifest['training'], 'report'), 'classExamples');
  const isRight = TARGETS.every((target) => {
    const [counted, classes] = [part(counts, target), part(part(manifest['targets'], target), 'classes')];
    return Array.isArray(counted) && Array.isArray(classes) && counted.length === classes.length;
  });
  const where = ['report', 'classExamples'];
  return counts === undefined || isRight ? undefined : { path: where, rule: 'must be one count a class' };
}

/** Whether the features are those that the model was trained with. */
function agreesOnFeatures(manifest: Readonly<Record<string, unknown>>): Complaint | undefined {
  const { features: served, training: trained } = manifest;
  const settings = isObject(trained) && isObject(trained['settings']) ? trained['settings']['features'] : undefined;
  const isSame =
    isObject(served) && isObject(settings) && Object.entries(served).every(([name, each]) => settings[name] === each);
  return isSame ? undefined : { path: [], rule: 'must be those of training.settings' };
}

/** A check of a manifest, and the field that it is about. */
type FieldCheck = [field: string, check: (manifest: Readonly<Record<string, unknown>>) => Complaint | undefined];

/** What must be true of a manifest of a format, field by field. */
export function manifestChecks(format: number): FieldCheck[] {
  const field = (name: string, check: Check): FieldCheck => [name, (manifest) => check(manifest[name])];
  const files = MODEL_FILES.filter((file) => file !== 'manifest.json').map((file) => {
    return [file, digest(MODEL_FILE_BYTES_MAX[file])] as const;
  });
  return [
    field('version', textLike(/^[\w-]{1,100}$/, '1 to 100 letters, digits, _ and -')),
    field('featureCount', integerWithin(0, FEATURES_MAX)),
    field('features', features),
    field('files', objectLike({ must: {}, may: Object.fromEntries(files), isClosed: true })),
    ...TARGETS.map((target): FieldCheck => {
      const check = targetLike(target, format);
      return [`targets.${target}`, ({ targets }) => check(isObject(targets) ? targets[target] : undefined)];
    }),
    field('targets', objectLike({ must: { country: isObjectThere, variety: isObjectThere }, isClosed: true })),
    field('training', training),
    ['training', countsClasses],
    ['features', agreesOnFeatures],
    field('evaluation', eachTarget(objectLike({ must: { regimes } }))),
    field('baseline', checkBaseline),
  ];
}

const isObjectThere: Check = (value) => (isObject(value) ? undefined : must('be an object'));
