import { useRef, useState } from 'preact/hooks';
import {
  type Dataset,
  type DatasetImport,
  type ImportRefusal,
  TerroirError,
} from '../../../../../packages/client/client.ts';
import { openFiles } from '../../../../../packages/client/files.ts';
import { ColumnsTable } from '../../../charts/columns-table.tsx';
import { useSession } from '../../../session/session.ts';
import { Answered } from '../../../states/answered.tsx';
import { Failed } from '../../../states/failed.tsx';
import { useAnswer } from '../../../states/use-answer.ts';
import { CopyButton } from '../../../words/copy-button.tsx';
import { count } from '../../../words/format.ts';
import { nameAfter, writeImport } from './write-import.ts';

/** Larger files are imported by the command: the API reads no more within a request. */
const BYTES_MAX = 50_000_000;

/** Told of a dataset once a file was imported into it. */
type Imported = (dataset: Dataset) => void;

/** Takes a file, shows what an import would use and refuse of it, and imports it. */
export function ImportFile({ imported }: { imported: Imported }) {
  // A file that is given again is tried again: what it would bring may be another thing by now.
  const [given, setGiven] = useState<{ files: readonly File[]; turn: number }>({ files: [], turn: 0 });
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null | undefined): void =>
    setGiven(({ turn }) => ({ files: [...(files ?? [])], turn: turn + 1 }));
  const [file, ...others] = given.files;
  return (
    <section class="card" aria-labelledby="import">
      <h2 id="import">Import a file</h2>
      <div
        class={isOver ? 'drop over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer?.files);
        }}
      >
        <label for="import-file">Drop a file of CSV, TSV, JSON or XLSX here, or choose one</label>
        <input
          id="import-file"
          type="file"
          onClick={({ currentTarget }) => {
            // Else a browser says nothing of a file that is chosen again.
            currentTarget.value = '';
          }}
          onChange={({ currentTarget }) => take(currentTarget.files)}
        />
      </div>
      <p class="quiet">
        It is sent to the API, which says first what it would take, by the rules of <code>terroir import</code>. Nothing
        is imported before you say so.
      </p>
      {others.length > 0 && (
        <p class="notice warn" role="alert">
          One file at a time: {count(others.length, 'more file')} left out.
        </p>
      )}
      {file && <Chosen key={given.turn} file={file} imported={imported} />}
    </section>
  );
}

function Chosen({ file, imported }: { file: File; imported: Imported }) {
  const { scopes } = useSession();
  const reason =
    file.size > BYTES_MAX
      ? 'It is too large for a request: this command imports it.'
      : !scopes.includes('PREDICT') && 'Without the scope predict a key puts no files: this command imports it.';
  return (
    <>
      <h3 dir="auto">{file.name}</h3>
      {reason ? <Command file={file} reason={reason} /> : <Tried file={file} imported={imported} />}
    </>
  );
}

function Tried({ file, imported }: { file: File; imported: Imported }) {
  const { client } = useSession();
  const files = openFiles(client);
  const [name, setName] = useState(nameAfter(file.name));
  const upload = useRef<string | null>(null);
  const ask = async (dryRun: boolean, signal?: AbortSignal): Promise<DatasetImport> => {
    // Sent once: the import reads what was tried.
    upload.current ??= await files.uploadFile(file, { purpose: 'IMPORT', signal });
    return files.importDataset(upload.current, { name, fileName: file.name, dryRun, signal });
  };
  const tried = useAnswer((signal) => ask(true, signal), [file, name]);
  return (
    <>
      <label for="import-name">Dataset</label>
      <input
        id="import-name"
        value={name}
        autocomplete="off"
        onChange={({ currentTarget }) => setName(currentTarget.value.trim())}
      />
      <Answered answer={tried} what="the file">
        {(report) => <Import key={name} report={report} run={() => ask(false)} imported={imported} />}
      </Answered>
      {tried.state === 'failed' && isForCommand(tried.error) && <Command file={file} reason="" />}
    </>
  );
}

interface ImportProps {
  /** What it would do. */
  report: DatasetImport;
  run: () => Promise<DatasetImport>;
  imported: Imported;
}

/** What an import would do, the button that does it, and what it has done. */
function Import({ report: tried, run, imported }: ImportProps) {
  const [state, setState] = useState<'idle' | 'busy' | { error: unknown } | { report: DatasetImport }>('idle');
  const done = typeof state === 'object' && 'report' in state && state.report;
  const report = done || tried;
  const start = (): void => {
    setState('busy');
    run().then(
      (now) => {
        setState({ report: now });
        if (now.dataset) imported(now.dataset);
      },
      (error: unknown) => setState({ error }),
    );
  };
  return (
    <>
      <Found report={report} />
      {!done && (
        <p class="row">
          <button type="button" class="primary" disabled={state === 'busy' || takenOf(report) === 0} onClick={start}>
            Import
          </button>
          <span role="status">{state === 'busy' && 'Importing …'}</span>
        </p>
      )}
      {typeof state === 'object' && 'error' in state && <Failed error={state.error} again={start} />}
      <Refused report={report} />
    </>
  );
}

function Command({ file, reason }: { file: File; reason: string }) {
  const { config } = useSession();
  const command = writeImport(file.name, config.graphiql === undefined);
  return (
    <div class="command">
      {reason && <p>{reason}</p>}
      <pre tabIndex={0} aria-label="The command that imports it">
        {command}
      </pre>
      <CopyButton text={command} what="the command" />
    </div>
  );
}

function Found({ report }: { report: DatasetImport }) {
  const { dryRun, form, columns, unusedColumns, rows, added, replaced, known, refused, cellsLeftOut } = report;
  const uses = columns.map(({ use, names }) => `${names.join(' and ')} as ${use}`);
  return (
    <>
      <p dir="auto">
        {form}. Uses {uses.join(', ')}.{unusedColumns.length > 0 && ` Does not use ${unusedColumns.join(', ')}.`}
      </p>
      <p role="status" class={dryRun ? undefined : 'notice good'}>
        <strong>{count(takenOf(report), 'row')}</strong> of {count(rows, 'row')} {dryRun ? 'would be' : 'were'} taken
        {cellsLeftOut > 0 && ` (${count(cellsLeftOut, 'cell')} of them left out)`}, and <strong>{refused}</strong>{' '}
        refused. Of those taken, {added} are new, {replaced} replace what was told of their notes, and {known} are there
        already.{!dryRun && ' The next training reads what is in use.'}
      </p>
    </>
  );
}

function Refused({ report: { refused, refusedRows } }: { report: DatasetImport }) {
  if (refused === 0) return null;
  return (
    <div class="refused">
      <h4>Refused rows{refused > refusedRows.length ? `: the first ${refusedRows.length} of ${refused}` : ''}</h4>
      <ColumnsTable<ImportRefusal>
        title="Refused rows"
        rows={refusedRows}
        columns={[
          { name: 'Line', write: ({ line }) => line, figure: true },
          { name: 'Column', write: ({ column }) => column ?? 'the row' },
          { name: 'Why', write: ({ reason }) => reason },
        ]}
      />
    </div>
  );
}

function takenOf({ added, replaced, known }: DatasetImport): number {
  return added + replaced + known;
}

/** Whether the command may import what the page could not: buckets are not reached from everywhere. */
function isForCommand(error: unknown): boolean {
  return error instanceof TerroirError && (error.rule === 'fileTooLarge' || error.errorType === 'Unreachable');
}
