import { useState } from 'preact/hooks';
import type {
  ClassDifference,
  FactDifference,
  GateDecision,
  MeasuredSlice,
  ModelComparison,
  SliceDifference,
} from '../../../../packages/client/client.ts';
import { count, number, percent, points } from '../../words/format.ts';

/** How many rows of a kind are shown at first. */
const FIRST = 12;

interface DifferencesProps {
  comparison: ModelComparison;
  /** The gate's decisions about the two. */
  first: GateDecision | null;
  second: GateDecision | null;
}

/** The differences of two versions by what they are: gate, data, settings, slices, classes. */
export function DifferenceTables({ comparison, first, second }: DifferencesProps) {
  const { facts, datasets, slices, classes } = comparison;
  const settings = facts.filter(({ path }) => path.startsWith('training.'));
  const others = facts.filter((fact) => !settings.includes(fact));
  const total = facts.length + datasets.length + slices.length + classes.length;
  if (total === 0 && first?.reason === second?.reason) return <p>Nothing differs: they were made of the same.</p>;
  const pair = { first: comparison.first, second: comparison.second };
  return (
    <>
      <Gates first={first} second={second} />
      <Datasets comparison={comparison} />
      <Facts title="How they were trained" facts={settings} {...pair} />
      <Slices slices={slices} {...pair} />
      <Classes classes={classes} {...pair} />
      <Facts title="All else that their manifests tell" facts={others} {...pair} />
    </>
  );
}

interface Pair {
  first: string;
  second: string;
}

function Gates({ first, second }: { first: GateDecision | null; second: GateDecision | null }) {
  const say = (decision: GateDecision | null): string => decision?.reason ?? 'No gate judged it.';
  if (say(first) === say(second)) return null;
  return (
    <Table title="What the gate found" columns={['The other', 'This version']}>
      {[
        <tr key="gate">
          <td dir="auto">{say(first)}</td>
          <td dir="auto">{say(second)}</td>
        </tr>,
      ]}
    </Table>
  );
}

function Datasets({ comparison: { datasets, first } }: { comparison: ModelComparison }) {
  return (
    <Table title="Data" columns={['Part of a dataset', 'Only in', 'Size', 'SHA-256']}>
      {datasets.map(({ name, onlyIn, bytes, sha256 }) => (
        <tr key={sha256}>
          <td dir="auto">{name}</td>
          <td>{onlyIn === first ? 'the other' : 'this version'}</td>
          <td class="figure">{number(Math.ceil(bytes / 1000))} kB</td>
          <td>
            <code>{sha256.slice(0, 12)}…</code>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Facts({ title, facts }: { title: string; facts: readonly FactDifference[] } & Pair) {
  return (
    <Table title={title} columns={['Where in the manifest', 'The other', 'This version']}>
      {facts.map(({ path, first, second }) => (
        <tr key={path}>
          <th scope="row">
            <code>{path}</code>
          </th>
          <td dir="auto">{first ?? '–'}</td>
          <td dir="auto">{second ?? '–'}</td>
        </tr>
      ))}
    </Table>
  );
}

function Slices({ slices }: { slices: readonly SliceDifference[] } & Pair) {
  return (
    <Table
      title="Slices of the hold-out sets"
      columns={['Slice', 'Points more', 'The other', 'This version']}
      figures={3}
    >
      {slices.map(({ target, regime, kind, slice, first, second, difference, low, high }) => (
        <tr key={`${target} ${regime} ${kind} ${slice}`}>
          <th scope="row" dir="auto">
            {slice === 'all' ? 'all' : slice}
            <span class="interval">
              {target.toLowerCase()}, {REGIMES[regime] ?? regime}
            </span>
          </th>
          <td class="figure">
            {difference === null ? '–' : points(difference)}
            {low !== null && high !== null && (
              <span class="interval">
                {points(low)} to {points(high)}
                {low > 0 && ', better'}
                {high < 0 && ', worse'}
              </span>
            )}
          </td>
          <td class="figure">{writeSlice(first)}</td>
          <td class="figure">{writeSlice(second)}</td>
        </tr>
      ))}
    </Table>
  );
}

const REGIMES: Readonly<Record<string, string>> = {
  note: 'by the note',
  noteAndNumbers: 'by note and numbers',
  everything: 'all told',
};

function writeSlice(measured: MeasuredSlice | null) {
  if (measured === null) return '–';
  return (
    <>
      {percent(measured.accuracy)}
      <span class="interval">n = {number(measured.examples)}</span>
    </>
  );
}

function Classes({ classes, first }: { classes: readonly ClassDifference[] } & Pair) {
  return (
    <Table title="Classes, with their examples" columns={['Class', 'The other', 'This version']} figures={2}>
      {classes.map(({ target, name, onlyIn, firstExamples, secondExamples }) => (
        <tr key={`${target} ${name}`}>
          <th scope="row" dir="auto">
            {name}
            <span class="interval">
              {target.toLowerCase()}
              {onlyIn !== null && `, only in ${onlyIn === first ? 'the other' : 'this version'}`}
            </span>
          </th>
          <td class="figure">{firstExamples === null ? '–' : number(firstExamples)}</td>
          <td class="figure">{secondExamples === null ? '–' : number(secondExamples)}</td>
        </tr>
      ))}
    </Table>
  );
}

interface TableProps {
  title: string;
  columns: readonly string[];
  /** How many of the last columns are figures. */
  figures?: number;
  children: readonly preact.JSX.Element[];
}

/** Rows of one kind, the first of them until all are wanted; nothing where there is none. */
function Table({ title, columns, figures = 0, children }: TableProps) {
  const [isWhole, setWhole] = useState(false);
  if (children.length === 0) return null;
  return (
    <>
      <h4>
        {title} <span class="quiet">{count(children.length, 'difference')}</span>
      </h4>
      <div class="scroll" tabIndex={0} role="region" aria-label={title}>
        <table class="differences">
          <thead>
            <tr>
              {columns.map((name, at) => (
                <th key={name} scope="col" class={at >= columns.length - figures ? 'figure' : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{isWhole ? children : children.slice(0, FIRST)}</tbody>
        </table>
      </div>
      {children.length > FIRST && (
        <p>
          <button type="button" class="small" onClick={() => setWhole(!isWhole)}>
            {isWhole ? `The first ${FIRST}` : `All ${children.length}`}
          </button>
        </p>
      )}
    </>
  );
}
