import type { StoredVersion } from '../../contract/stored/models.ts';
import { findVersion } from '../../store/models/models.ts';
import { newestPromotion } from '../../store/models/promotions.ts';
import type { Table } from '../../store/dynamodb/table.ts';
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

/** A model that answers; one that is not the champion, since that could not be loaded here, says so in every answer. */
export interface ServedModel extends Model {
  /** The model itself, where a warning is added to its answers. */
  beneath?: Model;
}

/** The champion, as far as this process knows. */
export interface Follower {
  /**
   * The model to answer a request with. It begins to look for a new champion where the last look is 10 s ago, but does
   * not wait for it; only a process that was idle for longer than it may lag behind waits, for a second at most.
   *
   * Errors: ModelRefused where there is no model at all.
   */
  serve(): Promise<ServedModel>;
}

/** How often the registry is asked. */
const LOOK_EVERY_MS = 10_000;
/** A process follows a promotion within this; whoever was idle for longer may have missed one. */
const LAG_MS_MAX = 30_000;
const WAIT_MS_MAX = 1_000;
/** How long the registry is given: a cold start must go on soon without it. */
const PATIENCE_MS = 1_500;
/**
 * A champion that was refused for what it is, and not because S3 was out of reach, is tried again after this, then
 * after twice as long, and so on: a refusal may come from the way (a grant that is not there yet, an answer that was
 * altered), and a model has some 15 MB.
 */
const REFUSED_MS_FIRST = 30_000;
const REFUSED_MS_MAX = 300_000;

const START_WARNING =
  'The champion could not be loaded when this function started, so the starter version answered instead.';
const FORMAT_WARNING =
  'The champion has files of another format than this release reads, so the starter version answered instead: ' +
  'train again, or promote another version.';
const FOLLOW_WARNING = 'The champion could not be loaded, so the version that this function served before answered.';

/**
 * Loads the champion, or, with a warning in every answer, the starter version where that cannot be done. Never
 * throws.
 */
export async function followChampion(source: Source): Promise<Follower> {
  const { clock } = source.models;
  const state: State = { served: await startUp(source), lookedMs: clock.elapsedMs() };
  return {
    async serve() {
      const idleMs = clock.elapsedMs() - state.lookedMs;
      if (idleMs >= LOOK_EVERY_MS) state.look ??= lookAgain(source, state);
      if (idleMs >= LAG_MS_MAX) await Promise.race([state.look, clock.wait(WAIT_MS_MAX)]);
      if (state.served instanceof ModelRefused) throw state.served;
      return state.served;
    },
  };
}

interface State {
  served: ServedModel | ModelRefused;
  /** When the registry was last asked, by the clock's elapsedMs. */
  lookedMs: number;
  /** The look that is under way. */
  look?: Promise<void> | undefined;
  refusal?: Refusal | undefined;
}

/** A champion that was refused for what it is, so that it is not fetched again and again. */
interface Refusal {
  champion: string;
  /** How often in a row. */
  count: number;
  /** Not before that it is tried again, by the clock's elapsedMs. */
  untilMs: number;
}

async function startUp(source: Source): Promise<ServedModel | ModelRefused> {
  let warning = START_WARNING;
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
  const { clock } = source.models;
  state.lookedMs = clock.elapsedMs();
  let champion: string | undefined;
  try {
    champion = await findChampion(source);
    if (state.refusal?.champion === champion && clock.elapsedMs() < (state.refusal?.untilMs ?? 0)) return;
    state.served =
      findServed(state, champion) ??
      (await (champion === undefined ? source.loadStarter() : loadChampion(source, champion)));
    state.refusal = undefined;
  } catch (error) {
    source.onTrouble(error);
    if (champion === undefined) return;
    if (error instanceof ModelRefused && !isPassingRefusal(error)) {
      state.refusal = refuse(state.refusal, champion, clock.elapsedMs());
    }
    const { served } = state;
    // The registry has been heard, so this is known not to be the champion.
    if (!(served instanceof ModelRefused) && !served.beneath) state.served = withWarning(served, FOLLOW_WARNING);
  } finally {
    state.look = undefined;
  }
}

/** The champion, where it is served already, be it with a warning. */
function findServed({ served }: State, champion: string | undefined): ServedModel | undefined {
  if (served instanceof ModelRefused) return undefined;
  if (champion === undefined) return served.beneath ? undefined : served;
  return served.version === champion ? (served.beneath ?? served) : undefined;
}

function refuse(before: Refusal | undefined, champion: string, nowMs: number): Refusal {
  const count = before?.champion === champion ? before.count + 1 : 1;
  return { champion, count, untilMs: nowMs + Math.min(REFUSED_MS_MAX, REFUSED_MS_FIRST * 2 ** (count - 1)) };
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
    gauge: model.gauge,
    beneath: model,
    async classify(wines) {
      const answers = await model.classify(wines);
      return answers.map((answer) => ({ ...answer, warnings: [...answer.warnings, warning] }));
    },
  };
}
