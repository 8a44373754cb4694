import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { onnxRuntimeVersion } from '../artifacts/scorer.ts';

/** Where and with what was measured: nothing by which the machine itself could be known. */
export interface Machine {
  platform: string;
  processor: string;
  cores: number;
  memoryGb: number;
  /** Processes that wanted a core in the minute before: a busy machine measures badly. */
  load: number;
  versions: Record<string, string>;
}

/** Describes this machine; `peerVersions` are named beside our own. */
export function describeMachine(peerVersions: Record<string, string> = {}): Machine {
  return {
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    versions: {
      node: process.versions.node,
      onnxruntime: onnxRuntimeVersion(),
      ...peerVersions,
    },
  };
}

/** What tells machines apart in names of files: `linux-x64-2-cores`. */
export function nameMachine({ platform, cores }: Machine): string {
  return `${platform.replace(' ', '-')}-${cores}-cores`;
}
