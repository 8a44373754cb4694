import {
  AccuracyDocument,
  ChampionDocument,
  LabelPredictionDocument,
  ModelVersionDocument,
  ModelVersionsDocument,
  PredictDocument,
  PredictionDocument,
  PredictionHistoryDocument,
  PromoteModelDocument,
  PromotionsDocument,
  RollbackModelDocument,
  StartTrainingDocument,
  TrainingRunDocument,
  TrainingRunsDocument,
  type AccuracyQuery,
  type AccuracyQueryVariables,
  type ModelVersionFieldsFragment,
  type PredictionFieldsFragment,
  type PredictionFilter,
  type PromotionFieldsFragment,
  type TrainingRunFieldsFragment,
  type WineInput,
} from './generated/graphql.ts';
import { predictInChunks, type BatchOutcome } from './batch.ts';
import { TerroirError } from './errors.ts';
import { readPages, type ListOptions, type Pages } from './pages.ts';
import { realtimeEndpointOf } from './connection.ts';
import { waitFor } from './retry.ts';
import { watchRuns } from './training-events.ts';
import { send, type Connection } from './transport.ts';
import { refuseUnsendable } from './wine-check.ts';

/** An answer that was given, as it is recorded. */
export type Prediction = PredictionFieldsFragment;

/** A model version: immutable once registered. */
export type ModelVersion = ModelVersionFieldsFragment;

/** One training: from the datasets and labels to a judged model version. */
export type TrainingRun = TrainingRunFieldsFragment;

/** A move of the champion. */
export type Promotion = PromotionFieldsFragment;

/** How often one target's answers were right in one slice. */
export type SliceAccuracy = AccuracyQuery['accuracy'][number];

/** Where and how a client calls. */
export interface ClientOptions {
  /** The stack's output `Endpoint`, or what `npm start` prints: `http://localhost:4000/graphql`. */
  endpoint: string;
  /** The stack's output `RealtimeEndpoint`; made of the endpoint unless told. */
  realtimeEndpoint?: string;
  /** A key: `trr_…`. */
  key: string;
  /** How often to try again what is worth it: 4 times unless told, over some 3 seconds. */
  retries?: number;
  /** How long one attempt may take: 35 seconds unless told, for AppSync itself takes 30 at most. */
  timeoutMs?: number;
  /** Instead of the platform's own fetch. */
  fetch?: typeof fetch;
  /** Instead of a timer: waits before a retry. Tests pass one that does not. */
  wait?: (waitMs: number, signal?: AbortSignal) => Promise<void>;
}

/** What a call that records may be told. */
export interface PredictOptions {
  /**
   * Makes a repeat safe, for a day: 1 to 100 characters (90 for a batch of more than a hundred wines). The client makes
   * one for its own retries unless told; a TerroirError brings it.
   */
  requestId?: string;
  /** Ends the call; it then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** What every other call may be told. */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** What a key may call. Every method rejects with a TerroirError, after its retries. */
export interface Client {
  /**
   * Tells the country and the variety of one wine, and records the answer.
   *
   * @example
   * const { country, variety } = await terroir.predict({ description: 'Blackberry, cedar and graphite.', price: 45 });
   * console.log(`${variety.name} from ${country.name}: ${Math.round(variety.confidence * 100)} % sure`);
   */
  predict(wine: WineInput, options?: PredictOptions): Promise<Prediction>;

  /**
   * The same for any number of wines: in order, a hundred at a time. A wrong wine is rejected, and the others go on.
   *
   * @example
   * const { results } = await terroir.predictBatch(wines);
   * for (const result of results) {
   *   if (result.__typename === 'Rejection') console.warn(`wine ${result.index}: ${result.message}`);
   *   else console.log(result.variety.name);
   * }
   */
  predictBatch(wines: readonly WineInput[], options?: PredictOptions): Promise<BatchOutcome>;

  /** One of the key's own predictions, or null where it has none of that id. */
  prediction(id: string, options?: CallOptions): Promise<Prediction | null>;

