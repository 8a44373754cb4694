import { PAGE_ENTRIES_DEFAULT, PAGE_ENTRIES_MAX } from '../../contract/limits.ts';
import type {
  Caller,
  ModelClass,
  ModelComparison,
  ModelVersion,
  Prediction,
  PredictionFilter,
  Promotion,
  Quota,
  Target,
  TrainingRun,
  Trial,
  WineInput,
} from './generated/graphql.ts';
import {
  CallerDocument,
  ChampionDocument,
  ClassesDocument,
  CompareModelsDocument,
  LabelPredictionDocument,
  ModelVersionDocument,
  ModelVersionsDocument,
  PredictDocument,
  PredictionDocument,
  PromoteModelDocument,
  PromotionsDocument,
  QuotaDocument,
  RollbackModelDocument,
  StartTrainingDocument,
  TrainingRunDocument,
  TrainingRunsDocument,
  TryWineDocument,
  VersionNamesDocument,
} from './generated/operations.ts';
import { predictInChunks, type BatchOutcome } from './batch.ts';
import {
  connect,
  type CallOptions,
  type ClientOptions,
  type Connection,
  keepConnection,
} from './transport/connection.ts';
import { createFaring, type Faring } from './faring.ts';
import { exportHistory, readHistory, type ExportOptions } from './history.ts';
import { createKeyKeeping, type KeyKeeping } from './key-keeping.ts';
import { readPages, type ListOptions, type Pages } from './pages.ts';
import type { MoveOptions, PredictOptions, StartOptions, TryOptions, Truth, VersionName } from './questions.ts';
import type { WatchOptions } from './questions.ts';
import { createTeaching, type Teaching } from './teaching.ts';
import { watchRuns } from './events/training-events.ts';
import { createUuid, orNull, send } from './transport/transport.ts';
import { createWatching, type Watching } from './watching.ts';
import { requireSendable } from './wine-check.ts';

// The entry of all that is small; files.ts is that of files. What users may name of it is declared or named here.
export { TerroirError, type ErrorDetails, type ErrorRule, type ErrorType } from './errors.ts';
export type { BatchOutcome, BatchPrediction, BatchRejection, BatchResult } from './batch.ts';
export type {
  CallOptions,
  ClientOptions,
  Fetch,
  FetchRequest,
  FetchResponse,
  PlatformAbortSignal,
} from './transport/connection.ts';
export type { AccuracyInTime, AccuracyOverTimeQuestion, Drift, DriftBin, DriftCheck, DriftQuestion } from './faring.ts';
export type { DriftFinding, DriftHistogram, DriftRatio, DriftSignal, DriftSignalName, DriftState } from './faring.ts';
export type { DriftWindow, TimeStep } from './faring.ts';
export type { ExportOptions } from './history.ts';
export type { ClientKey, ClientWish, KeyAct, KeyActKind, KeyKeeping, KeyState } from './key-keeping.ts';
export type { KnownClient, NewKey, RotateOptions } from './key-keeping.ts';
export type { ListOptions, Pages } from './pages.ts';
export type { AccuracyQuestion, MetricsQuestion, MoveOptions, PredictOptions, TryOptions } from './questions.ts';
export type { StartOptions, Truth, VersionName, WatchOptions } from './questions.ts';
export type { AdmittedClass, Dataset, DatasetClass, DatasetImport, DatasetRemoval, DatasetState } from './teaching.ts';
export type { ImportedColumns, ImportRefusal, Teaching } from './teaching.ts';
export type { Watching } from './watching.ts';
export { createUserToken, type UserTokenRequest } from './transport/user-token.ts';
export type {
  Alarm,
  AlarmSeverity,
  AlarmState,
  Caller,
  ClassDifference,
  Classification,
  DatasetDifference,
  Evidence,
  EvidenceKind,
  FactDifference,
  FitLoss,
  GateCheck,
  GateDecision,
  Health,
  HealthState,
  Label,
  LabelledTruth,
  LabelVerdict,
  MeasuredSlice,
  MetricPoint,
  MetricSeries,
  MetricStatistic,
  ModelClass,
  ModelComparison,
  ModelState,
  ModelVersion,
  Prediction,
  PredictionFilter,
  Promotion,
  PromotionKind,
  Quota,
  QuotaWindow,
  Scope,
  ScoredClass,
  SliceAccuracy,
  SliceDifference,
  SliceKind,
  Target,
  TrainingPlace,
  TrainingRun,
  TrainingStatus,
  Trial,
  TrialWithout,
  Wine,
  WineInput,
} from './generated/graphql.ts';

