import { comparableBaseline } from '../../classifier/drift/baseline.ts';
import {
  cutWindows,
  type Finding,
  type HourTally,
  judgeDrift,
  sumHours,
  WATCHED_HOURS,
} from '../../classifier/drift/judge.ts';
import { emptyTally } from '../../classifier/drift/tally.ts';
import type { Manifest } from '../../classifier/files/manifest.ts';
import type { DriftState, StoredFinding, StoredFindings, StoredHistogram } from '../../contract/stored/traffic.ts';
import { type HistogramName, type Signal, SIGNALS, type Tally } from '../../contract/traffic.ts';
import { TARGETS } from '../../contract/wine.ts';
import { newestPromotion } from '../../store/models/promotions.ts';
import { hourOf, putCheck, readHours } from '../../store/clients/traffic.ts';
import { labelBins } from './bin-labels.ts';
import { type Dependencies, HOUR_MS, PATIENCE_MS } from './dependencies.ts';

/**
 * Holds the traffic of the champion, as it was counted, against the baseline of its manifest, and keeps what comes of
 * it. Errors: those of judgeTraffic().
 */
export async function checkTraffic(dependencies: Dependencies): Promise<Judged> {
  const { traffic } = dependencies;
  const judged = await judgeTraffic(dependencies);
  await putCheck(traffic, judged.found, traffic.clock.now() + PATIENCE_MS);
  return judged;
}

/** What was found, and what was asked and answered in a week. */
export interface Judged {
  found: StoredFindings;
  week: Tally;
}

/**
 * Holds the traffic of the champion, as it was counted, against the baseline of its manifest; changes nothing.
 *
 * Errors: StoreUnavailable where a table does not answer, or the manifest cannot be read now; ManifestUnreadable where
 * it cannot be read at all.
 */
export async function judgeTraffic(dependencies: Dependencies): Promise<Judged> {
  const { models, traffic, starterVersion, readManifest } = dependencies;
  const nowMs = traffic.clock.now();
  const champion = (await newestPromotion(models, models.clock.now() + PATIENCE_MS))?.to ?? starterVersion;
  const manifest = await readManifest(champion);
  const hours = await readVersionHours(dependencies, champion, nowMs);
  const now = Math.floor(nowMs / HOUR_MS);
  const windows = cutWindows(hours, now);
  const [day, week] = [sumHours(windows.day), sumHours(windows.week)];
  const baseline = comparableBaseline(manifest);
  const findings = baseline ? judgeDrift(baseline, hours, now) : [];
  const found: StoredFindings = {
    checkedAt: new Date(nowMs).toISOString(),
    modelVersion: champion,
    state: baseline ? stateOf(findings) : 'NO_BASELINE',
    predictions: day.predictions,
    ratios: ratiosOf(findings),
    findings: findings.map(describeFinding),
    histograms: describeHistograms(manifest, { baseline: baseline ?? emptyTally(), day, week }),
  };
  return { found, week };
}

async function readVersionHours({ traffic }: Dependencies, champion: string, nowMs: number): Promise<HourTally[]> {
  const hours = await readHours(traffic, hourOf(nowMs - (WATCHED_HOURS - 1) * HOUR_MS), hourOf(nowMs));
  return hours
    .filter(({ modelVersion }) => modelVersion === champion)
    .map(({ hour, tally }) => ({ hour: Date.parse(`${hour}:00Z`) / HOUR_MS, tally }));
}

function stateOf(findings: readonly Finding[]): DriftState {
  if (findings.length === 0) return 'TOO_FEW';
  return findings.some(({ ratio }) => ratio >= 1) ? 'DRIFTED' : 'STEADY';
}

function ratiosOf(findings: readonly Finding[]): Partial<Record<Signal, number>> {
  const ratios: Partial<Record<Signal, number>> = {};
  for (const { signal, ratio } of findings) ratios[signal] = round(Math.max(ratios[signal] ?? 0, ratio));
  return ratios;
}

function describeFinding({ signal, window, part, n, effectMin, ...figures }: Finding): StoredFinding {
  return {
    signal,
    window,
    part,
    n,
    value: round(figures.value),
    threshold: round(figures.threshold),
    effect: round(figures.effect),
    effectMin,
    spread: round(figures.spread),
    ratio: round(figures.ratio),
  };
}

/** The histograms of each signal, and which part of it they are. */
const SIGNAL_HISTOGRAMS: Readonly<Record<Signal, readonly (readonly [HistogramName, string | null])[]>> = {
  words: [['words', null]],
  price: [['price', null]],
  points: [['points', null]],
  fields: [['fields', null]],
  country: [['country', null]],
  variety: [['variety', null]],
  confidence: TARGETS.map((target) => [`${target}Confidence`, target] as const),
};

function describeHistograms(
  manifest: Manifest,
  { baseline, day, week }: Record<'baseline' | 'day' | 'week', Tally>,
): StoredHistogram[] {
  return SIGNALS.flatMap((signal) =>
    SIGNAL_HISTOGRAMS[signal].map(([name, part]) => ({
      signal,
      part,
      labels: labelBins(name, manifest),
      baseline: baseline.bins[name],
      day: day.bins[name],
      week: week.bins[name],
    })),
  );
}

/** Four digits: more would only tell how numbers are kept. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}
