import { Readable } from 'node:stream';

/** A LevelDB iterator, as abstract-level has it. */
interface ValueIterator {
  nextv: (size: number) => Promise<unknown[]>;
  close: () => Promise<void>;
}

/** The part of dynalite's database that streams come from. */
export interface Streaming {
  values: (options: object) => ValueIterator;
  createValueStream: (options: object) => Readable;
}

/** How many entries are read at once: a page of a list is two reads, and not a hundred. */
const READ_ENTRIES = 64;

/** LevelDB ends a block here, by itself after 16 KB: seven predictions. */
const READ_BYTES = 256 * 1024;

/**
 * Has dynalite's queries and scans read in blocks, where they would await each entry by itself; a stream that is
 * destroyed closes its iterator.
 */
export function streamInBlocks(db: Streaming): void {
  db.createValueStream = (options) => {
    const iterator = db.values({ ...options, highWaterMarkBytes: READ_BYTES });
    return new Readable({
      objectMode: true,
      read() {
        iterator.nextv(READ_ENTRIES).then(
          (values) => {
            for (const value of values) this.push(value);
            if (values.length === 0) this.push(null);
          },
          (error: unknown) => this.destroy(error as Error),
        );
      },
      destroy(error, done) {
        iterator.close().then(
          () => done(error),
          () => done(error),
        );
      },
    });
  };
}
