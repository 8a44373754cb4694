import { PAGE_ENTRIES_DEFAULT } from '../../contract/limits.ts';
import type { CallOptions, Connection } from './transport/connection.ts';
import type { AdmittedClass, Dataset, Target } from './generated/graphql.ts';
import {
  AdmitClassDocument,
  AdmittedClassesDocument,
  DatasetDocument,
  DatasetsDocument,
  RemoveDatasetDocument,
  RestoreDatasetDocument,
  WithdrawClassDocument,
} from './generated/operations.ts';
import { type ListOptions, type Pages, readPages } from './pages.ts';
import { orNull, send } from './transport/transport.ts';

export type {
  AdmittedClass,
  Dataset,
  DatasetClass,
  DatasetImport,
  DatasetRemoval,
  DatasetState,
  ImportedColumns,
  ImportRefusal,
} from './generated/graphql.ts';

/** What a key with the scope `operate` may say of what trainings learn from. */
export interface Teaching {
  /** Every dataset that was imported, by name, the removed ones too. */
  datasets(options?: ListOptions): Pages<Dataset>;

  /** Brings a dataset that was imported, or null where there is none of that name. */
  dataset(name: string, options?: CallOptions): Promise<Dataset | null>;

  /**
   * Takes a dataset out of use, from the next training on; nothing of it is deleted.
   *
   * Errors: NotFound where there is no such dataset.
   */
  removeDataset(name: string, reason: string, options?: CallOptions): Promise<Dataset>;

  /** Puts a removed dataset back into use. Errors: NotFound where there is no such dataset. */
  restoreDataset(name: string, options?: CallOptions): Promise<Dataset>;

  /** The countries and varieties that operators have admitted as classes, beside those that datasets name. */
  admittedClasses(options?: CallOptions): Promise<AdmittedClass[]>;

  /**
   * Admits a country or a variety that no dataset has, so that labels may teach it.
   *
   * Errors: InvalidInput where it has not the form of a name.
   */
  admitClass(target: Target, name: string, options?: CallOptions): Promise<AdmittedClass>;

  /** Takes an admission back, from the next training on. Errors: NotFound where there is none. */
  withdrawClass(target: Target, name: string, options?: CallOptions): Promise<AdmittedClass>;
}

/** The methods that say what trainings learn from. */
export function createTeaching(connection: Connection): Teaching {
  return {
    datasets: ({ pageSize = PAGE_ENTRIES_DEFAULT, signal } = {}) =>
      readPages(pageSize, async (page) => (await send(connection, DatasetsDocument, page, { signal })).datasets),
    dataset: async (name, call = {}) => (await send(connection, DatasetDocument, { name }, orNull(call))).dataset,
    removeDataset: async (name, reason, call = {}) =>
      (await send(connection, RemoveDatasetDocument, { name, reason }, call)).removeDataset,
    restoreDataset: async (name, call = {}) =>
      (await send(connection, RestoreDatasetDocument, { name }, call)).restoreDataset,
    admittedClasses: async (call = {}) => (await send(connection, AdmittedClassesDocument, {}, call)).admittedClasses,
    admitClass: async (target, name, call = {}) =>
      (await send(connection, AdmitClassDocument, { target, name }, call)).admitClass,
    withdrawClass: async (target, name, call = {}) =>
      (await send(connection, WithdrawClassDocument, { target, name }, call)).withdrawClass,
  };
}