/**
 * What a key may call, each method within the key's scopes. Methods need no `this`: take them apart as you like.
 *
 * Errors: every method rejects with a TerroirError, after its retries, where the API refuses, fails or cannot be
 * reached; with the signal's reason where the call's signal is aborted.
 */
export interface Client extends Teaching, Watching, Faring, KeyKeeping {
  /**
   * Tells the country and the variety of one wine, and records the answer.
   *
   * Errors: InvalidInput where a field breaks its limits; RequestConflict where the requestId was used with another
   * wine; QuotaExceeded where the client's quota is used up; ModelUnavailable where no model can be served.
   *
   * @example
   * const { country, variety } = await terroir.predict({ description: 'Blackberry, cedar and graphite.', price: 45 });
   * console.log(`${variety.name} from ${country.name}: ${Math.round(variety.confidence * 100)} % sure`);
   */
  predict(wine: WineInput, options?: PredictOptions): Promise<Prediction>;

  /**
   * What predict would answer, by the champion or by another model version, and what it would be without each field.
   * Nothing is recorded; it counts on the quota as one wine.
   *
   * Errors: InvalidInput where a field breaks its limits; NotFound where there is no such version; QuotaExceeded where
   * the client's quota is used up; ModelUnavailable where the version cannot be served.
   */
  tryWine(wine: WineInput, options?: TryOptions): Promise<Trial>;

  /**
   * Tells the country and the variety of any number of wines, and records the answers: in order, a hundred wines a
   * request. A wrong wine is rejected, and the others go on.
   *
   * Errors: InvalidInput where there is no wine; RequestConflict where the requestId was used with other wines;
   * QuotaExceeded where the client's quota has no room for a request of it. The first request that fails ends the
   * batch: repeat it with the error's requestId, and nothing is recorded twice.
   *
   * @example
   * const { results } = await terroir.predictBatch(wines);
   * for (const result of results) {
   *   if (result.__typename === 'Rejection') console.warn(`wine ${result.index}: ${result.message}`);
   *   else console.log(result.variety.name);
   * }
   */
  predictBatch(wines: readonly WineInput[], options?: PredictOptions): Promise<BatchOutcome>;

  /** Who the key, or the token, belongs to, and what it may do: for a page that shows no more than that. */
  caller(options?: CallOptions): Promise<Caller>;

  /** How many wines the key's client may still ask about; null for what has no limit. */
  quota(options?: CallOptions): Promise<Quota>;

  /** Brings one of the key's own predictions, or null where it has none of that id. Needs the scope `history`. */
  prediction(id: string, options?: CallOptions): Promise<Prediction | null>;

  /**
   * The key's own predictions, newest first, each once, also while new ones arrive. Needs the scope `history`.
   *
   * @example
   * for await (const prediction of terroir.history({ variety: 'Pinot Noir' })) console.log(prediction.wine.winery);
   */
  history(filter?: PredictionFilter | null, options?: ListOptions): Pages<Prediction>;

  /**
   * All of the key's own predictions with their labels, newest first, each once: to keep a copy, a line of JSON each.
   * It holds one page at a time, however many there are. Where it was cut off, give the id of the last one that came.
   *
   * @example
   * for await (const prediction of terroir.exportHistory({ after })) file.write(`${JSON.stringify(prediction)}\n`);
   */
  exportHistory(options?: ExportOptions): AsyncGenerator<Prediction, void>;

  /**
   * Tells the truth about one of the key's own predictions: its country, its variety, or both. Repeating it is
   * harmless; changing it keeps what was said before in `labelHistory`.
   *
   * Errors: NotFound where the key has no prediction of that id; InvalidInput where neither is given.
   *
   * @example
   * await terroir.label(prediction.id, { variety: 'Pinot Noir' });
   */
  label(id: string, truth: Truth, options?: CallOptions): Promise<Prediction>;

  /** Brings the model version that answers now. */
  champion(options?: CallOptions): Promise<ModelVersion>;

  /** Brings a model version, or null where there is none of that id. */
  modelVersion(id: string, options?: CallOptions): Promise<ModelVersion | null>;

