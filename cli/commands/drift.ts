import type { AccuracyInTime, Drift, DriftFinding, DriftSignal } from '../../packages/client/client.ts';
import { TIME_STEP_DAYS_MAX } from '../../contract/limits.ts';
import { CommandError, readArguments, type Command } from '../command.ts';
import { connect, CONNECTION_HELP, CONNECTION_OPTIONS } from '../deployment/connection.ts';
import { formatFigure, formatInterval, formatTable } from '../output/listing.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const HELP = `terroir drift: whether the traffic has moved away from what the champion was judged by. Usage:

  npm run terroir -- drift [--now] [--signal NAME | --history 7] [--endpoint URL --key KEY]
  npm run terroir -- drift --accuracy 7 [--endpoint URL --key KEY]

  --now            looks now, and does not go by the last check
  --signal NAME    shows the histograms of one signal: words, price, points, fields, country, variety, confidence
  --history DAYS   lists the checks of so many days, ${TIME_STEP_DAYS_MAX.DAY} at most
  --accuracy DAYS  tells day by day how often the answers were right: by their confidences, and by labels
${CONNECTION_HELP}

Needs a key with the scope operate. There is a check every hour. A signal has drifted where G has reached its LIMIT,
which chance seldom does, and at least a twentieth of the predictions (MOVED) lie elsewhere than in the baseline. The
exit code is 1 where one has.`;

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  now: { type: 'boolean', default: false },
  signal: { type: 'string' },
  history: { type: 'string' },
  accuracy: { type: 'string' },
} as const;

/** What may be shown, of which one is shown at a time. */
const VIEWS = ['accuracy', 'history', 'signal'] as const;

const STATES = {
  DRIFTED: 'The traffic has drifted from the baseline.',
  STEADY: 'The traffic is as it was in the baseline.',
  TOO_FEW: 'There are too few predictions to tell.',
  NO_BASELINE: 'The champion has no baseline, so nothing can be told: train a version.',
};
const FINDINGS_HEADER = ['SIGNAL', 'WINDOW', 'STATE', 'PART', 'N', 'G', 'LIMIT', 'MOVED', 'SPREAD'];
const ACCURACY_HEADER = [
  'DAY',
  'TARGET',
  'PREDICTIONS',
  'ESTIMATED',
  'MEASURED',
  'INTERVAL',
  'LABELLED',
  'THEIR ESTIMATE',
  'MAY DIFFER',
];

export const command: Command = {
  help: HELP,
  async run(args, surroundings) {
    const { values } = readArguments({ args, options: OPTIONS });
    const [view, another] = VIEWS.filter((option) => values[option] !== undefined);
    // A look at the drift of now says nothing of the accuracy.
    const unheeded = another ?? (view === 'accuracy' && values.now ? 'now' : undefined);
    if (unheeded !== undefined) throw new CommandError(`--${String(view)} does not go with --${unheeded}.`, 2);
    const client = await connect(values, surroundings);
    const options = { signal: surroundings.stopping };
    const print = (lines: string[]): void => lines.forEach((line) => surroundings.print(line));
    if (values.accuracy !== undefined) {
      const to = new Date(Date.now() + 1).toISOString();
      const from = sinceDays('--accuracy', values.accuracy);
      const steps = await client.accuracyOverTime({ from, to }, options);
      print(
        steps.length === 0
          ? ['There were no predictions.']
          : formatTable([ACCURACY_HEADER, ...steps.map(describeStep)]),
      );
      return 0;
    }
    const from = values.history === undefined ? undefined : sinceDays('--history', values.history);
    if (values.now) await client.checkDrift(options);
    const drift = await client.drift({ from }, options);
    if (drift === null) {
      surroundings.print(
        'There was no check yet: --now looks at once. There is one every hour, on a laptop with --schedules.',
      );
      return 0;
    }
    surroundings.print(`${STATES[drift.state]} Checked ${drift.checkedAt}, ${drift.modelVersion}.`);
    if (from !== undefined) print(formatTable(listHistory(drift)));
    else if (values.signal === undefined)
      print(formatTable([FINDINGS_HEADER, ...drift.signals.flatMap(describeSignal)]));
    else print(formatTable(listBins(findSignal(drift, values.signal))));
    return drift.state === 'DRIFTED' ? 1 : 0;
  },
};

function sinceDays(option: string, text: string): string {
  const days = /^[1-9]\d?$/.test(text) ? Number(text) : Infinity;
  if (days > TIME_STEP_DAYS_MAX.DAY)
    throw new CommandError(`${option} takes a whole number from 1 to ${TIME_STEP_DAYS_MAX.DAY}, not ${text}.`, 2);
  return new Date(Date.now() - days * DAY_MS).toISOString();
}

function findSignal({ signals }: Drift, text: string): DriftSignal {
  const signal = signals.find(({ name }) => name === text.toUpperCase());
  if (signal !== undefined) return signal;
  const known = signals.map(({ name }) => name.toLowerCase()).join(', ');
  throw new CommandError(`--signal takes ${known}, not ${text}.`, 2);
}

function describeSignal({ name, findings }: DriftSignal): string[][] {
  const signal = name.toLowerCase();
  if (findings.length === 0) return [[signal, '–', 'too few', '', '', '', '', '', '']];
  return findings.map((finding) => [signal, finding.window.toLowerCase(), ...describeFinding(finding)]);
}

function describeFinding({ drifted, part, n, value, threshold, effect, spread }: DriftFinding): string[] {
  const figures = [value, threshold, effect, spread].map((figure) => formatFigure(figure));
  return [drifted ? 'DRIFTED' : 'steady', part ?? '', String(n), ...figures];
}

function listBins({ histograms }: DriftSignal): string[][] {
  const rows = histograms.flatMap(({ part, bins }) =>
    bins.map(({ label, baseline, day, week }) => [part ?? '', label, ...[baseline, day, week].map(String)]),
  );
  return [['PART', 'BIN', 'BASELINE', 'DAY', 'WEEK'], ...rows];
}

function listHistory({ history, signals }: Drift): string[][] {
  const names = signals.map(({ name }) => name);
  const rows = history.map(({ checkedAt, state, predictions, ratios }) => {
    const ratioOf = new Map(ratios.map(({ name, ratio }) => [name, ratio]));
    const cells = names.map((name) => (ratioOf.has(name) ? formatFigure(ratioOf.get(name) ?? null) : '–'));
    return [checkedAt, state, String(predictions), ...cells];
  });
  return [['CHECKED', 'STATE', 'PREDICTIONS', ...names], ...rows];
}

function describeStep(step: AccuracyInTime): string[] {
  const { from, target, predictions, estimated, measured, measuredLow, measuredHigh } = step;
  return [
    from.slice(0, 10),
    target.toLowerCase(),
    String(predictions),
    formatFigure(estimated ?? null),
    formatFigure(measured ?? null),
    measured == null ? '–' : formatInterval(measuredLow, measuredHigh),
    String(step.labelled),
    formatFigure(step.labelledEstimate ?? null),
    formatFigure(step.differenceMax ?? null),
  ];
}
