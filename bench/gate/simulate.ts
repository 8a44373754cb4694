import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { judgeModel } from '../../artifacts/judge-model.ts';
import { makeArtifact } from '../../artifacts/make.ts';
import type { MadeArtifact } from '../../artifacts/make.ts';
import { openArtifact } from '../../artifacts/open.ts';
import type { Artifact } from '../../artifacts/open.ts';
import type { Example } from '../../classifier/features/example.ts';
import type { Regime } from '../../classifier/features/visibility.ts';
import { naturalExamples } from '../../classifier/fit/labelled-rows.ts';
import { subsetOf } from '../../classifier/fit/split.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { fitInThreads } from '../../artifacts/fit-in-threads.ts';
import { SETTINGS } from '../../models/starter/settings.ts';
import { CHALLENGER_KINDS, unmetStrangers } from './challengers.ts';
import type { Recipe } from './challengers.ts';
import { championFolder, hasRecord, keepRecord, shorten } from './records.ts';
import type { GateRecord, Heard, Known, Said, SaidOfAll } from './records.ts';
import { makeWorld } from './worlds.ts';
import type { World } from './worlds.ts';

/*
 * Trains challengers, and keeps a record of each: `node bench/gate/simulate.ts FIRST_WORLD LAST_WORLD [KIND,KIND]`.
 * What has a record is not trained again.
 */

const MODEL_FILES = ['model.onnx', 'vocabulary.bin', 'manifest.json'] as const;
const REGIMES_KEPT: readonly Regime[] = ['note', 'noteAndNumbers'];

async function simulate(first: number, last: number, kinds: readonly string[]): Promise<void> {
  for (let number = first; number <= last; number += 1) {
    const missing = kinds.filter((kind) => !hasRecord(number, kind));
    if (missing.length === 0) continue;
    const world = makeWorld(number);
    const champion = await findChampion(world);
    const isMistaken = await findMistakes(champion, world);
    for (const kind of missing) await challenge(world, champion, kind, isMistaken);
  }
}

/** The world's champion, trained once. */
async function findChampion(world: World): Promise<Artifact> {
  const folder = championFolder(world.number);
  if (!existsSync(join(folder, 'manifest.json'))) {
    const made = await make({ base: world.base, recent: [], seed: SETTINGS.seed });
    mkdirSync(folder, { recursive: true });
    for (const file of MODEL_FILES) writeFileSync(join(folder, file), made.files[file]);
  }
  return openArtifact((file) => Promise.resolve(readFileSync(join(folder, file))));
}

function make({ base, recent, seed }: Recipe): Promise<MadeArtifact> {
  const input = {
    version: 'challenger',
    examples: [...base, ...recent],
    datasets: [],
    settings: { ...SETTINGS, seed },
    fit: fitInThreads(availableParallelism()),
    recent: { champion: 'champion', fingerprints: new Set(recent.map(({ fingerprint }) => fingerprint)) },
  };
  return makeArtifact(input, () => undefined);
}

/** Whether the champion names a wrong variety. */
async function findMistakes(champion: Artifact, { pool }: World): Promise<(example: Example) => boolean> {
  const said = await hear(champion, pool, ['noteAndNumbers']);
  const mistakes = new Set(
    pool
      .filter((example, at) => said.variety.noteAndNumbers?.[at]?.[0] !== example.variety)
      .map((one) => one.fingerprint),
  );
  return ({ fingerprint }) => mistakes.has(fingerprint);
}

async function challenge(
  world: World,
  champion: Artifact,
  kind: string,
  isMistaken: (example: Example) => boolean,
): Promise<void> {
  const recipe = CHALLENGER_KINDS[kind]?.prepare(world, isMistaken);
  if (!recipe) throw new RangeError(`There is no kind of challenger "${kind}".`);
  const started = performance.now();
  const made = await make(recipe);
  const seconds = (performance.now() - started) / 1000;
  const holdout = naturalExamples(
    world.base.filter((example) => subsetOf(example, SETTINGS.split) === 'holdout'),
    SETTINGS,
  );
  const recent = [...new Map(recipe.recent.map((example) => [example.fingerprint, example])).values()];
  const record: GateRecord = {
    world: world.number,
    kind,
    seconds: Math.round(seconds * 10) / 10,
    parity: made.parity,
    classes: { champion: classesOf(champion), challenger: classesOf(made) },
    holdout: await hearBoth(champion, made, holdout),
    untouched: await hearBoth(champion, made, world.untouched),
    recent: { examples: recent.map(keep), champion: await hear(champion, recent, ['noteAndNumbers', 'everything']) },
    unseen: {
      country: await hearHalves(champion, made, 'country'),
      variety: await hearHalves(champion, made, 'variety'),
    },
    strangers: {
      country: await hearStrangers(made, world, 'country'),
      variety: await hearStrangers(made, world, 'variety'),
    },
  };
  keepRecord(record);
  console.log(`${new Date().toISOString().slice(11, 19)} world ${world.number}, ${kind}: ${record.seconds} s`);
}

function classesOf({ manifest }: Artifact): Record<Target, string[]> {
  return { country: manifest.targets.country.classes, variety: manifest.targets.variety.classes };
}

async function hearBoth(champion: Artifact, challenger: Artifact, examples: readonly Example[]): Promise<Heard> {
  return {
    examples: examples.map(keep),
    champion: await hear(champion, examples, REGIMES_KEPT),
    challenger: await hear(challenger, examples, REGIMES_KEPT),
  };
}

async function hearHalves(champion: Artifact, made: MadeArtifact, target: Target) {
  const { examples, judgements } = made.recent[target];
  const { classes } = made.manifest.targets[target];
  const halves: Partial<Record<Regime, Said[]>> = {};
  for (const regime of ['noteAndNumbers', 'everything'] as const) {
    halves[regime] = judgements[regime].map((one) => shorten(one, classes));
  }
  const said = await hear(champion, examples, ['noteAndNumbers', 'everything']);
  return { examples: examples.map(keep), champion: said, halves };
}

async function hearStrangers(made: Artifact, world: World, target: Target) {
  const { name } = world.strangers[target];
  const said = await hear(made, unmetStrangers(world, target), ['noteAndNumbers']);
  return { name, challenger: said[target].noteAndNumbers ?? [] };
}

async function hear(model: Artifact, examples: readonly Example[], regimes: readonly Regime[]): Promise<SaidOfAll> {
  const said: SaidOfAll = { country: {}, variety: {} };
  for (const target of TARGETS) {
    const { classes } = model.manifest.targets[target];
    const questions = examples.map((wine) => ({ wine, truth: wine[target] ?? '' }));
    for (const regime of regimes) {
      const judgements = await judgeModel(model, target, regime, questions);
      said[target][regime] = judgements.map((one) => shorten(one, classes));
    }
  }
  return said;
}

function keep({ fingerprint, country, variety, price }: Example): Known {
  return {
    fingerprint,
    ...(country === undefined ? {} : { country }),
    ...(variety === undefined ? {} : { variety }),
    ...(price === undefined ? {} : { price }),
  };
}

const [first = '0', last = '3', kinds] = process.argv.slice(2);
await simulate(Number(first), Number(last), kinds?.split(',') ?? Object.keys(CHALLENGER_KINDS));
