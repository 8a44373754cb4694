import { type Vocabulary, VocabularyError } from '../classifier/features/vocabulary.ts';
import { graphBytesMax } from '../classifier/files/limits.ts';
import { type Manifest, ManifestError } from '../classifier/files/manifest.ts';
import { GraphError, type ModelGraph } from '../classifier/files/model-graph.ts';
import { TARGETS } from '../contract/wine.ts';

// What the three files of a model version must agree on, beside digests: each is sound by itself when it comes here.

/** Of what should be a version an error shows so many characters. */
const VERSION_CHARACTERS_MAX = 20;

/**
 * Compares what a manifest says with this code, and with itself, before any other file is read.
 *
 * Errors: ManifestError where it was proven by another ONNX Runtime than the one that would run it (the first two
 * numbers of the version count: with a third one only mistakes are mended), or its files cannot be as large as it says.
 */
export function checkManifest({ training, targets, featureCount, files }: Manifest, runtime: string): void {
  if (releaseOf(training.onnxRuntime) !== releaseOf(runtime)) {
    const proven = training.onnxRuntime.slice(0, VERSION_CHARACTERS_MAX);
    throw new ManifestError(`It was proven with ONNX Runtime ${proven}, and here is ${runtime}: train again with it.`);
  }
  const classCount = targets.country.classes.length + targets.variety.classes.length;
  const graphMax = graphBytesMax(featureCount, classCount);
  const graphBytes = files['model.onnx']?.bytes ?? 0;
  if (graphBytes > graphMax) {
    throw new ManifestError(
      `It says that model.onnx has ${graphBytes} bytes; so few weights take ${graphMax} at most.`,
    );
  }
}

function releaseOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/** Errors: VocabularyError where the vocabulary has not as many features as the manifest says. */
export function checkVocabulary({ keys }: Vocabulary, { featureCount }: Manifest): void {
  if (keys.count === featureCount) return;
  throw new VocabularyError(`It has ${keys.count} features, and ${featureCount} by the manifest.`);
}

/** Errors: GraphError where the graph was not made for this vocabulary, or not for the classes of this manifest. */
export function checkGraph({ tables }: ModelGraph, { targets }: Manifest, vocabulary: Vocabulary): void {
  for (const target of TARGETS) {
    const { classCount, rowCount, firstFeature, bias } = tables[target];
    const { classes, bias: told } = targets[target];
    const { first, end } = vocabulary.ranges[target];
    expect(`classes of the ${target}`, classCount, classes.length);
    expect(`rows of the ${target}'s table`, rowCount, end - first + 2);
    expect(`number of the ${target}'s first feature`, firstFeature, first);
    for (const [at, number] of bias.entries()) expect(`bias of ${target} ${at}`, number, Math.fround(told[at] ?? NaN));
  }
}

function expect(what: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new GraphError(`the ${what}: ${found} in the graph, ${expected} by the other files`);
}
