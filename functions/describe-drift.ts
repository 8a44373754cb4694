import { WEEKLY_FALSE_ALARMS } from '../classifier/drift/judge.ts';
import type { StoredCheck, StoredFindings } from '../contract/stored/traffic.ts';
import { SIGNALS, type Signal } from '../contract/traffic.ts';
import type { Drift, DriftCheck, DriftSignal, DriftSignalName, DriftWindow } from '../generated/schema.ts';

/** What a check found, and the checks before it, in GraphQL's words. */
export function describeFindings(found: StoredFindings, checks: readonly StoredCheck[]): Drift {
  const { checkedAt, modelVersion, state, predictions } = found;
  return {
    checkedAt,
    modelVersion,
    state,
    predictions,
    weeklyFalseAlarmsMax: WEEKLY_FALSE_ALARMS,
    signals: SIGNALS.toSorted().map((signal) => describeSignal(signal, found)),
    history: checks.map(describeCheck),
  };
}

function describeSignal(signal: Signal, { ratios, findings, histograms }: StoredFindings): DriftSignal {
  const { [signal]: ratio } = ratios;
  return {
    name: nameOf(signal),
    drifted: ratio !== undefined && ratio >= 1,
    ratio: ratio ?? null,
    findings: findings
      .filter((one) => one.signal === signal)
      .map(({ window, part, n, value, threshold, effect, effectMin, spread, ratio: near }) => {
        const figures = { n, value, threshold, effect, effectMin, spread, ratio: near };
        return { window: window.toUpperCase() as DriftWindow, part, ...figures, drifted: near >= 1 };
      }),
    histograms: histograms
      .filter((one) => one.signal === signal)
      .map(({ part, labels, baseline, day, week }) => {
        const binAt = (label: string, at: number) => {
          return { label, baseline: baseline[at] ?? 0, day: day[at] ?? 0, week: week[at] ?? 0 };
        };
        return { part, bins: labels.map(binAt) };
      }),
  };
}

function describeCheck({ checkedAt, modelVersion, state, predictions, ratios }: StoredCheck): DriftCheck {
  const known = SIGNALS.toSorted().flatMap((signal) => {
    const { [signal]: ratio } = ratios;
    return ratio === undefined ? [] : [{ name: nameOf(signal), ratio }];
  });
  return { checkedAt, modelVersion, state, predictions, ratios: known };
}

function nameOf(signal: Signal): DriftSignalName {
  return signal.toUpperCase() as DriftSignalName;
}
