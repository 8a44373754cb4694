/** Opens a table, wants it no more at once, and tells what became of it: `node open-and-leave.ts FILE`. */
import { openTable } from '../../tabular/table.ts';

const stop = new AbortController();
const opened = openTable(process.argv[2] ?? '', { signal: stop.signal });
stop.abort(new Error('Stopped.'));
await opened.catch((error: Error) => void process.stdout.write(`${error.message}\n`));
