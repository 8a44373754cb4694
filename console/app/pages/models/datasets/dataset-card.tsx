import { useRef, useState } from 'preact/hooks';
import type { Dataset, Target } from '../../../../../packages/client/client.ts';
import { BarTable } from '../../../charts/bar-table.tsx';
import { useSession } from '../../../session/session.ts';
import { Failed } from '../../../states/failed.tsx';
import { count, moment, number } from '../../../words/format.ts';
import { MoveForm } from '../move-form.tsx';
import { useFocusAfter } from '../use-focus-after.ts';

/** How many classes are drawn. */
const CLASSES_SHOWN = 10;

/** A dataset: what is in it, who imported it, which runs used it, and whether trainings read it. */
export function DatasetCard({ dataset, changed }: { dataset: Dataset; changed: (dataset: Dataset) => void }) {
  const { client } = useSession();
  const heading = useRef<HTMLHeadingElement>(null);
  useFocusAfter(dataset.state, heading);
  const { name, state, rows, classes, importedAt, importedBy, removal, runs } = dataset;
  return (
    <article class="card" aria-label={name}>
      <h3 ref={heading} tabIndex={-1}>
        {name} <span class="badge">{state === 'IN_USE' ? 'in use' : 'removed'}</span>
      </h3>
      <p>
        {rows === null ? 'Its rows were not counted: import it again.' : `${count(rows, 'note')}, each once.`}{' '}
        <span class="quiet" dir="auto">
          {importedAt === null ? 'Imported at a time not known' : `Imported ${moment(importedAt)}`} by{' '}
          {importedBy ?? 'somebody not known'}; used by{' '}
          {runs.length === 0 ? 'no training yet' : count(runs.length, 'training')}.
        </span>
      </p>
      {removal && (
        <p class="notice warn">
          Removed {moment(removal.at)} by {removal.by}: <q dir="auto">{removal.reason}</q> Trainings leave it out.
        </p>
      )}
      <details>
        <summary>What is in it</summary>
        <Classes classes={classes} target="COUNTRY" title="Countries" />
        <Classes classes={classes} target="VARIETY" title="Varieties" />
      </details>
      {removal ? (
        <Restore name={name} changed={changed} />
      ) : (
        <MoveForm
          key="remove"
          what="Remove"
          explanation="Trainings leave it out from the next one on. Nothing of it is deleted: it can be restored."
          move={async (reason) => changed(await client.removeDataset(name, reason))}
          moved={() => undefined}
        />
      )}
    </article>
  );
}

function Restore({ name, changed }: { name: string; changed: (dataset: Dataset) => void }) {
  const { client } = useSession();
  const [error, setError] = useState<unknown>(null);
  return (
    <>
      <button type="button" onClick={() => void client.restoreDataset(name).then(changed, setError)}>
        Restore
      </button>
      {error !== null && <Failed error={error} />}
    </>
  );
}

function Classes({ classes, target, title }: { classes: Dataset['classes']; target: Target; title: string }) {
  const own = classes.filter((one) => one.target === target);
  if (own.length === 0) return <p class="quiet">It names no {title.toLowerCase()}.</p>;
  const shown = own.slice(0, CLASSES_SHOWN);
  return (
    <BarTable
      caption={own.length > shown.length ? `${title}: the ${shown.length} most frequent of ${own.length}` : title}
      of="Class"
      measure="Notes"
      // Half of it is a whole note, too.
      max={2 * Math.ceil((shown[0]?.count ?? 1) / 2)}
      write={number}
      bars={shown.map(({ name, count: many }) => ({ name, value: many }))}
    />
  );
}
