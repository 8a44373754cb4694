import { FEATURES_MAX, vocabularyBytes } from '../features/vocabulary.ts';

// How large the files of a model version may be. A reader decides by them before it reads, so that no file costs more
// than a sound one may; some five times the starter version has room.

/** How many classes a target may have; two at least. */
export const CLASSES_MAX = 5_000;

/** How many bytes each file of a model version may have; vocabulary.bin those of as many features as there may be. */
export const MODEL_FILE_BYTES_MAX = {
  'manifest.json': 4 * 2 ** 20,
  'model.onnx': 48 * 2 ** 20,
  'vocabulary.bin': vocabularyBytes(FEATURES_MAX),
} as const;

/** What a graph has beside the tables: operators, names, dimensions. */
const FORM_BYTES_MAX = 64 * 2 ** 10;
const NUMBER_BYTES = 4;

/** How many bytes a graph may have for so many features and classes of both targets together. */
export function graphBytesMax(featureCount: number, classCount: number): number {
  const cells = (featureCount + 2) * (classCount + 2) + classCount;
  return Math.min(MODEL_FILE_BYTES_MAX['model.onnx'], cells * NUMBER_BYTES + FORM_BYTES_MAX);
}