  /** Every model version that was trained, newest first: the starter version is not among them. */
  modelVersions(options?: ListOptions): Pages<ModelVersion>;

  /** The ids, states and figures of the same versions, without their evaluations: a list of a thousand is soon read. */
  versionNames(options?: ListOptions): Pages<VersionName>;

  /**
   * What the model version that answers now can answer, the most frequent class first, with counts of its training
   * examples: for a list to choose from.
   *
   * Errors: ModelUnavailable where the version cannot be read.
   *
   * @example
   * for (const { name } of await terroir.classes('VARIETY')) list.append(new Option(name));
   */
  classes(target: Target, options?: CallOptions): Promise<ModelClass[]>;

  /**
   * What differs between two model versions: facts, data, classes and accuracies on the hold-out set. What is alike is
   * left out.
   *
   * Errors: NotFound where there is no such version; ModelUnavailable where one cannot be read.
   */
  compareModels(first: string, second: string, options?: CallOptions): Promise<ModelComparison>;

  /** Every move of the champion, newest first. */
  promotions(options?: ListOptions): Pages<Promotion>;

  /**
   * Makes a model version the champion. Sent once, and not again by itself.
   *
   * Errors: NotFound where there is no such version; InvalidInput where it is the champion already; ModelUnavailable
   * where it does not load; PromotionConflict where the champion was changed at the same moment, or is not the
   * expected one: look again, then retry.
   */
  promote(id: string, reason: string, options?: MoveOptions): Promise<ModelVersion>;

  /**
   * Makes the model version the champion that was it before. Sent once, for a second time would go back further.
   *
   * Errors: NotFound where there is none to go back to; ModelUnavailable where it does not load; PromotionConflict
   * where the champion was changed at the same moment, or is not the expected one: look again, then retry.
   */
  rollback(reason: string, options?: MoveOptions): Promise<ModelVersion>;

  /**
   * Starts a training, which goes on by itself; `trainingEvents` tells how. Sent once.
   *
   * Errors: TrainingInProgress where one is at work already; InvalidInput where it cannot run where it is wanted.
   */
  startTraining(reason?: string | null, options?: StartOptions): Promise<TrainingRun>;

  /** Brings a training run, or null where there is none of that id. */
  trainingRun(id: string, options?: CallOptions): Promise<TrainingRun | null>;

  /** Every training run, newest first. */
  trainingRuns(options?: ListOptions): Pages<TrainingRun>;

  /**
   * How training runs get on, as it happens: of one run, from how it stands now to its end, after which the iterator
   * ends; or of all runs, from those at work now, until you leave. It connects again by itself and catches up with what
   * it missed: the end of a run always arrives, and no state of a run twice.
   *
   * Errors: NotFound where there is no run of that id; Unreachable where no connection comes about for some minutes, or
   * the platform has no WebSocket.
   *
   * @example
   * const { id } = await terroir.startTraining('Labels of the autumn tasting');
   * for await (const { stage, share, status } of terroir.trainingEvents({ id })) console.log(stage, share, status);
   */
  trainingEvents(options?: WatchOptions): AsyncGenerator<TrainingRun, void>;

  /**
   * The training runs that end from now on, each once, until you leave. It connects again by itself and catches up with
   * the ends that it missed.
   *
   * Errors: Unreachable where no connection comes about for some minutes, or the platform has no WebSocket.
   */
  completedTrainings(options?: CallOptions): AsyncGenerator<TrainingRun, void>;
}

/**
 * A client of a Terroir API, in Node and in browsers. It sends nothing before a method is called, and keeps no
 * connection open but while events are read.
 *
 * Errors: TerroirError InvalidInput where an endpoint is no address, or the key is a text that HTTP cannot carry.
 *
 * @example
 * const terroir = createClient({ endpoint: 'http://localhost:4000/graphql', key: 'trr_…' });
 */
export function createClient(options: ClientOptions): Client {
  const connection = connect(options);
  const client = {
    ...createPredicting(connection),
    ...createModelling(connection),
    ...createTeaching(connection),
    ...createTraining(connection),
    ...createWatching(connection),
    ...createFaring(connection),
    ...createKeyKeeping(connection),
  };
  return keepConnection(client, connection);
}

/** Of calls that done twice would do more than done once. */
const once = true;

