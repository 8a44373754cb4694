import { Duration } from 'aws-cdk-lib';
import {
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS, type MetricName } from '../../../contract/metrics.ts';
import { type AddRow, graph, headingOf, PAGE_COLUMNS } from './graph.ts';
import { LOG_QUERIES } from './log-queries.ts';
import type { Watched } from './watched.ts';

const HALF = PAGE_COLUMNS / 2;
const HOUR = 60;
const sum = { statistic: 'Sum', minutes: HOUR };

/** The rows about the model: each is added when it is called. */
export function modelRows(
  watched: Watched,
  addRow: AddRow,
): Record<'quality' | 'slices' | 'drift' | 'quotas', () => void> {
  return {
    quality() {
      addRow(headingOf('## Confidence and accuracy, trainings and promotions'));
      addRow(graphAccuracy(watched, 'country'), graphAccuracy(watched, 'variety'));
      addRow(graphTrainings(watched), graphAnswers(watched));
      addRow(tellTrainings(watched));
    },
    slices() {
      addRow(headingOf('## Slices'));
      addRow(tabulate(watched, 'Accuracy by slice', LogQueryVisualizationType.TABLE));
    },
    drift() {
      addRow(headingOf('## Drift'));
      addRow(graphDrift(watched), graphUnsure(watched));
    },
    quotas() {
      addRow(headingOf('## Quotas'));
      addRow(tabulate(watched, 'Clients that misbehave', LogQueryVisualizationType.TABLE));
    },
  };
}

/** Measured, estimated, and the confidence as it was told; moves of the champion stand beside them, one bar each. */
function graphAccuracy({ own, environment }: Watched, target: 'country' | 'variety') {
  const look = { statistic: 'Average', minutes: HOUR };
  const left: IMetric[] = [
    own('measuredAccuracy', look, target).with({ label: 'measured' }),
    own('estimatedAccuracy', look, target).with({ label: 'estimated' }),
    own(`${target}Confidence`, look).with({ label: 'confidence' }),
  ];
  const line = { value: environment.alarms.accuracyMin[target], label: 'accuracy-low' };
  const right = [own('promotions', sum)];
  return graph({
    title: `Accuracy of the ${target}, promotions (right)`,
    left,
    right,
    line,
    isShare: true,
    width: HALF,
  });
}

function graphTrainings({ own }: Watched) {
  const ended = own('trainingSeconds', { statistic: 'SampleCount', minutes: HOUR }).with({ label: 'trainings' });
  const bars = [ended, own('trainingsFailed', sum).with({ label: 'failed' }), own('promotions', sum)];
  return graph({ title: 'Trainings and promotions', left: bars, width: HALF });
}

/** Figures of such different sizes that one axis would not do for them. */
function tellTrainings({ own }: Watched) {
  const names = ['trainingSeconds', 'trainingExamples', 'logLoss', 'trainingAgeHours', 'accuracyLabels'] as const;
  const metrics = names.map((name) => own(name, { statistic: 'Maximum', minutes: HOUR }));
  const title = 'The newest training, and labels of a week';
  return new SingleValueWidget({ title, metrics, width: PAGE_COLUMNS, height: 3 });
}

/** The classes that are counted by name; the others of each target are what is left of all predictions. */
function graphAnswers({ own }: Watched) {
  const counted: MetricName[] = ['predictedUs', 'predictedPinotNoir', 'predictedChardonnay'];
  const others = new MathExpression({
    expression: 'FILL(all, 0) - FILL(pinot, 0) - FILL(chardonnay, 0)',
    usingMetrics: {
      all: own('predictions', sum),
      pinot: own('predictedPinotNoir', sum),
      chardonnay: own('predictedChardonnay', sum),
    },
    label: 'other varieties',
    period: Duration.minutes(HOUR),
  });
  return graph({ title: 'Answers by class', left: [...counted.map((name) => own(name, sum)), others], width: HALF });
}

function graphDrift({ own }: Watched) {
  const signals = METRICS.driftRatio.dimension?.values ?? [];
  const left = signals.map((signal) => own('driftRatio', { statistic: 'Maximum', minutes: HOUR }, signal));
  const looks = own('driftWines', { statistic: 'SampleCount', minutes: HOUR }).with({ label: 'looks for drift' });
  const right = [own('driftWines', { statistic: 'Maximum', minutes: HOUR }), looks];
  return graph({
    title: 'Drift by signal, wines (right)',
    left,
    right,
    line: { value: 1, label: 'drift' },
    width: HALF,
  });
}

/** The share of answers under a confidence of .5. */
function graphUnsure({ own }: Watched) {
  const left = (['country', 'variety'] as const).map(
    (target) =>
      new MathExpression({
        // Ids are those of the whole graph.
        expression: `FILL(${target}Unsure, 0) / predictions`,
        usingMetrics: { [`${target}Unsure`]: own(`${target}Unsure`, sum), predictions: own('predictions', sum) },
        label: target,
        period: Duration.minutes(HOUR),
      }),
  );
  return graph({ title: 'Share of answers under .5', left, isShare: true, width: HALF });
}

function tabulate({ functions }: Watched, name: keyof typeof LOG_QUERIES, view: LogQueryVisualizationType) {
  const query = LOG_QUERIES[name];
  return new LogQueryWidget({
    title: name,
    logGroupNames: query.functions.map((one) => functions[one].logs.logGroupName),
    queryLines: [...query.commands],
    view,
    width: PAGE_COLUMNS,
    height: 6,
  });
}
