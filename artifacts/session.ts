import type { InferenceSession } from 'onnxruntime-node';

/** How ONNX Runtime runs a graph. One vCPU is one thread's worth: more threads would only wait for each other. */
export const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  // Graphs are written as they are to be run: to optimise one takes 10 ms of a start and changes no time after that.
  graphOptimizationLevel: 'disabled',
};

/** The float32 numbers of an output. Errors: Error where it has others. */
export function floatsOf(outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`The graph's output ${name} holds no float32 numbers.`);
  return data;
}
