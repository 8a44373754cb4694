import type { Probe, Readiness, ReleasedFunctionName } from '../../contract/releases.ts';
import { type NewVersion, probeVersion } from '../../store/aws/new-version.ts';
import { LATENCY_LIMITS, PATIENCE_MS } from './limits.ts';

/** Why a new version gets no traffic, in a sentence. */
export class VersionRefused extends Error {
  override name = 'VersionRefused';
}

/** What the hook has measured. */
export interface Measures {
  calls: number;
  /** The first call, with the start of a process. */
  coldStartMs: number;
  /** Of the later calls. */
  callMsP50: number;
  callMsMax: number;
}

/** Asks a new version, and keeps the time of each call. */
export interface Examiner {
  /** Errors: VersionRefused where it does not answer. */
  ask: (question: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** Errors: VersionRefused where the version does not say that it is ready. */
  expectReady: () => Promise<void>;
  /** What was measured so far. */
  measure: () => Measures;
}

/** Begins to examine a version. */
export function openExaminer(version: NewVersion): Examiner {
  const latenciesMs: number[] = [];
  const untilMs = version.clock.elapsedMs() + PATIENCE_MS;
  const send = async (probe: Probe): Promise<unknown> => {
    try {
      const { answer, latencyMs } = await probeVersion(version, probe, untilMs);
      latenciesMs.push(latencyMs);
      return answer;
    } catch (cause) {
      const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : 'for no reason that it tells';
      throw new VersionRefused(`The new version does not answer (${reason}).`, { cause });
    }
  };
  return {
    ask: (question) => send({ probe: 'answer', question }),
    async expectReady() {
      const readiness = (await send({ probe: 'readiness' })) as Readiness | null;
      if (readiness?.ready === true) return;
      throw new VersionRefused(
        `The new version is not ready: ${readiness?.reason ?? 'it does not know the question'}.`,
      );
    },
    measure() {
      const [coldStartMs = NaN, ...later] = latenciesMs;
      const sorted = later.sort((one, other) => one - other);
      return {
        calls: latenciesMs.length,
        coldStartMs,
        callMsP50: sorted[Math.floor((sorted.length - 1) / 2)] ?? 0,
        callMsMax: sorted.at(-1) ?? 0,
      };
    },
  };
}

/** Holds what was measured against the limits. Errors: VersionRefused, which says what took too long. */
export function checkMeasures(name: ReleasedFunctionName, measures: Measures): void {
  const { coldStartMsMax, callMsP50Max = Infinity, callMsMax } = LATENCY_LIMITS[name];
  const limits = [
    { what: 'its first call', tookMs: measures.coldStartMs, atMostMs: coldStartMsMax },
    { what: 'half of its calls', tookMs: measures.callMsP50, atMostMs: callMsP50Max },
    { what: 'one call', tookMs: measures.callMsMax, atMostMs: callMsMax },
  ];
  for (const { what, tookMs, atMostMs } of limits) {
    if (tookMs <= atMostMs) continue;
    const over = what === 'half of its calls' ? `${Math.round(tookMs)} ms or more` : `${Math.round(tookMs)} ms`;
    throw new VersionRefused(`The new version is too slow: ${what} took ${over}, and ${atMostMs} ms are the most.`);
  }
}
