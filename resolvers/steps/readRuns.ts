import type { Context, DynamoDBQueryRequest } from '@aws-appsync/utils';
import { KINDS } from '../../contract/tables.ts';
import type { QueryTrainingRunsArgs, TrainingRun, TrainingRunPage } from '../../generated/schema.ts';
import { askPage, type List, readPage } from '../models/models-list.ts';
import { ULID_PATTERN } from '../values/ulid.ts';

const RUNS: List = { kind: KINDS.run, idPattern: ULID_PATTERN };

export function request(ctx: Context<QueryTrainingRunsArgs>): DynamoDBQueryRequest {
  return askPage(ctx, RUNS);
}

export function response(ctx: Context<QueryTrainingRunsArgs>): TrainingRunPage {
  return readPage<TrainingRun>(ctx, RUNS);
}
