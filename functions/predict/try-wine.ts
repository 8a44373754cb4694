import type { Failure } from '../../contract/errors.ts';
import type { TrialAnswer } from '../../contract/invocations.ts';
import type { Wine } from '../../contract/wine.ts';
import type { Classification, ScoredClass, Trial } from '../../generated/schema.ts';
import { type Model, ModelRefused } from '../../artifacts/open.ts';
import type { ClassifiedWine } from '../../classifier/answer/predict.ts';
import { StoreUnavailable } from '../../store/dynamodb/retry.ts';
import { internal, notFound, versionUnreadable } from '../failures.ts';
import { isPassingRefusal } from '../registered-model.ts';
import { roundConfidence, roundEffect } from './predict.ts';
import { type Counter, openMeter } from './quota.ts';
import type { PredictRequest } from './request.ts';

/** What a wine is tried with. */
export interface Trying {
  /** The model that answers now. Errors: ModelRefused where there is none. */
  serve: () => Promise<Model>;
  /** A version by its id, undefined where there is none. Errors: ModelRefused; StoreUnavailable. */
  open: (id: string) => Promise<Model | undefined>;
  counter: Counter;
}

const PATIENCE_MS = 2_400;

/**
 * Answers as predict would, by that version or by the champion, and tells what the answer would be without each field.
 * Nothing is recorded, and no traffic counted; a try is a wine of the client's quota.
 *
 * Errors: ModelRefused where there is no model at all.
 */
export async function tryWine(
  { serve, open, counter }: Trying,
  { rows: [row], quota }: PredictRequest,
  modelVersion: string | null,
): Promise<TrialAnswer> {
  if (row === undefined || !('wine' in row)) return { failure: row?.rejection ?? internal('There is no wine.') };
  const meter = quota && openMeter(counter, quota, counter.clock.now() + PATIENCE_MS);
  try {
    const model = modelVersion === null ? await serve() : await openVersion(open, modelVersion);
    if ('failure' in model) return model;
    const refusal = await meter?.count(1);
    const state = await meter?.read();
    const told = state === undefined ? {} : { quota: state };
    return refusal === undefined ? { value: await classify(model, row.wine), ...told } : { failure: refusal, ...told };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return { failure: internal('The wine could not be tried: try again.') };
  }
}

async function openVersion(open: Trying['open'], id: string): Promise<Model | { failure: Failure }> {
  try {
    const model = await open(id);
    return model ?? { failure: notFound('modelVersion', `There is no model version ${id}.`) };
  } catch (error) {
    if (!(error instanceof ModelRefused)) throw error;
    return { failure: versionUnreadable(id, error.message, isPassingRefusal(error)) };
  }
}

async function classify(model: Model, wine: Wine): Promise<Trial> {
  const fields = Object.keys(wine) as (keyof Wine)[];
  const without = fields.map((field): Wine => {
    const rest = { ...wine };
    delete rest[field];
    return rest;
  });
  const [whole, ...rest] = await model.classify([wine, ...without]);
  if (whole === undefined) throw new Error('The model answered no wine.');
  return {
    modelVersion: model.version,
    country: describe(whole.country),
    variety: describe(whole.variety),
    warnings: whole.warnings,
    without: fields.flatMap((field, at) => {
      const answer = rest[at];
      return answer === undefined ? [] : { field, country: bestOf(answer.country), variety: bestOf(answer.variety) };
    }),
  };
}

function describe(answer: ClassifiedWine['country']): Classification {
  const { name, confidence } = bestOf(answer);
  return {
    name,
    confidence,
    ranking: answer.ranking.map(round),
    evidence: answer.evidence.map((piece) => ({ ...piece, effect: roundEffect(piece.effect) })),
  };
}

function bestOf({ ranking }: ClassifiedWine['country']): ScoredClass {
  return round(ranking[0] ?? { name: '', confidence: 0 });
}

function round({ name, confidence }: ScoredClass): ScoredClass {
  return { name, confidence: roundConfidence(confidence) };
}
