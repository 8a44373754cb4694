import { makeArtifact, toJson } from '../../../artifacts/make.ts';
import { digestOf } from '../../../artifacts/digest.ts';
import type { ModelFile } from '../../../contract/objects.ts';
import { inventExamples, QUICK_SETTINGS } from '../../classifier/made-up-wines.ts';

/** The files of a version; model.onnx.br stands for a graph that is kept compressed, as the starter version's is. */
export type VersionFiles = Partial<Record<ModelFile | 'model.onnx.br', Uint8Array>>;

/** A version that is sound. */
export type SoundFiles = Record<ModelFile, Uint8Array>;

/** A version that must be refused: why it is hostile, and what the refusal says. */
export interface HostileVersion {
  name: string;
  says: string;
  files: VersionFiles;
}

/** A small version that is sound, of `count` made-up wines. */
export async function makeSound(count = 200): Promise<SoundFiles> {
  const input = { version: 'v-sound', examples: inventExamples(count), datasets: [], settings: QUICK_SETTINGS };
  return (await makeArtifact(input, () => undefined)).files;
}

/** A manifest as far as it is changed here, in ways that no Manifest has. */
export interface LooseManifest {
  featureCount: number;
  features: Record<string, unknown>;
  targets: Record<string, LooseTarget>;
  files: Record<string, { bytes: number; sha256: string }>;
  training: {
    settings: Record<string, unknown> & { features: object };
    report: { classExamples: Record<string, number[]> };
  };
  evaluation: Record<string, { regimes: Record<string, { accuracy: number }> }>;
  baseline: LooseBaseline;
}

/** What it tells of traffic. */
export interface LooseBaseline {
  predictions: unknown;
  bins: Record<string, unknown[]>;
  confidence: Record<string, object>;
}

/** What it tells of a target. */
export interface LooseTarget {
  classes: unknown[];
  prior: number[];
  bias: unknown[];
  calibration: Record<string, object>;
}

/** The manifest, to change it. */
export function manifestOf(files: SoundFiles): LooseManifest {
  return JSON.parse(Buffer.from(files['manifest.json']).toString()) as LooseManifest;
}

/**
 * The files with these in their place, and a manifest that has the right digests of them: nothing but what is in them
 * can be the reason of a refusal.
 */
export function seal(sound: SoundFiles, changed: Partial<SoundFiles>): VersionFiles {
  const files = { ...sound, ...changed };
  const described = manifestOf(files);
  described.files = {
    'model.onnx': digestOf(files['model.onnx']),
    'vocabulary.bin': digestOf(files['vocabulary.bin']),
  };
  return { ...files, 'manifest.json': toJson(described) };
}
