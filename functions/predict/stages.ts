import type { ServedModel } from './champion.ts';

/** How long the stages of one request have taken so far. A stage that was not reached is left out. */
export interface Stages {
  validationMs?: number;
  /** The model, ONNX Runtime included. */
  classifyMs: number;
  inferenceMs: number;
  /** Of all that follows the checks, what is not the model. */
  storageMs?: number;
}

/** The stages of a request that begins. */
export function beginStages(): Stages {
  return { classifyMs: 0, inferenceMs: 0 };
}

/** The model, whose time is added to a request's stages. A process answers one request at a time. */
export function timeModel(model: ServedModel, stages: Stages): ServedModel {
  const { inferenceMs = () => 0 } = model.beneath ?? model;
  return {
    ...model,
    async classify(wines) {
      const [startMs, before] = [performance.now(), inferenceMs()];
      try {
        return await model.classify(wines);
      } finally {
        stages.classifyMs += performance.now() - startMs;
        stages.inferenceMs += inferenceMs() - before;
      }
    },
  };
}
