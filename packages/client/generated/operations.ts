/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from './graphql';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type CallerQueryVariables = Exact<{ [key: string]: never; }>;


export type CallerQuery = { caller: { clientId: string, scopes: Array<Types.Scope>, expiresAt: string | null } };

export type DatasetFieldsFragment = { name: string, state: Types.DatasetState, rows: number | null, importedBy: string | null, importedAt: string | null, digest: string | null, runs: Array<string>, classes: Array<{ target: Types.Target, name: string, count: number }>, removal: { by: string, at: string, reason: string } | null };

export type AdmittedClassFieldsFragment = { target: Types.Target, name: string, by: string, at: string };

export type DatasetsQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type DatasetsQuery = { datasets: { nextToken: string | null, items: Array<{ name: string, state: Types.DatasetState, rows: number | null, importedBy: string | null, importedAt: string | null, digest: string | null, runs: Array<string>, classes: Array<{ target: Types.Target, name: string, count: number }>, removal: { by: string, at: string, reason: string } | null }> } };

export type DatasetQueryVariables = Exact<{
  name: string;
}>;


export type DatasetQuery = { dataset: { name: string, state: Types.DatasetState, rows: number | null, importedBy: string | null, importedAt: string | null, digest: string | null, runs: Array<string>, classes: Array<{ target: Types.Target, name: string, count: number }>, removal: { by: string, at: string, reason: string } | null } | null };

export type ImportDatasetMutationVariables = Exact<{
  upload: string;
  name: string;
  fileName?: string | null | undefined;
  dryRun?: boolean | null | undefined;
}>;


export type ImportDatasetMutation = { importDataset: { dryRun: boolean, form: string, unusedColumns: Array<string>, rows: number, added: number, replaced: number, known: number, refused: number, cellsLeftOut: number, columns: Array<{ use: string, names: Array<string> }>, refusedRows: Array<{ line: number, column: string | null, reason: string }>, dataset: { name: string, state: Types.DatasetState, rows: number | null, importedBy: string | null, importedAt: string | null, digest: string | null, runs: Array<string>, classes: Array<{ target: Types.Target, name: string, count: number }>, removal: { by: string, at: string, reason: string } | null } | null } };

export type RemoveDatasetMutationVariables = Exact<{
  name: string;
  reason: string;
}>;


export type RemoveDatasetMutation = { removeDataset: { name: string, state: Types.DatasetState, rows: number | null, importedBy: string | null, importedAt: string | null, digest: string | null, runs: Array<string>, classes: Array<{ target: Types.Target, name: string, count: number }>, removal: { by: string, at: string, reason: string } | null } };

export type RestoreDatasetMutationVariables = Exact<{
  name: string;
}>;


export type RestoreDatasetMutation = { restoreDataset: { name: string, state: Types.DatasetState, rows: number | null, importedBy: string | null, importedAt: string | null, digest: string | null, runs: Array<string>, classes: Array<{ target: Types.Target, name: string, count: number }>, removal: { by: string, at: string, reason: string } | null } };

export type AdmittedClassesQueryVariables = Exact<{ [key: string]: never; }>;


export type AdmittedClassesQuery = { admittedClasses: Array<{ target: Types.Target, name: string, by: string, at: string }> };

export type AdmitClassMutationVariables = Exact<{
  target: Types.Target;
  name: string;
}>;


export type AdmitClassMutation = { admitClass: { target: Types.Target, name: string, by: string, at: string } };

export type WithdrawClassMutationVariables = Exact<{
  target: Types.Target;
  name: string;
}>;


export type WithdrawClassMutation = { withdrawClass: { target: Types.Target, name: string, by: string, at: string } };

export type AccuracyOverTimeQueryVariables = Exact<{
  from: string;
  to: string;
  by?: Types.TimeStep | null | undefined;
}>;


export type AccuracyOverTimeQuery = { accuracyOverTime: Array<{ from: string, target: Types.Target, predictions: number, estimated: number | null, estimatedLow: number | null, estimatedHigh: number | null, labelled: number, right: number, measured: number | null, measuredLow: number | null, measuredHigh: number | null, labelledEstimate: number | null, differenceMax: number | null }> };

export type DriftQueryVariables = Exact<{
  from?: string | null | undefined;
}>;


export type DriftQuery = { drift: { checkedAt: string, modelVersion: string, state: Types.DriftState, predictions: number, weeklyFalseAlarmsMax: number, signals: Array<{ name: Types.DriftSignalName, drifted: boolean, ratio: number | null, findings: Array<{ window: Types.DriftWindow, part: string | null, n: number, value: number, threshold: number, effect: number, effectMin: number, spread: number, ratio: number, drifted: boolean }>, histograms: Array<{ part: string | null, bins: Array<{ label: string, baseline: number, day: number, week: number }> }> }>, history: Array<{ checkedAt: string, modelVersion: string, state: Types.DriftState, predictions: number, ratios: Array<{ name: Types.DriftSignalName, ratio: number }> }> } | null };

export type CheckDriftMutationVariables = Exact<{ [key: string]: never; }>;


export type CheckDriftMutation = { checkDrift: { checkedAt: string, modelVersion: string, state: Types.DriftState, predictions: number, weeklyFalseAlarmsMax: number, signals: Array<{ name: Types.DriftSignalName, drifted: boolean, ratio: number | null, findings: Array<{ window: Types.DriftWindow, part: string | null, n: number, value: number, threshold: number, effect: number, effectMin: number, spread: number, ratio: number, drifted: boolean }>, histograms: Array<{ part: string | null, bins: Array<{ label: string, baseline: number, day: number, week: number }> }> }>, history: Array<{ checkedAt: string, modelVersion: string, state: Types.DriftState, predictions: number, ratios: Array<{ name: Types.DriftSignalName, ratio: number }> }> } };