  /**
   * The key's own predictions, newest first, each once, also while new ones arrive.
   *
   * @example
   * for await (const prediction of terroir.history({ variety: 'Pinot Noir' })) console.log(prediction.wine.winery);
   */
  history(filter?: PredictionFilter, options?: ListOptions): Pages<Prediction>;

  /**
   * Tells the truth about one of the key's own predictions: its country, its variety, or both. Repeating it is harmless;
   * changing it keeps what was said before in `labelHistory`.
   *
   * @example
   * await terroir.label(prediction.id, { variety: 'Pinot Noir' });
   */
  label(
    id: string,
    truth: { country?: string | null; variety?: string | null },
    options?: CallOptions,
  ): Promise<Prediction>;

  /** How often the answers of a time were right, as far as labels tell; `by` says what to tell apart. */
  accuracy(question: AccuracyQueryVariables, options?: CallOptions): Promise<SliceAccuracy[]>;

  /** The model version that answers now. */
  champion(options?: CallOptions): Promise<ModelVersion>;

  /** A model version, or null where there is none of that id. */
  modelVersion(id: string, options?: CallOptions): Promise<ModelVersion | null>;

  /** Every model version that was trained, newest first: the starter version is not among them. */
  modelVersions(options?: ListOptions): Pages<ModelVersion>;

  /** Every move of the champion, newest first. */
  promotions(options?: ListOptions): Pages<Promotion>;

  /** Makes a version the champion. Sent once, not again by itself: PromotionConflict is for you to look at. */
  promote(id: string, reason: string, options?: CallOptions): Promise<ModelVersion>;

  /** Goes back to the version that was the champion before. Sent once: a second time would go back further. */
  rollback(reason: string, options?: CallOptions): Promise<ModelVersion>;

  /** Starts a training, which goes on by itself; see `trainingEvents`. Sent once. */
  startTraining(reason?: string, options?: CallOptions): Promise<TrainingRun>;

  /** A training run, or null where there is none of that id. */
  trainingRun(id: string, options?: CallOptions): Promise<TrainingRun | null>;

  /** Every training run, newest first. */
  trainingRuns(options?: ListOptions): Pages<TrainingRun>;

  /**
   * How runs get on, as it happens: of one run, from how it stands now to its end, after which the iterator ends; or of
   * all runs, from those at work now, until you leave. It connects again by itself and catches up with what it missed:
   * the end of a run always arrives, and no state of a run twice.
   *
   * @example
   * const { id } = await terroir.startTraining('Labels of the autumn tasting');
   * for await (const { stage, share, status } of terroir.trainingEvents({ id })) console.log(stage, share, status);
   */
  trainingEvents(options?: { id?: string; signal?: AbortSignal }): AsyncGenerator<TrainingRun, void>;

