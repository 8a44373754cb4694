import { describeList } from './lists.ts';
import { trainingRun } from './runs.ts';

const idOf = (n: number): string => `01KASTV5XJ${String(n).padStart(16, '0')}`;

describeList('Query.trainingRuns', {
  read: 'steps/readRuns',
  stored: (n) => ({ kind: 'run', ...trainingRun(idOf(n)) }),
  answered: (n) => trainingRun(idOf(n)),
  others: [
    { kind: 'promotion', id: '0000000001' },
    { kind: 'version', id: idOf(1) },
    { kind: 'lease', id: 'training' },
  ],
});
