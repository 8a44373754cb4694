/**
 * Runs inside a process of its own: dynalite behind its gate. dynalite throws past every caller when the disk fails it,
 * and is then of no further use; the host starts another one.
 */
import dynalite from 'dynalite';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Authority } from '../iam/authority.ts';
import type { IndexKey } from './limits.ts';
import { createFastWriter, watchForStore } from './fast-puts.ts';
import { createFastReader } from './fast-queries.ts';
import { createGate } from './gate.ts';
import { closeIteratorsOnReturn } from './iterators.ts';
import { keepTables } from './known-tables.ts';
import { finishTables } from './unfinished-tables.ts';
import { streamInBlocks } from './value-stream.ts';

/** What the engine's process is told before anything else. */
export interface EngineParts {
  authority: Authority;
  indexKeys: IndexKey[];
}

// What LevelDB writes is for the owner of the folder alone.
process.umask(0o077);
const [folder = '', port = '0'] = process.argv.slice(2);
const [{ authority, indexKeys }] = (await once(process, 'message')) as [EngineParts];
closeIteratorsOnReturn();
const findStore = watchForStore();
const engine = dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
const store = findStore();
streamInBlocks(store.db);
await finishTables(store.db);
const findTable = keepTables(store);
const [writeFast, readFast] = [createFastWriter(store, findTable), createFastReader(store, findTable)];
const gateParts = { authority, indexKeys, writeFast, readFast };
const [listener] = engine.listeners('request') as RequestListener[];
if (listener === undefined) throw new Error('dynalite no longer listens for requests itself.');
engine.removeAllListeners('request').on('request', createGate(listener, gateParts));
// Whoever calls decides how long an idle connection is kept: one that is closed here just as a request goes out is
// lost.
engine.keepAliveTimeout = 0;
engine.listen(Number(port), '127.0.0.1', () => process.send?.((engine.address() as AddressInfo).port));

/** Closes the database in order; what LevelDB has acknowledged is safe without that, only the next start is slower. */
function end(): void {
  engine.close(() => process.exit(0));
  engine.closeAllConnections();
}
process.once('disconnect', end);
// Ctrl-C reaches the whole process group; when to end is the host's decision.
process.on('SIGINT', () => undefined);
