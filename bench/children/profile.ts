import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';

/* Loaded into each process of a host that is looked at: what it does between two SIGUSR2 is written as a profile. */

/** Names the folder for the profiles, each called by its process's id. */
const folder = process.env['TERROIR_PROFILES'];
const INTERVAL_MICROSECONDS = 500;
let session: Session | undefined;

process.on('SIGUSR2', () => {
  if (session === undefined) {
    session = new Session();
    session.connect();
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: INTERVAL_MICROSECONDS });
    session.post('Profiler.start');
    return;
  }
  session.post('Profiler.stop', (error, { profile }) => {
    if (folder !== undefined && error === null)
      writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(profile));
  });
  session.disconnect();
  session = undefined;
});