export type DriftFieldsFragment = { checkedAt: string, modelVersion: string, state: Types.DriftState, predictions: number, weeklyFalseAlarmsMax: number, signals: Array<{ name: Types.DriftSignalName, drifted: boolean, ratio: number | null, findings: Array<{ window: Types.DriftWindow, part: string | null, n: number, value: number, threshold: number, effect: number, effectMin: number, spread: number, ratio: number, drifted: boolean }>, histograms: Array<{ part: string | null, bins: Array<{ label: string, baseline: number, day: number, week: number }> }> }>, history: Array<{ checkedAt: string, modelVersion: string, state: Types.DriftState, predictions: number, ratios: Array<{ name: Types.DriftSignalName, ratio: number }> }> };

export type PredictionJobFieldsFragment = { id: string, status: Types.PredictionJobStatus, uploadId: string, fileName: string | null, record: boolean, modelVersion: string, requestId: string | null, createdAt: string, updatedAt: string, endedAt: string | null, attempt: number, rows: number | null, chunks: number | null, chunksDone: number, answered: number, refused: number, rowsCombined: number, cancelRequested: boolean, failedChunks: Array<{ n: number, firstRow: number, rows: number, firstLine: number, reason: string }>, failure: { errorType: string, rule: string | null, message: string, line: number | null } | null };

export type CreateUploadMutationVariables = Exact<{
  bytes: number;
  purpose: Types.UploadPurpose;
}>;


export type CreateUploadMutation = { createUpload: { id: string, url: string, expiresAt: string, headers: Array<{ name: string, value: string }> } };

export type PredictFileMutationVariables = Exact<{
  upload: string;
  record: boolean;
  fileName?: string | null | undefined;
  requestId?: string | null | undefined;
}>;


export type PredictFileMutation = { predictFile: { id: string, status: Types.PredictionJobStatus, uploadId: string, fileName: string | null, record: boolean, modelVersion: string, requestId: string | null, createdAt: string, updatedAt: string, endedAt: string | null, attempt: number, rows: number | null, chunks: number | null, chunksDone: number, answered: number, refused: number, rowsCombined: number, cancelRequested: boolean, failedChunks: Array<{ n: number, firstRow: number, rows: number, firstLine: number, reason: string }>, failure: { errorType: string, rule: string | null, message: string, line: number | null } | null } };

export type CancelPredictionJobMutationVariables = Exact<{
  id: string;
}>;


export type CancelPredictionJobMutation = { cancelPredictionJob: { id: string, status: Types.PredictionJobStatus, uploadId: string, fileName: string | null, record: boolean, modelVersion: string, requestId: string | null, createdAt: string, updatedAt: string, endedAt: string | null, attempt: number, rows: number | null, chunks: number | null, chunksDone: number, answered: number, refused: number, rowsCombined: number, cancelRequested: boolean, failedChunks: Array<{ n: number, firstRow: number, rows: number, firstLine: number, reason: string }>, failure: { errorType: string, rule: string | null, message: string, line: number | null } | null } };

export type ResumePredictionJobMutationVariables = Exact<{
  id: string;
}>;


export type ResumePredictionJobMutation = { resumePredictionJob: { id: string, status: Types.PredictionJobStatus, uploadId: string, fileName: string | null, record: boolean, modelVersion: string, requestId: string | null, createdAt: string, updatedAt: string, endedAt: string | null, attempt: number, rows: number | null, chunks: number | null, chunksDone: number, answered: number, refused: number, rowsCombined: number, cancelRequested: boolean, failedChunks: Array<{ n: number, firstRow: number, rows: number, firstLine: number, reason: string }>, failure: { errorType: string, rule: string | null, message: string, line: number | null } | null } };

export type PredictionJobQueryVariables = Exact<{
  id: string;
}>;


export type PredictionJobQuery = { predictionJob: { id: string, status: Types.PredictionJobStatus, uploadId: string, fileName: string | null, record: boolean, modelVersion: string, requestId: string | null, createdAt: string, updatedAt: string, endedAt: string | null, attempt: number, rows: number | null, chunks: number | null, chunksDone: number, answered: number, refused: number, rowsCombined: number, cancelRequested: boolean, failedChunks: Array<{ n: number, firstRow: number, rows: number, firstLine: number, reason: string }>, failure: { errorType: string, rule: string | null, message: string, line: number | null } | null } | null };

export type PredictionJobsQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type PredictionJobsQuery = { predictionJobs: { nextToken: string | null, items: Array<{ id: string, status: Types.PredictionJobStatus, uploadId: string, fileName: string | null, record: boolean, modelVersion: string, requestId: string | null, createdAt: string, updatedAt: string, endedAt: string | null, attempt: number, rows: number | null, chunks: number | null, chunksDone: number, answered: number, refused: number, rowsCombined: number, cancelRequested: boolean, failedChunks: Array<{ n: number, firstRow: number, rows: number, firstLine: number, reason: string }>, failure: { errorType: string, rule: string | null, message: string, line: number | null } | null }> } };

export type PredictionJobFilesQueryVariables = Exact<{
  id: string;
}>;


export type PredictionJobFilesQuery = { predictionJobFiles: Array<{ name: string, bytes: number, sha256: string, rows: number | null, url: string, expiresAt: string }> };

export type OnPredictionJobSubscriptionVariables = Exact<{
  id: string;
}>;


export type OnPredictionJobSubscription = { onPredictionJob: { id: string, status: Types.PredictionJobStatus, uploadId: string, fileName: string | null, record: boolean, modelVersion: string, requestId: string | null, createdAt: string, updatedAt: string, endedAt: string | null, attempt: number, rows: number | null, chunks: number | null, chunksDone: number, answered: number, refused: number, rowsCombined: number, cancelRequested: boolean, failedChunks: Array<{ n: number, firstRow: number, rows: number, firstLine: number, reason: string }>, failure: { errorType: string, rule: string | null, message: string, line: number | null } | null } | null };

