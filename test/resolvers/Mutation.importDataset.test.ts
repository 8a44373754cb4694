import type { DatasetImport } from '../../generated/schema.ts';
import { describedDataset } from './dataset-answers.ts';
import { askField, itAsksModels } from './models-answers.ts';

const imported: DatasetImport = {
  dryRun: false,
  form: 'CSV with commas, UTF-8',
  columns: [{ use: 'description', names: ['Tasting note'] }],
  unusedColumns: ['Vintage'],
  rows: 3,
  added: 2,
  replaced: 0,
  known: 0,
  refused: 1,
  refusedRows: [{ line: 3, column: null, reason: 'The row has 2 cells, the header 4.' }],
  cellsLeftOut: 1,
  dataset: describedDataset,
};

itAsksModels(
  askField('Mutation.importDataset'),
  'importDataset',
  { upload: '01KASTV5XJ0123456789ABCDEF', name: 'cellar', fileName: null, dryRun: false },
  imported,
);
