import { useRef, useState } from 'preact/hooks';
import type { PredictionFilter } from '../../../../packages/client/client.ts';
import { useSession } from '../../session/session.ts';
import { Failed } from '../../states/failed.tsx';
import { count } from '../../words/format.ts';
import { CSV_HEADER, writeCsvLine, writeJsonLine } from './write-export.ts';

type State =
  | { at: 'idle' }
  | { at: 'busy'; kind: Kind; read: number }
  | { at: 'done'; read: number }
  | { at: 'failed'; error: unknown };

type Kind = 'jsonl' | 'csv';

const LABELS = { jsonl: 'Export as JSON lines', csv: 'Export as CSV' };

/** How many predictions are read between two words about it. */
const TELL_EVERY = 100;

/** Takes all that the filters leave away as a file, page by page. */
export function ExportIt({ filter }: { filter: PredictionFilter }) {
  const { client } = useSession();
  const [state, setState] = useState<State>({ at: 'idle' });
  const stopping = useRef<AbortController | null>(null);

  const run = async (kind: Kind): Promise<void> => {
    const ending = new AbortController();
    stopping.current = ending;
    const lines: string[] = kind === 'csv' ? [CSV_HEADER] : [];
    let read = 0;
    setState({ at: 'busy', kind, read });
    try {
      for await (const prediction of client.history(filter, { signal: ending.signal })) {
        lines.push(kind === 'csv' ? writeCsvLine(prediction) : writeJsonLine(prediction));
        read += 1;
        if (read % TELL_EVERY === 0) setState({ at: 'busy', kind, read });
      }
      save(lines, `predictions.${kind}`);
      setState({ at: 'done', read });
    } catch (error) {
      setState(ending.signal.aborted ? { at: 'idle' } : { at: 'failed', error });
    }
  };
  return (
    <div class="row export">
      {/* What was pressed stops it, so that the focus stays with whoever pressed it. */}
      {(['jsonl', 'csv'] as const).map((kind) =>
        state.at !== 'busy' ? (
          <button key={kind} type="button" onClick={() => void run(kind)}>
            {LABELS[kind]}
          </button>
        ) : (
          state.kind === kind && (
            <button key={kind} type="button" onClick={() => stopping.current?.abort()}>
              Stop the export
            </button>
          )
        ),
      )}
      <span role="status" class="quiet">
        {state.at === 'busy' && `${count(state.read, 'prediction')} so far …`}
        {state.at === 'done' && `${count(state.read, 'prediction')} exported.`}
      </span>
      {state.at === 'failed' && <Failed error={state.error} />}
    </div>
  );
}

function save(lines: readonly string[], name: string): void {
  const address = URL.createObjectURL(new Blob([lines.join('')], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
