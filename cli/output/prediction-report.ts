import { rm } from 'node:fs/promises';
import type { Prediction } from '../../packages/client/client.ts';
import { formatRow, type Row } from '../../tabular/csv.ts';
import { openOutput, type OutputFile } from './output-file.ts';
import { formatRefusal, formatRefusalHeader, unusedName } from './refused-rows.ts';
import type { RowRefusal } from '../../tabular/wine-columns.ts';

/** What became of one row. */
export type RowOutcome = { row: Row; prediction: Prediction } | { row: Row; refusal: RowRefusal };

/** The two files that a run leaves: every row is in exactly one of them, in order. */
export interface Report {
  add: (outcomes: readonly RowOutcome[]) => Promise<void>;
  /** How many rows have been refused so far. */
  readonly refused: number;
  keep: () => Promise<void>;
  discard: () => Promise<void>;
  /** A line for people, and one for each warning that every answer has: that is about the model, not about a row. */
  summary: () => string[];
}

const ANSWER_COLUMNS = [
  'predicted_country',
  'country_confidence',
  'predicted_variety',
  'variety_confidence',
  'prediction_id',
  'model_version',
  'warnings',
];

/** Opens both files under other names; `keep` puts them in their places, an empty one of errors excepted. */
export async function openReport(outPath: string, errorsPath: string, header: readonly string[]): Promise<Report> {
  const startedAt = performance.now();
  const out = await openOutput(outPath);
  const errors = await openOutput(errorsPath).catch(async (error: unknown) => {
    await out.discard();
    throw error;
  });
  await out.write(formatRow([...header, ...ANSWER_COLUMNS.map((name) => unusedName(name, header))]));
  await errors.write(formatRefusalHeader(header));
  const models = new Set<string>();
  let shared: string[] | undefined;
  let [answered, refused] = [0, 0];
  return {
    async add(outcomes) {
      await writeOutcomes(out, errors, outcomes);
      for (const outcome of outcomes) {
        if ('prediction' in outcome) {
          models.add(outcome.prediction.modelVersion);
          const { warnings } = outcome.prediction;
          shared = (shared ?? warnings).filter((warning) => warnings.includes(warning));
          answered += 1;
        } else refused += 1;
      }
    },
    get refused() {
      return refused;
    },
    async keep() {
      if (refused > 0) await errors.keep();
      else await rm(errorsPath, { force: true });
      await out.keep();
    },
    async discard() {
      await Promise.all([out.discard(), errors.discard()]);
    },
    summary() {
      const seconds = (performance.now() - startedAt) / 1000;
      const rate = Math.round((answered + refused) / seconds);
      const parts = [`${answered} rows answered in ${outPath}`];
      if (refused > 0) parts.push(`${refused} refused in ${errorsPath}`);
      const model = [...models].join(', ') || 'none';
      const warnings = (shared ?? []).map((warning) => `Every answer has the warning: ${warning}`);
      return [`${parts.join(', ')}. ${seconds.toFixed(1)} s, ${rate} rows/s, model ${model}.`, ...warnings];
    },
  };
}

async function writeOutcomes(out: OutputFile, errors: OutputFile, outcomes: readonly RowOutcome[]): Promise<void> {
  let [answers, refusals] = ['', ''];
  for (const outcome of outcomes) {
    if ('prediction' in outcome) answers += formatRow([...outcome.row.cells, ...answerCells(outcome.prediction)]);
    else refusals += formatRefusal(outcome.row, outcome.refusal);
  }
  await out.write(answers);
  await errors.write(refusals);
}

function answerCells({ country, variety, id, modelVersion, warnings }: Prediction): (string | number)[] {
  return [country.name, country.confidence, variety.name, variety.confidence, id, modelVersion, warnings.join(' ')];
}
