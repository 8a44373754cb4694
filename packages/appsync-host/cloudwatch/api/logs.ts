/** Queries and events of CloudWatch Logs. Source: its API reference. */
import { randomUUID } from 'node:crypto';
import type { JsonRecord } from '../../record.ts';
import { arnOf } from '../../template/identity.ts';
import { type Command, parseQuery } from '../insights/query.ts';
import { type Row, showValue } from '../insights/row.ts';
import { runQuery } from '../insights/run.ts';
import { QueryError } from '../insights/tokens.ts';
import { nameGroup } from '../read-watching.ts';
import type { Room } from '../room.ts';
import { ApiError } from './api-error.ts';
import { maybeNumberOf, maybeTextOf, pageOf, textOf, textsOf } from './read-input.ts';

const ROWS_MAX = 10_000;
const ROWS_DEFAULT = 10_000;
const EVENTS_PAGE = 10_000;
const GROUPS_PAGE = 50;
const FINISHED_MAX = 100;

/** What a query came to. */
interface Finished {
  rows: JsonRecord[][];
  matched: number;
  scanned: number;
  bytes: number;
}

/** Operations of logs, by name. */
export type LogOperations = Record<string, (body: JsonRecord, room: Room) => JsonRecord>;

/** The operations; queries that were started are kept until there are a hundred newer ones. */
export function createLogOperations(): LogOperations {
  const finished = new Map<string, Finished>();
  return {
    StartQuery: (body, room) => {
      const id = randomUUID();
      finished.set(id, query(body, room));
      for (const oldest of finished.keys()) if (finished.size > FINISHED_MAX) finished.delete(oldest);
      return { queryId: id };
    },
    GetQueryResults: (body) => {
      const found = finished.get(textOf(body, 'queryId'));
      if (found === undefined) throw new ApiError('ResourceNotFoundException', 'There is no such query.');
      const { rows, matched, scanned, bytes } = found;
      const statistics = { recordsMatched: matched, recordsScanned: scanned, bytesScanned: bytes };
      return { queryLanguage: 'CWLI', results: rows, statistics, status: 'Complete' };
    },
    StopQuery: () => ({ success: false }),
    DescribeLogGroups: describeLogGroups,
    FilterLogEvents: filterLogEvents,
    DescribeQueryDefinitions: (_, room) => ({
      queryDefinitions: room.savedQueries.map(({ id, name, query: queryString, groups }) => ({
        queryDefinitionId: id,
        name,
        queryString,
        logGroupNames: groups,
      })),
    }),
  };
}

function query(body: JsonRecord, room: Room): Finished {
  const language = maybeTextOf(body, 'queryLanguage') ?? 'CWLI';
  if (language !== 'CWLI') throw invalidLog(`The host knows the query language CWLI, not ${language}.`);
  const commands = parse(textOf(body, 'queryString'));
  const [startSeconds, endSeconds] = [maybeNumberOf(body, 'startTime'), maybeNumberOf(body, 'endTime')];
  if (startSeconds === undefined || endSeconds === undefined || startSeconds > endSeconds) {
    throw invalidLog('startTime and endTime must be times in seconds, of which the second is not before the first.');
  }
  const groups = groupsOf(body, room);
  const events = groups
    .flatMap((group) => room.events.read(group, startSeconds * 1000, endSeconds * 1000))
    .toSorted((one, other) => one.atMs - other.atMs);
  const most = Math.min(ROWS_MAX, maybeNumberOf(body, 'limit') ?? ROWS_DEFAULT);
  const rows = runQuery(commands, events);
  return {
    rows: rows.slice(0, most).map(showRow),
    matched: rows.length,
    scanned: events.length,
    bytes: events.reduce((sum, { message }) => sum + message.length, 0),
  };
}

function parse(text: string): Command[] {
  try {
    return parseQuery(text);
  } catch (error) {
    if (error instanceof QueryError)
      throw new ApiError('MalformedQueryException', `The query is refused: ${error.message}.`);
    throw error;
  }
}

function showRow(row: Row): JsonRecord[] {
  const shown = new Map(row.columns);
  // Without `fields` an event is shown by these two.
  if (row.event && shown.size === 0)
    for (const field of ['@timestamp', '@message']) shown.set(field, row.valueOf(field));
  const fields = [...shown].flatMap(([field, value]) => {
    const told = showValue(field, value);
    return told === undefined ? [] : [{ field, value: told }];
  });
  if (!row.event) return fields;
  const { group, stream, atMs } = row.event;
  return [...fields, { field: '@ptr', value: Buffer.from(JSON.stringify([group, stream, atMs])).toString('base64') }];
}

/** The groups that a call is about, which must be there. */
export function groupsOf(body: JsonRecord, room: Room): string[] {
  const one = maybeTextOf(body, 'logGroupName') ?? maybeTextOf(body, 'logGroupIdentifier');
  const many = [...textsOf(body, 'logGroupNames'), ...textsOf(body, 'logGroupIdentifiers')];
  const groups = [...(one === undefined ? [] : [one]), ...many].map(nameGroup);
  if (groups.length === 0) throw invalidLog('A log group must be named.');
  const known = new Set(room.events.list().map(({ group }) => group));
  const missing = groups.find((group) => !known.has(group));
  if (missing !== undefined)
    throw new ApiError('ResourceNotFoundException', `The specified log group does not exist: ${missing}.`);
  return groups;
}

function describeLogGroups(body: JsonRecord, room: Room): JsonRecord {
  const [prefix, pattern] = [maybeTextOf(body, 'logGroupNamePrefix'), maybeTextOf(body, 'logGroupNamePattern')];
  const found = room.events
    .list()
    .filter(
      ({ group }) => group.startsWith(prefix ?? '') && group.toLowerCase().includes((pattern ?? '').toLowerCase()),
    )
    .map(({ group, bytes }) => {
      const arn = arnOf('logs', `log-group:${group}`);
      return { logGroupName: group, arn: `${arn}:*`, logGroupArn: arn, storedBytes: bytes, logGroupClass: 'STANDARD' };
    });
  const most = maybeNumberOf(body, 'limit') ?? GROUPS_PAGE;
  const { page, nextToken } = pageOf(found, maybeTextOf(body, 'nextToken'), most);
  return { logGroups: page, ...(nextToken !== undefined && { nextToken }) };
}

function filterLogEvents(body: JsonRecord, room: Room): JsonRecord {
  const pattern = maybeTextOf(body, 'filterPattern') ?? '';
  if (!/^[\w\s".:-]*$/.test(pattern))
    throw invalidLog('The host knows filter patterns of plain terms, all of which must occur.');
  const terms = [...pattern.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const [startMs, endMs] = [maybeNumberOf(body, 'startTime') ?? 0, maybeNumberOf(body, 'endTime') ?? room.clock.now()];
  const found = groupsOf(body, room)
    .flatMap((group) => room.events.read(group, startMs, endMs))
    .filter(({ message }) => terms.every((term) => message.includes(term)))
    .map(({ stream, atMs, message }, at) => ({
      logStreamName: stream,
      timestamp: atMs,
      ingestionTime: atMs,
      message,
      eventId: String(at),
    }));
  const most = Math.min(EVENTS_PAGE, maybeNumberOf(body, 'limit') ?? EVENTS_PAGE);
  const { page, nextToken } = pageOf(found, maybeTextOf(body, 'nextToken'), most);
  return { events: page, searchedLogStreams: [], ...(nextToken !== undefined && { nextToken }) };
}

function invalidLog(message: string): ApiError {
  return new ApiError('InvalidParameterException', message);
}