export type ClientKeyFieldsFragment = { id: string, clientId: string, name: string, scopes: Array<Types.Scope>, state: Types.KeyState, createdAt: string, expiresAt: string | null, rotatedAt: string | null, madeBy: string | null, madeWith: string | null, suspendedBy: string | null };

export type NewKeyFieldsFragment = { key: string, entry: { id: string, clientId: string, name: string, scopes: Array<Types.Scope>, state: Types.KeyState, createdAt: string, expiresAt: string | null, rotatedAt: string | null, madeBy: string | null, madeWith: string | null, suspendedBy: string | null }, replaced: { id: string, clientId: string, name: string, scopes: Array<Types.Scope>, state: Types.KeyState, createdAt: string, expiresAt: string | null, rotatedAt: string | null, madeBy: string | null, madeWith: string | null, suspendedBy: string | null } | null };

export type ClientsQueryVariables = Exact<{
  limit: number;
  nextToken?: string | null | undefined;
}>;


export type ClientsQuery = { clients: { nextToken: string | null, items: Array<{ id: string, keys: Array<{ id: string, clientId: string, name: string, scopes: Array<Types.Scope>, state: Types.KeyState, createdAt: string, expiresAt: string | null, rotatedAt: string | null, madeBy: string | null, madeWith: string | null, suspendedBy: string | null }>, quota: { perMinute: { limit: number, used: number, remaining: number, resetsAt: string } | null, perDay: { limit: number, used: number, remaining: number, resetsAt: string } | null } }> } };

export type KeyActsQueryVariables = Exact<{
  limit: number;
  nextToken?: string | null | undefined;
}>;


export type KeyActsQuery = { keyActs: { nextToken: string | null, items: Array<{ id: string, act: Types.KeyActKind, by: string, byKey: string, at: string, clientId: string, keyId: string, replaced: string | null, scopes: Array<Types.Scope> }> } };

export type CreateClientMutationVariables = Exact<{
  name: string;
  scopes: Array<Types.Scope>;
  expiresInDays?: number | null | undefined;
  quotaPerMinute?: number | null | undefined;
  quotaPerDay?: number | null | undefined;
}>;


export type CreateClientMutation = { createClient: { key: string, entry: { id: string, clientId: string, name: string, scopes: Array<Types.Scope>, state: Types.KeyState, createdAt: string, expiresAt: string | null, rotatedAt: string | null, madeBy: string | null, madeWith: string | null, suspendedBy: string | null }, replaced: { id: string, clientId: string, name: string, scopes: Array<Types.Scope>, state: Types.KeyState, createdAt: string, expiresAt: string | null, rotatedAt: string | null, madeBy: string | null, madeWith: string | null, suspendedBy: string | null } | null } };

export type RotateKeyMutationVariables = Exact<{
  key: string;
  overlapHours: number;
  expiresInDays?: number | null | undefined;
}>;


export type RotateKeyMutation = { rotateKey: { key: string, entry: { id: string, clientId: string, name: string, scopes: Array<Types.Scope>, state: Types.KeyState, createdAt: string, expiresAt: string | null, rotatedAt: string | null, madeBy: string | null, madeWith: string | null, suspendedBy: string | null }, replaced: { id: string, clientId: string, name: string, scopes: Array<Types.Scope>, state: Types.KeyState, createdAt: string, expiresAt: string | null, rotatedAt: string | null, madeBy: string | null, madeWith: string | null, suspendedBy: string | null } | null } };

export type SuspendKeyMutationVariables = Exact<{
  key: string;
}>;


export type SuspendKeyMutation = { suspendKey: { id: string, clientId: string, name: string, scopes: Array<Types.Scope>, state: Types.KeyState, createdAt: string, expiresAt: string | null, rotatedAt: string | null, madeBy: string | null, madeWith: string | null, suspendedBy: string | null } };

export type ResumeKeyMutationVariables = Exact<{
  key: string;
}>;


export type ResumeKeyMutation = { resumeKey: { id: string, clientId: string, name: string, scopes: Array<Types.Scope>, state: Types.KeyState, createdAt: string, expiresAt: string | null, rotatedAt: string | null, madeBy: string | null, madeWith: string | null, suspendedBy: string | null } };

export type ModelVersionFieldsFragment = { id: string, state: Types.ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number, evaluation: string, sha256: string, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null };

export type GateDecisionFieldsFragment = { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> };

export type PromotionFieldsFragment = { sequence: number, kind: Types.PromotionKind, from: string, to: string, by: string, at: string, reason: string };

export type ChampionQueryVariables = Exact<{ [key: string]: never; }>;


export type ChampionQuery = { champion: { id: string, state: Types.ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number, evaluation: string, sha256: string, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null } };

export type ModelVersionQueryVariables = Exact<{
  id: string;
}>;


export type ModelVersionQuery = { modelVersion: { id: string, state: Types.ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number, evaluation: string, sha256: string, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null } | null };

export type ModelVersionsQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type ModelVersionsQuery = { modelVersions: { nextToken: string | null, items: Array<{ id: string, state: Types.ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number, evaluation: string, sha256: string, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null }> } };

export type VersionNamesQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type VersionNamesQuery = { modelVersions: { nextToken: string | null, items: Array<{ id: string, state: Types.ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number }> } };

export type PromotionsQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type PromotionsQuery = { promotions: { nextToken: string | null, items: Array<{ sequence: number, kind: Types.PromotionKind, from: string, to: string, by: string, at: string, reason: string }> } };

export type PromoteModelMutationVariables = Exact<{
  id: string;
  reason: string;
  expectedChampion?: string | null | undefined;
}>;


export type PromoteModelMutation = { promoteModel: { id: string, state: Types.ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number, evaluation: string, sha256: string, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null } };

