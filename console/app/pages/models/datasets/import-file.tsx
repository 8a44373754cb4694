import { useState } from 'preact/hooks';
import { ColumnsTable } from '../../../charts/columns-table.tsx';
import { useSession } from '../../../session/session.ts';
import { Answered } from '../../../states/answered.tsx';
import { useAnswer } from '../../../states/use-answer.ts';
import { CopyButton } from '../../../words/copy-button.tsx';
import { count } from '../../../words/format.ts';
import { checkFile, type FileCheck, type RefusedRow } from './check-file.ts';
import { writeImport } from './write-import.ts';

/** Shows what an import of a file would use and refuse, and the command that does it. */
export function ImportFile() {
  const [file, setFile] = useState<File | null>(null);
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null | undefined): void => setFile(files?.[0] ?? null);
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
        <label for="import-file">Drop a file of CSV or TSV here, or choose one</label>
        <input
          id="import-file"
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          onChange={({ currentTarget }) => take(currentTarget.files)}
        />
      </div>
      <p class="quiet">
        It is read in this page by the rules of <code>terroir import</code>, and not sent anywhere. The import itself is
        the command: it writes into the bucket, with the rights of whoever runs it, which no key of the API has.
      </p>
      {file && <Checked key={`${file.name} ${file.lastModified}`} file={file} />}
    </section>
  );
}

function Checked({ file }: { file: File }) {
  const answer = useAnswer((signal) => checkFile(file, signal), [file]);
  const { config } = useSession();
  const command = writeImport(file.name, config.graphiql === undefined);
  return (
    <>
      <h3 dir="auto">{file.name}</h3>
      <Answered answer={answer} what="the file">
        {(check) => (
          <>
            <Found check={check} />
            <Command command={command} />
            <Refused check={check} />
          </>
        )}
      </Answered>
      {answer.state === 'failed' && <Command command={command} />}
    </>
  );
}

function Command({ command }: { command: string }) {
  return (
    <div class="command">
      <pre tabIndex={0} aria-label="The command that imports it">
        {command}
      </pre>
      <CopyButton text={command} what="the command" />
    </div>
  );
}

function Found({ check: { columns, rows, taken, faults, refusedCount } }: { check: FileCheck }) {
  return (
    <>
      <p dir="auto">{columns}</p>
      <p role="status">
        <strong>{count(taken, 'row')}</strong> of {count(rows, 'row')} would be taken
        {faults > 0 && ` (${count(faults, 'cell')} of them left out)`}, and <strong>{refusedCount}</strong> refused.
      </p>
    </>
  );
}

function Refused({ check: { refused, refusedCount } }: { check: FileCheck }) {
  if (refused.length === 0) return null;
  return (
    <div class="refused">
      <h4>Refused rows{refusedCount > refused.length ? `: the first ${refused.length} of ${refusedCount}` : ''}</h4>
      <ColumnsTable
        title="Refused rows"
        rows={refused}
        columns={[
          { name: 'Line', write: ({ line }) => line, figure: true },
          { name: 'Column', write: ({ column }) => column || 'the row' },
          { name: 'Why, and how the row begins', write: (row) => <Reason row={row} /> },
        ]}
      />
    </div>
  );
}

function Reason({ row: { reason, text } }: { row: RefusedRow }) {
  return (
    <>
      {reason} <span class="interval">{text}</span>
    </>
  );
}
