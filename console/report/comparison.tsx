import type { MeasuredSlice, ModelComparison, SliceDifference } from '../../packages/client/client.ts';
import { number, percent, signed } from '../app/words/format.ts';
import { Part } from './part.tsx';
import { RowsTable } from './rows-table.tsx';

const TOLD: Readonly<Record<string, string>> = {
  note: 'note',
  noteAndNumbers: 'note and numbers',
  everything: 'everything',
};

/** What differs between the version and another one, and nothing else. */
export function Comparison({ comparison }: { comparison: ModelComparison }) {
  const { first, second, facts, datasets, classes, slices } = comparison;
  const isAlike = [facts, datasets, classes, slices].every(({ length }) => length === 0);
  return (
    <Part title={`Compared with ${first}`}>
      {isAlike && <p>They differ in nothing that is known of them.</p>}
      <RowsTable
        caption="How often they are right, where that differs; * marks what chance alone hardly explains"
        header={[
          'Target',
          'Told',
          'Slice',
          first,
          'n',
          second,
          'n',
          'Difference in points',
          '95 % interval',
          'Beyond chance',
        ]}
        figuresFrom={3}
        rows={slices.map(describeSlice)}
      />
      <RowsTable
        caption="Examples of classes"
        header={['Target', 'Class', first, second]}
        figuresFrom={2}
        rows={classes.map(({ target, name, firstExamples, secondExamples }) => [
          target.toLowerCase(),
          name,
          orDash(firstExamples),
          orDash(secondExamples),
        ])}
      />
      <RowsTable
        caption="Data that only one of them was made from"
        header={['Part', 'Only in', 'Bytes']}
        figuresFrom={2}
        rows={datasets.map(({ name, onlyIn, bytes }) => [name, onlyIn, number(bytes)])}
      />
      <RowsTable
        caption="Settings and facts"
        header={['Fact', first, second]}
        wordsFrom={0}
        rows={facts.map(({ path, ...told }) => [path, told.first ?? '–', told.second ?? '–'])}
      />
    </Part>
  );
}

function describeSlice({
  target,
  regime,
  kind,
  slice,
  first,
  second,
  difference,
  low,
  high,
}: SliceDifference): string[] {
  const measure = (one: MeasuredSlice | null): string[] =>
    one === null ? ['–', '–'] : [percent(one.accuracy), number(one.examples)];
  const isBeyondChance = low !== null && high !== null && (low > 0 || high < 0);
  return [
    target.toLowerCase(),
    TOLD[regime] ?? regime,
    kind === 'all' ? 'all' : `${kind} ${slice}`,
    ...measure(first),
    ...measure(second),
    difference === null ? '–' : signed(100 * difference),
    low === null || high === null ? '–' : `${signed(100 * low)} to ${signed(100 * high)}`,
    isBeyondChance ? '*' : '',
  ];
}

function orDash(figure: number | null): string {
  return figure === null ? '–' : number(figure);
}