export type RollbackModelMutationVariables = Exact<{
  reason: string;
  expectedChampion?: string | null | undefined;
}>;


export type RollbackModelMutation = { rollbackModel: { id: string, state: Types.ModelState, createdAt: string, trainedBy: string | null, examples: number, countryAccuracy: number, varietyAccuracy: number, evaluation: string, sha256: string, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null } };

export type ClassesQueryVariables = Exact<{
  target: Types.Target;
}>;


export type ClassesQuery = { classes: Array<{ name: string, examples: number | null, share: number }> };

export type CompareModelsQueryVariables = Exact<{
  first: string;
  second: string;
}>;


export type CompareModelsQuery = { compareModels: { first: string, second: string, facts: Array<{ path: string, first: string | null, second: string | null }>, datasets: Array<{ name: string, onlyIn: string, bytes: number, sha256: string }>, classes: Array<{ target: Types.Target, name: string, onlyIn: string | null, firstExamples: number | null, secondExamples: number | null }>, slices: Array<{ target: Types.Target, regime: string, kind: string, slice: string, difference: number | null, low: number | null, high: number | null, first: { examples: number, right: number, accuracy: number, low: number, high: number } | null, second: { examples: number, right: number, accuracy: number, low: number, high: number } | null }> } };

export type MeasuredSliceFieldsFragment = { examples: number, right: number, accuracy: number, low: number, high: number };

export type PredictionFieldsFragment = { id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, label: { country: string | null, variety: string | null, labelledAt: string } | null, labelHistory: Array<{ country: string | null, variety: string | null, labelledAt: string }> };

export type LabelFieldsFragment = { country: string | null, variety: string | null, labelledAt: string };

export type ClassificationFieldsFragment = { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> };

export type PredictMutationVariables = Exact<{
  wine: Types.WineInput;
  requestId?: string | null | undefined;
}>;


export type PredictMutation = { predict: { id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, label: { country: string | null, variety: string | null, labelledAt: string } | null, labelHistory: Array<{ country: string | null, variety: string | null, labelledAt: string }> } };

export type TryWineQueryVariables = Exact<{
  wine: Types.WineInput;
  modelVersion?: string | null | undefined;
}>;


export type TryWineQuery = { tryWine: { modelVersion: string, warnings: Array<string>, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, without: Array<{ field: string, country: { name: string, confidence: number }, variety: { name: string, confidence: number } }> } };

export type PredictBatchMutationVariables = Exact<{
  wines: Array<Types.WineInput>;
  requestId?: string | null | undefined;
}>;


export type PredictBatchMutation = { predictBatch: { predicted: number, rejected: number, results: Array<
      | { __typename: 'Prediction', id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, label: { country: string | null, variety: string | null, labelledAt: string } | null, labelHistory: Array<{ country: string | null, variety: string | null, labelledAt: string }> }
      | { __typename: 'Rejection', index: number, errorType: string, field: string | null, message: string }
    > } };

export type PredictionQueryVariables = Exact<{
  id: string;
}>;


export type PredictionQuery = { prediction: { id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, label: { country: string | null, variety: string | null, labelledAt: string } | null, labelHistory: Array<{ country: string | null, variety: string | null, labelledAt: string }> } | null };

