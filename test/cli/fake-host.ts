/**
 * Stands in for packages/appsync-host/main.ts: says that it is up, starts a child of its own as Lambdas are, and ends
 * on SIGTERM, in the manner that FAKE_HOST names.
 */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { readyMessage } from './ready-message.ts';

const { FAKE_HOST = 'good', FAKE_DYNAMO = '', FAKE_LOG = '' } = process.env;
const note = (what: string): void => appendFileSync(FAKE_LOG, `${what}\n`);

if (FAKE_HOST === 'broken') {
  process.stderr.write('Port 4000 is taken.\n');
  process.exit(7);
}
const lambda = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
note(`args ${process.argv.slice(2).join(' ')}`);
note(`host ${process.pid}`);
note(`lambda ${lambda.pid}`);
process.on('SIGTERM', () => {
  note('asked to end');
  // A host in trouble leaves its Lambdas behind.
  if (FAKE_HOST === 'good') lambda.kill();
  process.exit(0);
});
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
setInterval(() => undefined, 1_000);
process.send?.({ type: 'ready', ...readyMessage(FAKE_DYNAMO) });
