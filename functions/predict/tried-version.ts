import type { Model } from '../../artifacts/open.ts';
import { findVersion } from '../../store/models/models.ts';
import type { Source } from './champion.ts';

const PATIENCE_MS = 1_500;

/**
 * Opens versions to try wines by. A process keeps the one that was asked for last, as long as it lives: whoever types
 * asks again and again, and a version never changes.
 */
export function createVersionOpener({ models, loadStarter, loadVersion }: Omit<Source, 'onTrouble'>) {
  let kept: { id: string; model: Promise<Model | undefined> } | undefined;

  const load = async (id: string): Promise<Model | undefined> => {
    const version = await findVersion(models, id, models.clock.now() + PATIENCE_MS);
    if (version !== undefined && version.trainedBy !== null) return loadVersion(version);
    const starter = await loadStarter();
    if (starter.version === id) return starter;
    // The starter version of an earlier release is in the bucket, where that has kept it.
    return version && loadVersion(version);
  };

  /** Undefined where there is none. Errors: ModelRefused where it does not load; StoreUnavailable. */
  return async (id: string): Promise<Model | undefined> => {
    // DynamoDB takes no empty key and none of over 1 KB, and no version has such an id.
    if (!/^[\w-]{1,100}$/.test(id)) return undefined;
    if (kept?.id === id) return kept.model;
    const model = load(id);
    kept = { id, model };
    const forget = (): void => void (kept?.model === model && (kept = undefined));
    // What failed, or is not there, may come.
    model.then((found) => found ?? forget(), forget);
    return model;
  };
}