export type PredictionHistoryQueryVariables = Exact<{
  filter?: Types.PredictionFilter | null | undefined;
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type PredictionHistoryQuery = { predictionHistory: { nextToken: string | null, items: Array<{ id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, label: { country: string | null, variety: string | null, labelledAt: string } | null, labelHistory: Array<{ country: string | null, variety: string | null, labelledAt: string }> }> } };

export type LabelPredictionMutationVariables = Exact<{
  id: string;
  country?: string | null | undefined;
  variety?: string | null | undefined;
}>;


export type LabelPredictionMutation = { labelPrediction: { id: string, modelVersion: string, createdAt: string, warnings: Array<string>, wine: { description: string | null, variety: string | null, country: string | null, region: string | null, winery: string | null, points: number | null, price: number | null }, country: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, variety: { name: string, confidence: number, ranking: Array<{ name: string, confidence: number }>, evidence: Array<{ feature: string, kind: Types.EvidenceKind, effect: number }> }, label: { country: string | null, variety: string | null, labelledAt: string } | null, labelHistory: Array<{ country: string | null, variety: string | null, labelledAt: string }> } };

export type AccuracyQueryVariables = Exact<{
  from: string;
  to: string;
  by?: Types.SliceKind | null | undefined;
}>;


export type AccuracyQuery = { accuracy: Array<{ target: Types.Target, slice: string, labelled: number, right: number, accuracy: number, low: number, high: number, estimated: number, truths: Array<{ name: string, count: number }> }> };

export type QuotaQueryVariables = Exact<{ [key: string]: never; }>;


export type QuotaQuery = { quota: { perMinute: { limit: number, used: number, remaining: number, resetsAt: string } | null, perDay: { limit: number, used: number, remaining: number, resetsAt: string } | null } };

export type QuotaWindowFieldsFragment = { limit: number, used: number, remaining: number, resetsAt: string };

export type TrainingRunFieldsFragment = { id: string, status: Types.TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, datasets: Array<string> | null, refused: Array<string>, modelVersion: string | null, failure: string | null, place: Types.TrainingPlace | null, losses: Array<{ target: Types.Target, share: number, logLoss: number }> | null, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null };

export type TrainingRunQueryVariables = Exact<{
  id: string;
}>;


export type TrainingRunQuery = { trainingRun: { id: string, status: Types.TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, datasets: Array<string> | null, refused: Array<string>, modelVersion: string | null, failure: string | null, place: Types.TrainingPlace | null, losses: Array<{ target: Types.Target, share: number, logLoss: number }> | null, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null } | null };

export type TrainingRunsQueryVariables = Exact<{
  limit?: number | null | undefined;
  nextToken?: string | null | undefined;
}>;


export type TrainingRunsQuery = { trainingRuns: { nextToken: string | null, items: Array<{ id: string, status: Types.TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, datasets: Array<string> | null, refused: Array<string>, modelVersion: string | null, failure: string | null, place: Types.TrainingPlace | null, losses: Array<{ target: Types.Target, share: number, logLoss: number }> | null, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null }> } };

export type StartTrainingMutationVariables = Exact<{
  reason?: string | null | undefined;
  on?: Types.TrainingPlace | null | undefined;
}>;


export type StartTrainingMutation = { startTraining: { id: string, status: Types.TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, datasets: Array<string> | null, refused: Array<string>, modelVersion: string | null, failure: string | null, place: Types.TrainingPlace | null, losses: Array<{ target: Types.Target, share: number, logLoss: number }> | null, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null } };

export type OnTrainingProgressSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type OnTrainingProgressSubscription = { onTrainingProgress: { id: string, status: Types.TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, datasets: Array<string> | null, refused: Array<string>, modelVersion: string | null, failure: string | null, place: Types.TrainingPlace | null, losses: Array<{ target: Types.Target, share: number, logLoss: number }> | null, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null } | null };

export type OnTrainingProgressOfSubscriptionVariables = Exact<{
  id: string;
}>;


export type OnTrainingProgressOfSubscription = { onTrainingProgress: { id: string, status: Types.TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, datasets: Array<string> | null, refused: Array<string>, modelVersion: string | null, failure: string | null, place: Types.TrainingPlace | null, losses: Array<{ target: Types.Target, share: number, logLoss: number }> | null, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null } | null };

export type OnTrainingCompletedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type OnTrainingCompletedSubscription = { onTrainingCompleted: { id: string, status: Types.TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, datasets: Array<string> | null, refused: Array<string>, modelVersion: string | null, failure: string | null, place: Types.TrainingPlace | null, losses: Array<{ target: Types.Target, share: number, logLoss: number }> | null, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null } | null };

export type MetricsQueryVariables = Exact<{
  name: string;
  from: string;
  to: string;
  period: number;
  statistic: Types.MetricStatistic;
}>;


export type MetricsQuery = { metrics: Array<{ name: string, of: string | null, unit: string, points: Array<{ at: string, value: number }> }> };

export type HealthQueryVariables = Exact<{ [key: string]: never; }>;


export type HealthQuery = { health: { state: Types.HealthState, alarmsUnavailable: string | null, champion: string, championSince: string | null, release: string, node: string, onnxRuntime: string, starterVersion: string, checkedAt: string, alarms: Array<{ name: string, severity: Types.AlarmSeverity, state: Types.AlarmState, meaning: string, reason: string | null, since: string | null, runbook: string }>, lastTraining: { id: string, status: Types.TrainingStatus, stage: string, share: number, reason: string | null, startedBy: string, startedAt: string, updatedAt: string, finishedAt: string | null, examples: number | null, labels: number | null, datasets: Array<string> | null, refused: Array<string>, modelVersion: string | null, failure: string | null, place: Types.TrainingPlace | null, losses: Array<{ target: Types.Target, share: number, logLoss: number }> | null, decision: { promoted: boolean, reason: string, decidedBy: string | null, checks: Array<{ name: string, target: Types.Target | null, passed: boolean, champion: number | null, challenger: number | null, limit: number | null, low: number | null, high: number | null, n: number | null, detail: string }> } | null } | null } };

const join = (...texts: string[]): string => texts.join(' ');
const DatasetFieldsText = `fragment DatasetFields on Dataset{name state rows classes{target name count}importedBy importedAt digest removal{by at reason}runs}`;
const AdmittedClassFieldsText = `fragment AdmittedClassFields on AdmittedClass{target name by at}`;
const DriftFieldsText = `fragment DriftFields on Drift{checkedAt modelVersion state predictions weeklyFalseAlarmsMax signals{name drifted ratio findings{window part n value threshold effect effectMin spread ratio drifted}histograms{part bins{label baseline day week}}}history{checkedAt modelVersion state predictions ratios{name ratio}}}`;
const PredictionJobFieldsText = `fragment PredictionJobFields on PredictionJob{id status uploadId fileName record modelVersion requestId createdAt updatedAt endedAt attempt rows chunks chunksDone answered refused rowsCombined failedChunks{n firstRow rows firstLine reason}cancelRequested failure{errorType rule message line}}`;
const ClientKeyFieldsText = `fragment ClientKeyFields on ClientKey{id clientId name scopes state createdAt expiresAt rotatedAt madeBy madeWith suspendedBy}`;
const NewKeyFieldsText = `fragment NewKeyFields on NewKey{key entry{...ClientKeyFields}replaced{...ClientKeyFields}}`;
const GateDecisionFieldsText = `fragment GateDecisionFields on GateDecision{promoted reason decidedBy checks{name target passed champion challenger limit low high n detail}}`;
const ModelVersionFieldsText = `fragment ModelVersionFields on ModelVersion{id state createdAt trainedBy examples countryAccuracy varietyAccuracy evaluation decision{...GateDecisionFields}sha256}`;
const PromotionFieldsText = `fragment PromotionFields on Promotion{sequence kind from to by at reason}`;
const MeasuredSliceFieldsText = `fragment MeasuredSliceFields on MeasuredSlice{examples right accuracy low high}`;
const ClassificationFieldsText = `fragment ClassificationFields on Classification{name confidence ranking{name confidence}evidence{feature kind effect}}`;
const LabelFieldsText = `fragment LabelFields on Label{country variety labelledAt}`;
const PredictionFieldsText = `fragment PredictionFields on Prediction{id wine{description variety country region winery points price}country{...ClassificationFields}variety{...ClassificationFields}modelVersion createdAt warnings label{...LabelFields}labelHistory{...LabelFields}}`;
const QuotaWindowFieldsText = `fragment QuotaWindowFields on QuotaWindow{limit used remaining resetsAt}`;
const TrainingRunFieldsText = `fragment TrainingRunFields on TrainingRun{id status stage share reason startedBy startedAt updatedAt finishedAt examples labels datasets refused losses{target share logLoss}modelVersion decision{...GateDecisionFields}failure place}`;
export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const CallerDocument = /*#__PURE__*/ new TypedDocumentString(`query Caller{caller{clientId scopes expiresAt}}`) as unknown as TypedDocumentString<CallerQuery, CallerQueryVariables>;
export const DatasetsDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query Datasets($limit: Int,$nextToken: String){datasets(limit: $limit,nextToken: $nextToken){items{...DatasetFields}nextToken}}`, DatasetFieldsText)) as unknown as TypedDocumentString<DatasetsQuery, DatasetsQueryVariables>;
export const DatasetDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query Dataset($name: String!){dataset(name: $name){...DatasetFields}}`, DatasetFieldsText)) as unknown as TypedDocumentString<DatasetQuery, DatasetQueryVariables>;
export const ImportDatasetDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation ImportDataset($upload: ID!,$name: String!,$fileName: String,$dryRun: Boolean){importDataset(upload: $upload name: $name fileName: $fileName dryRun: $dryRun){dryRun form columns{use names}unusedColumns rows added replaced known refused refusedRows{line column reason}cellsLeftOut dataset{...DatasetFields}}}`, DatasetFieldsText)) as unknown as TypedDocumentString<ImportDatasetMutation, ImportDatasetMutationVariables>;
export const RemoveDatasetDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation RemoveDataset($name: String!,$reason: String!){removeDataset(name: $name,reason: $reason){...DatasetFields}}`, DatasetFieldsText)) as unknown as TypedDocumentString<RemoveDatasetMutation, RemoveDatasetMutationVariables>;
export const RestoreDatasetDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation RestoreDataset($name: String!){restoreDataset(name: $name){...DatasetFields}}`, DatasetFieldsText)) as unknown as TypedDocumentString<RestoreDatasetMutation, RestoreDatasetMutationVariables>;
export const AdmittedClassesDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query AdmittedClasses{admittedClasses{...AdmittedClassFields}}`, AdmittedClassFieldsText)) as unknown as TypedDocumentString<AdmittedClassesQuery, AdmittedClassesQueryVariables>;
export const AdmitClassDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation AdmitClass($target: Target!,$name: String!){admitClass(target: $target,name: $name){...AdmittedClassFields}}`, AdmittedClassFieldsText)) as unknown as TypedDocumentString<AdmitClassMutation, AdmitClassMutationVariables>;
export const WithdrawClassDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation WithdrawClass($target: Target!,$name: String!){withdrawClass(target: $target,name: $name){...AdmittedClassFields}}`, AdmittedClassFieldsText)) as unknown as TypedDocumentString<WithdrawClassMutation, WithdrawClassMutationVariables>;
export const AccuracyOverTimeDocument = /*#__PURE__*/ new TypedDocumentString(`query AccuracyOverTime($from: AWSDateTime!,$to: AWSDateTime!,$by: TimeStep){accuracyOverTime(from: $from,to: $to,by: $by){from target predictions estimated estimatedLow estimatedHigh labelled right measured measuredLow measuredHigh labelledEstimate differenceMax}}`) as unknown as TypedDocumentString<AccuracyOverTimeQuery, AccuracyOverTimeQueryVariables>;
export const DriftDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query Drift($from: AWSDateTime){drift(from: $from){...DriftFields}}`, DriftFieldsText)) as unknown as TypedDocumentString<DriftQuery, DriftQueryVariables>;
export const CheckDriftDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation CheckDrift{checkDrift{...DriftFields}}`, DriftFieldsText)) as unknown as TypedDocumentString<CheckDriftMutation, CheckDriftMutationVariables>;
export const CreateUploadDocument = /*#__PURE__*/ new TypedDocumentString(`mutation CreateUpload($bytes: Float!,$purpose: UploadPurpose!){createUpload(bytes: $bytes,purpose: $purpose){id url headers{name value}expiresAt}}`) as unknown as TypedDocumentString<CreateUploadMutation, CreateUploadMutationVariables>;
export const PredictFileDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation PredictFile($upload: ID!,$record: Boolean!,$fileName: String,$requestId: ID){predictFile(upload: $upload record: $record fileName: $fileName requestId: $requestId){...PredictionJobFields}}`, PredictionJobFieldsText)) as unknown as TypedDocumentString<PredictFileMutation, PredictFileMutationVariables>;
export const CancelPredictionJobDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation CancelPredictionJob($id: ID!){cancelPredictionJob(id: $id){...PredictionJobFields}}`, PredictionJobFieldsText)) as unknown as TypedDocumentString<CancelPredictionJobMutation, CancelPredictionJobMutationVariables>;
export const ResumePredictionJobDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation ResumePredictionJob($id: ID!){resumePredictionJob(id: $id){...PredictionJobFields}}`, PredictionJobFieldsText)) as unknown as TypedDocumentString<ResumePredictionJobMutation, ResumePredictionJobMutationVariables>;
export const PredictionJobDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query PredictionJob($id: ID!){predictionJob(id: $id){...PredictionJobFields}}`, PredictionJobFieldsText)) as unknown as TypedDocumentString<PredictionJobQuery, PredictionJobQueryVariables>;
export const PredictionJobsDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query PredictionJobs($limit: Int,$nextToken: String){predictionJobs(limit: $limit,nextToken: $nextToken){items{...PredictionJobFields}nextToken}}`, PredictionJobFieldsText)) as unknown as TypedDocumentString<PredictionJobsQuery, PredictionJobsQueryVariables>;
export const PredictionJobFilesDocument = /*#__PURE__*/ new TypedDocumentString(`query PredictionJobFiles($id: ID!){predictionJobFiles(id: $id){name bytes sha256 rows url expiresAt}}`) as unknown as TypedDocumentString<PredictionJobFilesQuery, PredictionJobFilesQueryVariables>;
export const OnPredictionJobDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`subscription OnPredictionJob($id: ID!){onPredictionJob(id: $id){...PredictionJobFields}}`, PredictionJobFieldsText)) as unknown as TypedDocumentString<OnPredictionJobSubscription, OnPredictionJobSubscriptionVariables>;
export const ClientsDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query Clients($limit: Int!,$nextToken: String){clients(limit: $limit,nextToken: $nextToken){items{id keys{...ClientKeyFields}quota{perMinute{...QuotaWindowFields}perDay{...QuotaWindowFields}}}nextToken}}`, ClientKeyFieldsText, QuotaWindowFieldsText)) as unknown as TypedDocumentString<ClientsQuery, ClientsQueryVariables>;
export const KeyActsDocument = /*#__PURE__*/ new TypedDocumentString(`query KeyActs($limit: Int!,$nextToken: String){keyActs(limit: $limit,nextToken: $nextToken){items{id act by byKey at clientId keyId replaced scopes}nextToken}}`) as unknown as TypedDocumentString<KeyActsQuery, KeyActsQueryVariables>;
export const CreateClientDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation CreateClient($name: String!,$scopes:[Scope!]!,$expiresInDays: Int,$quotaPerMinute: Int,$quotaPerDay: Int){createClient(name: $name scopes: $scopes expiresInDays: $expiresInDays quotaPerMinute: $quotaPerMinute quotaPerDay: $quotaPerDay){...NewKeyFields}}`, ClientKeyFieldsText, NewKeyFieldsText)) as unknown as TypedDocumentString<CreateClientMutation, CreateClientMutationVariables>;
export const RotateKeyDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation RotateKey($key: ID!,$overlapHours: Int!,$expiresInDays: Int){rotateKey(key: $key,overlapHours: $overlapHours,expiresInDays: $expiresInDays){...NewKeyFields}}`, ClientKeyFieldsText, NewKeyFieldsText)) as unknown as TypedDocumentString<RotateKeyMutation, RotateKeyMutationVariables>;
export const SuspendKeyDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation SuspendKey($key: ID!){suspendKey(key: $key){...ClientKeyFields}}`, ClientKeyFieldsText)) as unknown as TypedDocumentString<SuspendKeyMutation, SuspendKeyMutationVariables>;
export const ResumeKeyDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation ResumeKey($key: ID!){resumeKey(key: $key){...ClientKeyFields}}`, ClientKeyFieldsText)) as unknown as TypedDocumentString<ResumeKeyMutation, ResumeKeyMutationVariables>;
export const ChampionDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query Champion{champion{...ModelVersionFields}}`, ModelVersionFieldsText, GateDecisionFieldsText)) as unknown as TypedDocumentString<ChampionQuery, ChampionQueryVariables>;
export const ModelVersionDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query ModelVersion($id: ID!){modelVersion(id: $id){...ModelVersionFields}}`, ModelVersionFieldsText, GateDecisionFieldsText)) as unknown as TypedDocumentString<ModelVersionQuery, ModelVersionQueryVariables>;
export const ModelVersionsDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query ModelVersions($limit: Int,$nextToken: String){modelVersions(limit: $limit,nextToken: $nextToken){items{...ModelVersionFields}nextToken}}`, ModelVersionFieldsText, GateDecisionFieldsText)) as unknown as TypedDocumentString<ModelVersionsQuery, ModelVersionsQueryVariables>;
export const VersionNamesDocument = /*#__PURE__*/ new TypedDocumentString(`query VersionNames($limit: Int,$nextToken: String){modelVersions(limit: $limit,nextToken: $nextToken){items{id state createdAt trainedBy examples countryAccuracy varietyAccuracy}nextToken}}`) as unknown as TypedDocumentString<VersionNamesQuery, VersionNamesQueryVariables>;
export const PromotionsDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query Promotions($limit: Int,$nextToken: String){promotions(limit: $limit,nextToken: $nextToken){items{...PromotionFields}nextToken}}`, PromotionFieldsText)) as unknown as TypedDocumentString<PromotionsQuery, PromotionsQueryVariables>;
export const PromoteModelDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation PromoteModel($id: ID!,$reason: String!,$expectedChampion: ID){promoteModel(id: $id,reason: $reason,expectedChampion: $expectedChampion){...ModelVersionFields}}`, ModelVersionFieldsText, GateDecisionFieldsText)) as unknown as TypedDocumentString<PromoteModelMutation, PromoteModelMutationVariables>;
export const RollbackModelDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation RollbackModel($reason: String!,$expectedChampion: ID){rollbackModel(reason: $reason,expectedChampion: $expectedChampion){...ModelVersionFields}}`, ModelVersionFieldsText, GateDecisionFieldsText)) as unknown as TypedDocumentString<RollbackModelMutation, RollbackModelMutationVariables>;
export const ClassesDocument = /*#__PURE__*/ new TypedDocumentString(`query Classes($target: Target!){classes(target: $target){name examples share}}`) as unknown as TypedDocumentString<ClassesQuery, ClassesQueryVariables>;
export const CompareModelsDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query CompareModels($first: ID!,$second: ID!){compareModels(first: $first,second: $second){first second facts{path first second}datasets{name onlyIn bytes sha256}classes{target name onlyIn firstExamples secondExamples}slices{target regime kind slice first{...MeasuredSliceFields}second{...MeasuredSliceFields}difference low high}}}`, MeasuredSliceFieldsText)) as unknown as TypedDocumentString<CompareModelsQuery, CompareModelsQueryVariables>;
export const PredictDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation Predict($wine: WineInput!,$requestId: ID){predict(wine: $wine,requestId: $requestId){...PredictionFields}}`, PredictionFieldsText, LabelFieldsText, ClassificationFieldsText)) as unknown as TypedDocumentString<PredictMutation, PredictMutationVariables>;
export const TryWineDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query TryWine($wine: WineInput!,$modelVersion: ID){tryWine(wine: $wine,modelVersion: $modelVersion){modelVersion country{...ClassificationFields}variety{...ClassificationFields}warnings without{field country{name confidence}variety{name confidence}}}}`, ClassificationFieldsText)) as unknown as TypedDocumentString<TryWineQuery, TryWineQueryVariables>;
export const PredictBatchDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation PredictBatch($wines:[WineInput!]!,$requestId: ID){predictBatch(wines: $wines,requestId: $requestId){results{__typename...on Prediction{...PredictionFields}...on Rejection{index errorType field message}}predicted rejected}}`, PredictionFieldsText, LabelFieldsText, ClassificationFieldsText)) as unknown as TypedDocumentString<PredictBatchMutation, PredictBatchMutationVariables>;
export const PredictionDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query Prediction($id: ID!){prediction(id: $id){...PredictionFields}}`, PredictionFieldsText, LabelFieldsText, ClassificationFieldsText)) as unknown as TypedDocumentString<PredictionQuery, PredictionQueryVariables>;
export const PredictionHistoryDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query PredictionHistory($filter: PredictionFilter,$limit: Int,$nextToken: String){predictionHistory(filter: $filter,limit: $limit,nextToken: $nextToken){items{...PredictionFields}nextToken}}`, PredictionFieldsText, LabelFieldsText, ClassificationFieldsText)) as unknown as TypedDocumentString<PredictionHistoryQuery, PredictionHistoryQueryVariables>;
export const LabelPredictionDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation LabelPrediction($id: ID!,$country: String,$variety: String){labelPrediction(id: $id,country: $country,variety: $variety){...PredictionFields}}`, PredictionFieldsText, LabelFieldsText, ClassificationFieldsText)) as unknown as TypedDocumentString<LabelPredictionMutation, LabelPredictionMutationVariables>;
export const AccuracyDocument = /*#__PURE__*/ new TypedDocumentString(`query Accuracy($from: AWSDateTime!,$to: AWSDateTime!,$by: SliceKind){accuracy(from: $from,to: $to,by: $by){target slice labelled right accuracy low high estimated truths{name count}}}`) as unknown as TypedDocumentString<AccuracyQuery, AccuracyQueryVariables>;
export const QuotaDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query Quota{quota{perMinute{...QuotaWindowFields}perDay{...QuotaWindowFields}}}`, QuotaWindowFieldsText)) as unknown as TypedDocumentString<QuotaQuery, QuotaQueryVariables>;
export const TrainingRunDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query TrainingRun($id: ID!){trainingRun(id: $id){...TrainingRunFields}}`, GateDecisionFieldsText, TrainingRunFieldsText)) as unknown as TypedDocumentString<TrainingRunQuery, TrainingRunQueryVariables>;
export const TrainingRunsDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query TrainingRuns($limit: Int,$nextToken: String){trainingRuns(limit: $limit,nextToken: $nextToken){items{...TrainingRunFields}nextToken}}`, GateDecisionFieldsText, TrainingRunFieldsText)) as unknown as TypedDocumentString<TrainingRunsQuery, TrainingRunsQueryVariables>;
export const StartTrainingDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`mutation StartTraining($reason: String,$on: TrainingPlace){startTraining(reason: $reason,on: $on){...TrainingRunFields}}`, GateDecisionFieldsText, TrainingRunFieldsText)) as unknown as TypedDocumentString<StartTrainingMutation, StartTrainingMutationVariables>;
export const OnTrainingProgressDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`subscription OnTrainingProgress{onTrainingProgress{...TrainingRunFields}}`, GateDecisionFieldsText, TrainingRunFieldsText)) as unknown as TypedDocumentString<OnTrainingProgressSubscription, OnTrainingProgressSubscriptionVariables>;
export const OnTrainingProgressOfDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`subscription OnTrainingProgressOf($id: ID!){onTrainingProgress(id: $id){...TrainingRunFields}}`, GateDecisionFieldsText, TrainingRunFieldsText)) as unknown as TypedDocumentString<OnTrainingProgressOfSubscription, OnTrainingProgressOfSubscriptionVariables>;
export const OnTrainingCompletedDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`subscription OnTrainingCompleted{onTrainingCompleted{...TrainingRunFields}}`, GateDecisionFieldsText, TrainingRunFieldsText)) as unknown as TypedDocumentString<OnTrainingCompletedSubscription, OnTrainingCompletedSubscriptionVariables>;
export const MetricsDocument = /*#__PURE__*/ new TypedDocumentString(`query Metrics($name: String!,$from: AWSDateTime!,$to: AWSDateTime!,$period: Int!,$statistic: MetricStatistic!){metrics(name: $name from: $from to: $to period: $period statistic: $statistic){name of unit points{at value}}}`) as unknown as TypedDocumentString<MetricsQuery, MetricsQueryVariables>;
export const HealthDocument = /*#__PURE__*/ new TypedDocumentString(/*#__PURE__*/ join(`query Health{health{state alarms{name severity state meaning reason since runbook}alarmsUnavailable champion championSince lastTraining{...TrainingRunFields}release node onnxRuntime starterVersion checkedAt}}`, GateDecisionFieldsText, TrainingRunFieldsText)) as unknown as TypedDocumentString<HealthQuery, HealthQueryVariables>;