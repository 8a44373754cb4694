import type { StoredVersion } from '../../contract/stored-models.ts';
import { findVersion } from '../../store/models.ts';
import { newestPromotion } from '../../store/promotions.ts';
import type { Table } from '../../store/table.ts';
import { isFormatRefusal, isPassingRefusal } from '../registered-model.ts';
import { type Model, ModelRefused } from '../../artifacts/open.ts';

/** Where the champion is looked up, and how models are loaded. */
export interface Source {
  models: Table;
  /** Errors: ModelRefused. */
  loadStarter: () => Promise<Model>;
  /** Errors: ModelRefused. */
  loadVersion: (version: StoredVersion) => Promise<Model>;
  /** Told of every version that is not served though it is the champion, and of a registry that does not answer. */
  onTrouble: (error: unknown) => void;
}

/** The champion, as far as this process knows. */
export interface Follower {
  /**
   * The model to answer a request with. It begins to look for a new champion where the last look is 10 s ago, but does
   * not wait for it; only a process that was idle for longer than it may lag behind waits, for a second at most.
   *
   * Errors: ModelRefused where there is no model at all.
   */
  serve(): Promise<Model>;
}

/** How often the registry is asked. */
const LOOK_EVERY_MS = 10_000;
/** A process follows a promotion within this; whoever was idle for longer may have missed one. */
const LAG_MS_MAX = 30_000;
const WAIT_MS_MAX = 1_000;
/** How long the registry is given: a cold start must go on soon without it. */
const PATIENCE_MS = 1_500;

const FALLBACK_WARNING =
  'The champion could not be loaded when this function started, so the starter version answered instead.';
const FORMAT_WARNING =
  'The champion has files of another format than this release reads, so the starter version answered instead: ' +
  'train again, or promote another version.';

/**
 * Loads the champion, or, with a warning in every answer, the starter version where that cannot be done. Never
 * throws.
 */
export async function followChampion(source: Source): Promise<Follower> {
  const state: State = { served: await startUp(source), lookedMs: source.models.clock.now() };
  return {
    async serve() {
      const idleMs = source.models.clock.now() - state.lookedMs;
      if (idleMs >= LOOK_EVERY_MS) state.look ??= lookAgain(source, state);
      if (idleMs >= LAG_MS_MAX) await Promise.race([state.look, source.models.clock.wait(WAIT_MS_MAX)]);
      if (state.served instanceof ModelRefused) throw state.served;
      return state.served;
    },
  };
}

/** A fallback goes on warning until the registry has been heard. */
interface ServedModel extends Model {
  isFallback?: boolean;
}

interface State {
  served: ServedModel | ModelRefused;
  /** When the registry was last asked, epoch ms. */
  lookedMs: number;
  /** The look that is under way. */
  look?: Promise<void> | undefined;
  /** A version that will never load, so that it is not fetched again and again. */
  refused?: string;
}

async function startUp(source: Source): Promise<ServedModel | ModelRefused> {
  let warning = FALLBACK_WARNING;
  try {
    const champion = await findChampion(source);
    return await (champion === undefined ? source.loadStarter() : loadChampion(source, champion));
  } catch (error) {
    source.onTrouble(error);
    if (error instanceof ModelRefused && isFormatRefusal(error)) warning = FORMAT_WARNING;
  }
  try {
    return withWarning(await source.loadStarter(), warning);
  } catch (error) {
    if (error instanceof ModelRefused) return error;
    return new ModelRefused('The starter version did not load.', { cause: error });
  }
}

/** Loads the champion if it is another one than is served; whatever goes wrong, what is served goes on. */
async function lookAgain(source: Source, state: State): Promise<void> {
  state.lookedMs = source.models.clock.now();
  let champion: string | undefined;
  try {
    champion = await findChampion(source);
    if (isServed(state, champion)) return;
    state.served = await (champion === undefined ? source.loadStarter() : loadChampion(source, champion));
  } catch (error) {
    if (champion !== undefined && error instanceof ModelRefused && !isPassingRefusal(error)) state.refused = champion;
    source.onTrouble(error);
  } finally {
    state.look = undefined;
  }
}

/** Whether there is nothing to load: it is served, or will never be. */
function isServed({ served, refused }: State, champion: string | undefined): boolean {
  if (champion !== undefined && champion === refused) return true;
  if (served instanceof ModelRefused || served.isFallback) return false;
  return champion === undefined || served.version === champion;
}

/** The champion's id; undefined where nothing was ever promoted. */
async function findChampion({ models }: Source): Promise<string | undefined> {
  return (await newestPromotion(models, models.clock.now() + PATIENCE_MS))?.to;
}

async function loadChampion({ models, loadStarter, loadVersion }: Source, id: string): Promise<Model> {
  const version = await findVersion(models, id, models.clock.now() + PATIENCE_MS);
  if (version === undefined) {
    const starter = await loadStarter();
    if (starter.version === id) return starter;
    throw new ModelRefused(`The model is not served: ${id} is not registered.`);
  }
  // The starter version of this release is at hand; that of another one is in the bucket.
  const starter = version.trainedBy === null ? await loadStarter().catch(() => undefined) : undefined;
  return starter?.version === id ? starter : loadVersion(version);
}

/** The model under its own version, with a warning in every answer. */
function withWarning(model: Model, warning: string): ServedModel {
  return {
    version: model.version,
    isFallback: true,
    async classify(wines) {
      const answers = await model.classify(wines);
      return answers.map((answer) => ({ ...answer, warnings: [...answer.warnings, warning] }));
    },
  };
}
