import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Regime } from '../../classifier/features/visibility.ts';
import type { Example } from '../../classifier/features/example.ts';
import type { Judgement } from '../../classifier/judge/evaluate.ts';
import type { Target } from '../../contract/wine.ts';
import { CACHE } from '../places.ts';

/** What one model says of one example: its answer by name, its confidence, the probability of the truth. */
export type Said = [answer: string, confidence: number, probabilityOfTruth: number];

/** What a model says of examples for both targets, in some regimes. */
export type SaidOfAll = Record<Target, Partial<Record<Regime, Said[]>>>;

/** What slices and truths are made of. */
export type Known = Pick<Example, 'fingerprint' | 'country' | 'variety' | 'price'>;

/** Examples, and what champion and challenger say of them. */
export interface Heard {
  examples: Known[];
  champion: SaidOfAll;
  challenger: SaidOfAll;
}

/** All that the gate can go by for one challenger, and by what its harm is known: rules are tried without training. */
export interface GateRecord {
  world: number;
  kind: string;
  seconds: number;
  parity: number;
  /** Classes of the champion and of the challenger. */
  classes: Record<'champion' | 'challenger', Record<Target, string[]>>;
  holdout: Heard;
  untouched: Heard;
  /** What the champion says of what people brought, given all that they told. */
  recent: { examples: Known[]; champion: SaidOfAll };
  /** The recent examples whose class each target knows, and what those models of the challenger say that saw none. */
  unseen: Record<Target, { examples: Known[]; champion: SaidOfAll; halves: Partial<Record<Regime, Said[]>> }>;
  /** What the challenger says of examples of a class that its champion has never seen, which it has not seen either. */
  strangers: Record<Target, { name: string; challenger: Said[] }>;
}

const FOLDER = join(CACHE, 'gate');

/** The folder of a world's champion. */
export function championFolder(world: number): string {
  return join(FOLDER, `champion-${world}`);
}

/** Whether there is a record of this challenger. */
export function hasRecord(world: number, kind: string): boolean {
  return existsSync(fileOf(world, kind));
}

/** Reads a record that was kept. */
export function readRecord(world: number, kind: string): GateRecord {
  return JSON.parse(gunzipSync(readFileSync(fileOf(world, kind))).toString('utf8')) as GateRecord;
}

/** Keeps a record, whole or not at all. */
export function keepRecord(record: GateRecord): void {
  mkdirSync(FOLDER, { recursive: true });
  const file = fileOf(record.world, record.kind);
  writeFileSync(`${file}.part`, gzipSync(JSON.stringify(record)));
  renameSync(`${file}.part`, file);
}

function fileOf(world: number, kind: string): string {
  return join(FOLDER, `${world}-${kind}.json.gz`);
}

/** A judgement in few characters. */
export function shorten({ answer, confidence, probabilityOfTruth }: Judgement, classes: readonly string[]): Said {
  return [classes[answer] ?? '', Number(confidence.toPrecision(5)), Number(probabilityOfTruth.toPrecision(5))];
}
