import type { AdmittedClass, Dataset } from '../../generated/schema.ts';

/** A dataset as the models function answers it. */
export const describedDataset: Dataset = {
  name: 'cellar',
  state: 'IN_USE',
  rows: 12,
  classes: [{ target: 'VARIETY', name: 'Räuschling', count: 12 }],
  importedBy: 'ann',
  importedAt: '2026-11-23T17:00:00.000Z',
  digest: 'f'.repeat(64),
  removal: null,
  runs: ['01KASTV5XJ0123456789ABCDEF'],
};

/** An admission as the models function answers it. */
export const admittedClass: AdmittedClass = {
  target: 'VARIETY',
  name: 'Räuschling',
  by: 'ann',
  at: '2026-11-23T17:00:00.000Z',
};
