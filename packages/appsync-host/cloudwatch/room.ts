/** CloudWatch as a whole, within one thread: what came is kept, alarms are watched, and calls are answered from it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER_MODE } from '../state/owner-only.ts';
import type { Watching } from './alarms/definition.ts';
import { createWatch, type Watch } from './alarms/watch.ts';
import type { Clock } from './clock.ts';
import { createIntake } from './gather/intake.ts';
import type { Batch } from './gather/telemetry.ts';
import { type AlarmJournal, openAlarmJournal } from './keep/alarm-journal.ts';
import { type EventStore, openEventStore } from './keep/event-store.ts';
import { MINUTE_MS, type MetricStore, openMetricStore } from './keep/metric-store.ts';
import type { BandParts } from './metrics/band.ts';

/** A query that the template keeps under a name. */
export interface SavedQuery {
  id: string;
  name: string;
  query: string;
  groups: readonly string[];
}

/** What CloudWatch is made with. */
export interface RoomParts {
  /** Where it keeps what it is told. */
  folder: string;
  watching: Watching;
  savedQueries: readonly SavedQuery[];
  clock: Clock;
  /** One line for the user. */
  warn: (line: string) => void;
  /** Told the time and the names of the alarms in ALARM, after each evaluation, and when one is set by hand. */
  onWatched?: (nowMs: number, red: string[]) => void;
}

/** CloudWatch at work. */
export interface Room {
  metrics: MetricStore;
  events: EventStore;
  journal: AlarmJournal;
  /** What is watched now. */
  watch: Watch;
  /** Watches other alarms; those of the same name stay in their state. Errors: HostError, with nothing changed. */
  adopt: (watching: Watching) => void;
  clock: Clock;
  savedQueries: readonly SavedQuery[];
  bands: BandParts;
  take: (batch: Batch) => void;
  /** Evaluates the alarms at the end of each minute that has passed since the last time, once it is `lateMs` ago. */
  evaluate: (lateMs: number) => void;
  /** Writes what is only in memory. */
  flush: () => void;
}

/** After a machine has slept longer, the minutes before this are not evaluated; of a clock by hand all are. */
const CATCH_UP_MS_MAX = 24 * 60 * MINUTE_MS;

/** Opens what is kept in a folder. Errors: HostError for alarms and queries that the host does not know. */
export function openRoom(parts: RoomParts): Room {
  const { folder, watching, savedQueries, clock, warn, onWatched } = parts;
  const subfolder = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
    return path;
  };
  const startMs = clock.now();
  const metrics = openMetricStore(subfolder('metrics'), warn);
  const events = openEventStore(subfolder('events'), watching.logGroups);
  const journal = openAlarmJournal(folder, startMs);
  const bands: BandParts = { store: metrics, remembered: new Map() };
  const openWatch = (watched: Watching): Watch => {
    const made = createWatch({ watching: watched, bands, events, journal, startMs: clock.now(), tell: warn });
    const setState: Watch['setState'] = (...change) => {
      const isThere = made.setState(...change);
      tellWatched(made, clock.now());
      return isThere;
    };
    return { ...made, setState };
  };
  const tellWatched = (watch: Watch, nowMs: number): void =>
    onWatched?.(
      nowMs,
      watch.list().flatMap(({ alarm, state }) => (state === 'ALARM' ? [alarm.name] : [])),
    );
  let evaluatedMs = Math.floor(startMs / MINUTE_MS) * MINUTE_MS;
  const room: Room = {
    metrics,
    events,
    journal,
    watch: openWatch(watching),
    adopt: (other) => {
      room.watch = openWatch(other);
      tellWatched(room.watch, clock.now());
    },
    clock,
    savedQueries,
    bands,
    take: createIntake({ metrics, events, clock, warn }),
    evaluate: (lateMs) => {
      const untilMs = clock.now() - lateMs;
      const earliestMs = clock.isByHand ? 0 : Math.floor((untilMs - CATCH_UP_MS_MAX) / MINUTE_MS) * MINUTE_MS;
      evaluatedMs = Math.max(evaluatedMs, earliestMs);
      while (evaluatedMs + MINUTE_MS <= untilMs) {
        evaluatedMs += MINUTE_MS;
        room.watch.evaluateAt(evaluatedMs);
        tellWatched(room.watch, evaluatedMs);
      }
    },
    flush: () => {
      metrics.flush(clock.now());
      events.flush();
    },
  };
  tellWatched(room.watch, startMs);
  return room;
}
