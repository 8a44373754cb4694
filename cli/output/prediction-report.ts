import type { Prediction } from '../../packages/client/client.ts';
import { formatRow } from '../../tabular/csv.ts';
import type { Row } from '../../tabular/row.ts';
import type { Table } from '../../tabular/table.ts';
import type { RowRefusal, WineRead } from '../../tabular/wine-columns.ts';
import { createCellTally, formatFaults } from './cell-tally.ts';
import { openOutput } from './output-file.ts';
import { formatHeader, openRefusedRows, unusedName } from './refused-rows.ts';

/** What became of one row; `read` is what was sent of it. */
export type RowOutcome = { row: Row; read: WineRead; prediction: Prediction } | { row: Row; refusal: RowRefusal };

/** The two files that a run leaves: every row is in exactly one of them, in order. */
export interface Report {
  add: (outcomes: readonly RowOutcome[]) => Promise<void>;
  /** How many rows have been refused so far. */
  readonly refused: number;
  keep: () => Promise<void>;
  discard: () => Promise<void>;
  /** For people: a line of counts, what else is to be known, and the warnings that every answer has. */
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
export async function openReport(outPath: string, errorsPath: string, table: Table): Promise<Report> {
  const startedAt = performance.now();
  const { header, style } = table;
  const out = await openOutput(outPath);
  const errors = await openRefusedRows(errorsPath, table).catch(async (error: unknown) => {
    await out.discard();
    throw error;
  });
  await out.write(formatHeader([...header, ...ANSWER_COLUMNS.map((name) => unusedName(name, header))], style));
  const models = new Set<string>();
  let shared: string[] | undefined;
  const tally = createCellTally(style);
  let answered = 0;
  return {
    async add(outcomes) {
      let answers = '';
      for (const outcome of outcomes) {
        if ('refusal' in outcome) {
          await errors.add(outcome.row, outcome.refusal);
          continue;
        }
        const { row, read, prediction } = outcome;
        answers += formatRow([...row.cells, ...answerCells(prediction, read)], style.delimiter);
        answered += 1;
        models.add(prediction.modelVersion);
        const { warnings } = prediction;
        shared = (shared ?? warnings).filter((warning) => warnings.includes(warning));
        tally.note(row, read);
      }
      await out.write(answers);
    },
    get refused() {
      return errors.count;
    },
    async keep() {
      await errors.keep();
      await out.keep();
    },
    async discard() {
      await Promise.all([out.discard(), errors.discard()]);
    },
    summary() {
      const seconds = (performance.now() - startedAt) / 1000;
      const rate = Math.round((answered + errors.count) / seconds);
      const parts = [`${answered} rows answered in ${outPath === '-' ? 'standard output' : outPath}`];
      if (errors.count > 0) parts.push(`${errors.count} refused in ${errorsPath}`);
      const model = [...models].join(', ') || 'none';
      const warnings = (shared ?? []).map((warning) => `Every answer has the warning: ${warning}`);
      return [
        `${parts.join(', ')}. ${seconds.toFixed(1)} s, ${rate} rows/s, model ${model}.`,
        ...tally.sentences(),
        ...warnings,
      ];
    },
  };
}

function answerCells(prediction: Prediction, { faults }: WineRead): (string | number)[] {
  const { country, variety, id, modelVersion, warnings } = prediction;
  const said = [...warnings, ...formatFaults(faults)].join(' ');
  return [country.name, country.confidence, variety.name, variety.confidence, id, modelVersion, said];
}
