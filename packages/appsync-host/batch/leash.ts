/**
 * Loaded into a container's process before its program: where the host is gone, nobody looks after the process any
 * more, and it ends as a container does whose machine is gone.
 */
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // Ctrl-C reaches the whole process group; when to end is the host's decision.
  process.on('SIGINT', () => undefined);
  // The program ends when it has nothing more to do, and a container knows of no channel.
  process.channel.unref();
  delete process.send;
}
