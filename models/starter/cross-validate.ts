import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { brotliDecompressSync } from 'node:zlib';
import { decodeDataset } from '../../classifier/files/dataset.ts';
import { evaluateByFields, evaluateModel } from '../../classifier/judge/evaluate-model.ts';
import { evaluate } from '../../classifier/judge/evaluate.ts';
import type { Judgement } from '../../classifier/judge/evaluate.ts';
import type { Example } from '../../classifier/features/example.ts';
import { naturalExamples } from '../../classifier/fit/labelled-rows.ts';
import { subsetOf } from '../../classifier/fit/split.ts';
import { train } from '../../classifier/fit/train.ts';
import { mapRegimes, REGIMES } from '../../classifier/features/visibility.ts';
import type { Regime } from '../../classifier/features/visibility.ts';
import { TARGETS } from '../../contract/wine.ts';
import type { Target } from '../../contract/wine.ts';
import { cellsOf, EVALUATION_HEADER, REGIME_NAMES, table } from './evaluation-table.ts';
import { describeFieldSets, tabulateFieldSets } from './field-sets.ts';
import { fitInThreads } from '../../artifacts/fit-in-threads.ts';
import { readFlags } from './flags.ts';
import { fillIn } from './model-card.ts';
import { CARD, DATASET, FIELDS_PAGE, SETTINGS } from './settings.ts';

const HELP = `Judges the settings without the hold-out set: each fifth of the other examples by a model that was
trained, with the whole job, from the other four. By this settings are chosen. Writes its tables into
the model card and its appendix about what is told.
Usage:

  npm run cross-validate`;

readFlags(HELP);

const FOLDS = 5;
const BEGIN = '<!-- cross-validation: written by models/starter/cross-validate.ts -->';
const END = '<!-- end of cross-validation -->';

type Judged = Record<Target, Record<Regime, Judgement[]>>;
/** Judgements by the fields that are told; their classes have the numbers of their fold. */
type JudgedByFields = Record<Target, Record<string, Judgement[]>>;

const examples = decodeDataset(brotliDecompressSync(readFileSync(DATASET))).filter(
  (example) => subsetOf(example, SETTINGS.split) !== 'holdout',
);
const names: Record<Target, string[]> = { country: [], variety: [] };
const all: Judged = emptyJudgements();
const french: Judged = emptyJudgements();
const byFields: JudgedByFields = { country: {}, variety: {} };
for (let fold = 0; fold < FOLDS; fold += 1) await judgeFold(fold);
const rows = TARGETS.flatMap((target) =>
  REGIMES.map((regime) => [`${target}, ${REGIME_NAMES[regime]}`, ...cellsOf(evaluate(all[target][regime]))]),
);
rows.push(['variety of French wines, everything', ...cellsOf(evaluate(french.variety.everything))]);
const fieldSets = { country: evaluateByFields(byFields.country), variety: evaluateByFields(byFields.variety) };
const figures = `${table(['five folds', ...EVALUATION_HEADER], rows)}\n\n${describeFieldSets(fieldSets)}`;
console.log(figures);
writeFileSync(CARD, fillIn(readFileSync(CARD, 'utf8'), BEGIN, END, figures));
const fieldTables = tabulateFieldSets(fieldSets, 'over five folds');
writeFileSync(FIELDS_PAGE, fillIn(readFileSync(FIELDS_PAGE, 'utf8'), BEGIN, END, fieldTables));

async function judgeFold(fold: number): Promise<void> {
  const training = examples.filter((example) => foldOf(example) !== fold);
  const { model } = await train(training, SETTINGS, {}, fitInThreads(availableParallelism()));
  if (!model) throw new Error('There is no model.');
  const unseen = naturalExamples(examples, SETTINGS).filter((example) => foldOf(example) === fold);
  const judge = (judged: readonly Example[], into: Judged): ReturnType<typeof evaluateModel> => {
    const evaluated = evaluateModel(model, judged);
    for (const target of TARGETS) {
      const numberIn = (place: number): number => numberOf(model.targets[target].classes[place] ?? '', names[target]);
      for (const regime of REGIMES) {
        for (const judgement of evaluated[target].judgements[regime]) {
          const [trueClass, answer] = [numberIn(judgement.trueClass), numberIn(judgement.answer)];
          into[target][regime].push({ ...judgement, trueClass, answer });
        }
      }
    }
    return evaluated;
  };
  addByFields(judge(unseen, all));
  judge(
    unseen.filter(({ country }) => country === 'France'),
    french,
  );
  console.log(`fold ${fold + 1} of ${FOLDS}: trained from ${training.length} examples, judged by ${unseen.length}`);
}

function addByFields(evaluated: ReturnType<typeof evaluateModel>): void {
  for (const target of TARGETS) {
    for (const [fields, judgements] of Object.entries(evaluated[target].judgementsByFields)) {
      (byFields[target][fields] ??= []).push(...judgements);
    }
  }
}

/** By the end of the fingerprint: its beginning decides on training, validation and hold-out set. */
function foldOf({ fingerprint }: Example): number {
  return Math.floor((FOLDS * parseInt(fingerprint.slice(8), 16)) / 2 ** 32);
}

/** A class has one number in every fold. */
function numberOf(name: string, known: string[]): number {
  const number = known.indexOf(name);
  return number < 0 ? known.push(name) - 1 : number;
}

function emptyJudgements(): Judged {
  return { country: mapRegimes(() => []), variety: mapRegimes(() => []) };
}
