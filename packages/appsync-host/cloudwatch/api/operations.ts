/** What the two services answer, and what a caller must be allowed for it. */
import { findRefusal, type Principal } from '../../iam/authority.ts';
import type { Access } from '../../iam/policy.ts';
import type { JsonRecord } from '../../record.ts';
import { arnOf } from '../../template/identity.ts';
import type { Room } from '../room.ts';
import { describeAlarmHistory, describeAlarms, setAlarmState } from './alarms.ts';
import { ApiError } from './api-error.ts';
import { createLogOperations, groupsOf } from './logs.ts';
import { getMetricData, getMetricStatistics, listMetrics, putMetricData } from './metric-data.ts';

/** A service as requests name it. */
export interface ApiService {
  /** What the signature is for. */
  signedFor: string;
  /** Before the operation in `x-amz-target`. */
  target: string;
  contentType: string;
  operations: Readonly<Record<string, (body: JsonRecord, room: Room) => JsonRecord>>;
  /** What a call needs; any one of these is enough. */
  accesses: (operation: string, body: JsonRecord, room: Room) => Access[];
}

const METRIC_OPERATIONS = {
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
  PutMetricData: putMetricData,
  DescribeAlarms: describeAlarms,
  DescribeAlarmHistory: describeAlarmHistory,
  SetAlarmState: setAlarmState,
};

/** The services of one room. */
export function createServices(): ApiService[] {
  return [
    {
      signedFor: 'monitoring',
      target: 'GraniteServiceVersion20100801',
      contentType: 'application/x-amz-json-1.0',
      operations: METRIC_OPERATIONS,
      accesses: (operation, body) => [
        {
          action: `cloudwatch:${operation}`,
          resource: operation === 'SetAlarmState' ? arnOf('cloudwatch', `alarm:${String(body['AlarmName'])}`) : '*',
          context: { 'cloudwatch:namespace': operation === 'PutMetricData' ? String(body['Namespace']) : undefined },
        },
      ],
    },
    {
      signedFor: 'logs',
      target: 'Logs_20140328',
      contentType: 'application/x-amz-json-1.1',
      operations: createLogOperations(),
      accesses: (operation, body, room) => {
        const action = `logs:${operation}`;
        if (operation !== 'StartQuery' && operation !== 'FilterLogEvents') return [{ action, resource: '*' }];
        // A policy may name a group with or without its streams.
        return groupsOf(body, room).flatMap((group) =>
          [':*', ''].map((streams) => ({ action, resource: `${arnOf('logs', `log-group:${group}`)}${streams}` })),
        );
      },
    },
  ];
}

/** Errors: ApiError for an operation that the host does not know, for who may not call it, and for what it refuses. */
export function runOperation(
  service: ApiService,
  operation: string,
  body: JsonRecord,
  principal: Principal,
  room: Room,
): JsonRecord {
  const run = Object.hasOwn(service.operations, operation) ? service.operations[operation] : undefined;
  if (run === undefined) {
    const known = Object.keys(service.operations).join(', ');
    throw new ApiError('UnknownOperationException', `The laptop host does not know ${operation}, only ${known}.`);
  }
  const refusals = service.accesses(operation, body, room).map((access) => findRefusal(principal, access));
  const [first] = refusals;
  if (first !== undefined && refusals.every((one) => one !== undefined))
    throw new ApiError('AccessDeniedException', first);
  return run(body, room);
}