  /** The runs that end from now on, each once, until you leave; otherwise like `trainingEvents`. */
  completedTrainings(options?: CallOptions): AsyncGenerator<TrainingRun, void>;
}

/**
 * A client of a Terroir API, in Node and in browsers.
 *
 * @example
 * const terroir = createClient({ endpoint: 'http://localhost:4000/graphql', key: 'trr_…' });
 *
 * @throws TerroirError InvalidInput when the endpoint is no address, or the key no text that HTTP can carry.
 */
export function createClient(options: ClientOptions): Client {
  const connection = connect(options);
  return { ...createPredicting(connection), ...createModelling(connection), ...createTraining(connection) };
}

type Predicting = 'predict' | 'predictBatch' | 'prediction' | 'history' | 'label' | 'accuracy';
type Modelling = 'champion' | 'modelVersion' | 'modelVersions' | 'promotions' | 'promote' | 'rollback';

function createPredicting(connection: Connection): Pick<Client, Predicting> {
  return {
    async predict(wine, { requestId = crypto.randomUUID(), signal } = {}) {
      refuseUnsendable(wine);
      return (await send(connection, PredictDocument, { wine, requestId }, { requestId, signal })).predict;
    },
    predictBatch: (wines, { requestId = crypto.randomUUID(), signal } = {}) =>
      predictInChunks(connection, wines, requestId, signal),
    prediction: async (id, call = {}) => (await send(connection, PredictionDocument, { id }, call)).prediction,
    history: (filter, { pageSize = 100, signal } = {}) =>
      readPages(pageSize, async (page) => {
        const variables = { filter: filter ?? null, ...page };
        return (await send(connection, PredictionHistoryDocument, variables, { signal })).predictionHistory;
      }),
    label: async (id, { country, variety }, call = {}) =>
      (await send(connection, LabelPredictionDocument, { id, country, variety }, call)).labelPrediction,
    accuracy: async ({ from, to, by }, call = {}) =>
      (await send(connection, AccuracyDocument, { from, to, by }, call)).accuracy,
  };
}

function createModelling(connection: Connection): Pick<Client, Modelling> {
  return {
    champion: async (call = {}) => (await send(connection, ChampionDocument, {}, call)).champion,
    modelVersion: async (id, call = {}) => (await send(connection, ModelVersionDocument, { id }, call)).modelVersion,
    // An evaluation has some 60 KB.
    modelVersions: ({ pageSize = 10, signal } = {}) =>
      readPages(
        pageSize,
        async (page) => (await send(connection, ModelVersionsDocument, page, { signal })).modelVersions,
      ),
    promotions: ({ pageSize = 100, signal } = {}) =>
      readPages(pageSize, async (page) => (await send(connection, PromotionsDocument, page, { signal })).promotions),
    promote: async (id, reason, call = {}) =>
      (await send(connection, PromoteModelDocument, { id, reason }, { ...call, once: true })).promoteModel,
    rollback: async (reason, call = {}) =>
      (await send(connection, RollbackModelDocument, { reason }, { ...call, once: true })).rollbackModel,
  };
}

function createTraining(connection: Connection): Omit<Client, Predicting | Modelling> {
  return {
    startTraining: async (reason, call = {}) =>
      (await send(connection, StartTrainingDocument, { reason: reason ?? null }, { ...call, once: true }))
        .startTraining,
    trainingRun: async (id, call = {}) => (await send(connection, TrainingRunDocument, { id }, call)).trainingRun,
    trainingRuns: ({ pageSize = 20, signal } = {}) =>
      readPages(
        pageSize,
        async (page) => (await send(connection, TrainingRunsDocument, page, { signal })).trainingRuns,
      ),
    trainingEvents: ({ id, signal } = {}) =>
      watchRuns(connection, id === undefined ? { kind: 'all' } : { kind: 'one', id }, signal),
    completedTrainings: ({ signal } = {}) => watchRuns(connection, { kind: 'ends' }, signal),
  };
}

function connect({
  endpoint,
  key,
  retries = 4,
  timeoutMs = 35_000,
  wait = waitFor,
  ...given
}: ClientOptions): Connection {
  requireAddress('endpoint', endpoint, ['http:', 'https:']);
  const realtimeEndpoint = given.realtimeEndpoint ?? realtimeEndpointOf(endpoint);
  requireAddress('realtimeEndpoint', realtimeEndpoint, ['ws:', 'wss:']);
  // fetch would complain of such a key by quoting it; a key must not get into a log.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new TerroirError(
      'key must be a key as `npm run terroir -- keys create` shows it: trr_ and 40 letters and digits.',
      {
        errorType: 'InvalidInput',
        field: 'key',
        rule: 'format',
      },
    );
  }
  return { endpoint, realtimeEndpoint, key, retries, timeoutMs, wait, fetch: given.fetch ?? fetch };
}

function requireAddress(field: string, address: string, [plain = '', secure = '']: string[]): void {
  if ([plain, secure].includes(URL.parse(address)?.protocol ?? '')) return;
  const message = `${field} must be an ${plain.slice(0, -1)} or ${secure.slice(0, -1)} address, not ${JSON.stringify(address)}.`;
  throw new TerroirError(message, { errorType: 'InvalidInput', field, rule: 'format' });
}