type Predicting =
  'caller' | 'predict' | 'tryWine' | 'predictBatch' | 'quota' | 'prediction' | 'history' | 'exportHistory' | 'label';
type Versions = 'champion' | 'modelVersion' | 'modelVersions' | 'versionNames' | 'classes' | 'compareModels';
type Modelling = Versions | 'promotions' | 'promote' | 'rollback';
type Training = 'startTraining' | 'trainingRun' | 'trainingRuns' | 'trainingEvents' | 'completedTrainings';

function createPredicting(connection: Connection): Pick<Client, Predicting> {
  return {
    async predict(wine, { requestId = createUuid(), signal } = {}) {
      requireSendable(wine);
      return (await send(connection, PredictDocument, { wine, requestId }, { requestId, signal })).predict;
    },
    async tryWine(wine, { modelVersion, signal } = {}) {
      requireSendable(wine);
      return (await send(connection, TryWineDocument, { wine, modelVersion }, { signal })).tryWine;
    },
    predictBatch: (wines, { requestId = createUuid(), signal } = {}) =>
      predictInChunks(connection, wines, requestId, signal),
    caller: async (call = {}) => (await send(connection, CallerDocument, {}, call)).caller,
    quota: async (call = {}) => (await send(connection, QuotaDocument, {}, call)).quota,
    prediction: async (id, call = {}) => (await send(connection, PredictionDocument, { id }, orNull(call))).prediction,
    history: (filter, options = {}) => readHistory(connection, filter ?? null, options),
    exportHistory: (options = {}) => exportHistory(connection, options),
    label: async (id, { country, variety }, call = {}) =>
      (await send(connection, LabelPredictionDocument, { id, country, variety }, call)).labelPrediction,
  };
}

function createModelling(connection: Connection): Pick<Client, Modelling> {
  return {
    champion: async (call = {}) => (await send(connection, ChampionDocument, {}, call)).champion,
    modelVersion: async (id, call = {}) =>
      (await send(connection, ModelVersionDocument, { id }, orNull(call))).modelVersion,
    // An evaluation has some 60 KB.
    modelVersions: ({ pageSize = 10, signal } = {}) =>
      readPages(
        pageSize,
        async (page) => (await send(connection, ModelVersionsDocument, page, { signal })).modelVersions,
      ),
    versionNames: ({ pageSize = PAGE_ENTRIES_MAX, signal } = {}) =>
      readPages(
        pageSize,
        async (page) => (await send(connection, VersionNamesDocument, page, { signal })).modelVersions,
      ),
    classes: async (target, call = {}) => (await send(connection, ClassesDocument, { target }, call)).classes,
    compareModels: async (first, second, call = {}) =>
      (await send(connection, CompareModelsDocument, { first, second }, call)).compareModels,
    promotions: ({ pageSize = PAGE_ENTRIES_MAX, signal } = {}) =>
      readPages(pageSize, async (page) => (await send(connection, PromotionsDocument, page, { signal })).promotions),
    promote: async (id, reason, { expectedChampion, signal } = {}) =>
      (await send(connection, PromoteModelDocument, { id, reason, expectedChampion }, { signal, once })).promoteModel,
    rollback: async (reason, { expectedChampion, signal } = {}) =>
      (await send(connection, RollbackModelDocument, { reason, expectedChampion }, { signal, once })).rollbackModel,
  };
}

function createTraining(connection: Connection): Pick<Client, Training> {
  return {
    startTraining: async (reason, { on, ...call } = {}) => {
      const wanted = { reason: reason ?? null, ...(on == null ? {} : { on }) };
      return (await send(connection, StartTrainingDocument, wanted, { ...call, once })).startTraining;
    },
    trainingRun: async (id, call = {}) =>
      (await send(connection, TrainingRunDocument, { id }, orNull(call))).trainingRun,
    trainingRuns: ({ pageSize = PAGE_ENTRIES_DEFAULT, signal } = {}) =>
      readPages(
        pageSize,
        async (page) => (await send(connection, TrainingRunsDocument, page, { signal })).trainingRuns,
      ),
    trainingEvents: ({ id, signal } = {}) =>
      watchRuns(connection, id === undefined ? { kind: 'all' } : { kind: 'one', id }, signal),
    completedTrainings: ({ signal } = {}) => watchRuns(connection, { kind: 'ends' }, signal),
  };
}
