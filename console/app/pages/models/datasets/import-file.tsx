import { useState } from 'preact/hooks';
import { Answered } from '../../../states/answered.tsx';
import { useAnswer } from '../../../states/use-answer.ts';
import { CopyButton } from '../../../words/copy-button.tsx';
import { count } from '../../../words/format.ts';
import { checkFile, type FileCheck } from './check-file.ts';
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
  const command = writeImport(file.name);
  return (
    <>
      <h3 dir="auto">{file.name}</h3>
      <Answered answer={answer} what="the file">
        {(check) => <Found check={check} />}
      </Answered>
      <pre tabIndex={0} aria-label="The command that imports it">
        {command}
      </pre>
      <CopyButton text={command} what="the command" />
    </>
  );
}

function Found({ check: { columns, rows, taken, faults, refused, refusedCount } }: { check: FileCheck }) {
  return (
    <>
      <p dir="auto">{columns}</p>
      <p role="status">
        <strong>{count(taken, 'row')}</strong> of {count(rows, 'row')} would be taken
        {faults > 0 && `, without ${count(faults, 'cell')} that breaks a limit`}, and <strong>{refusedCount}</strong>{' '}
        refused.
      </p>
      {refused.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label="Refused rows">
          <table>
            <caption>
              Refused rows{refusedCount > refused.length ? `: the first ${refused.length} of ${refusedCount}` : ''}
            </caption>
            <thead>
              <tr>
                <th scope="col" class="figure">
                  Line
                </th>
                <th scope="col">Column</th>
                <th scope="col">Why</th>
                <th scope="col">The row</th>
              </tr>
            </thead>
            <tbody>
              {refused.map(({ line, column, reason, text }) => (
                <tr key={line}>
                  <td class="figure">{line}</td>
                  <td dir="auto">{column || 'the row'}</td>
                  <td dir="auto">{reason}</td>
                  <td dir="auto">{text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
