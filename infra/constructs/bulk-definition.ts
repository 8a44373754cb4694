import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What the state machine works with. */
export interface MachineParts {
  /** ARN of the alias of the bulk function. */
  functionArn: string;
  fileBucketName: string;
  /** How many chunks are answered at once. */
  concurrencyMax: number;
}

/**
 * A chunk of 2,000 rows takes 1.4 s unrecorded (docs/COST.md), and some 10 s where its rows are written at the pace of
 * its partition (docs/SCALE.md); a process that starts, and a table that is throttled otherwise, some more.
 */
const ANSWER_SECONDS = 120;
/** A Lambda runs so long: what is not split or put together by then goes on in a further call, or fails. */
const LAMBDA_SECONDS = 900;
/** A job of a hundred million rows takes hours; one that takes days hangs. */
const JOB_SECONDS = 2 * 24 * 60 * 60;

/** Lambda is busy, or in trouble of its own: it will pass, and nothing was done. */
const BUSY = {
  ErrorEquals: [
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
  ],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxAttempts: 6,
  MaxDelaySeconds: 20,
  JitterStrategy: 'FULL',
};
/** What else there is may be the chunk itself: it is tried twice more, and then given up. */
const OTHER = { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 };

const REFERENCE = { 'clientId.$': '$.clientId', 'jobId.$': '$.jobId', 'attempt.$': '$.attempt' };
const NAMED = { ErrorEquals: ['States.ALL'], ResultPath: '$.error' };

/**
 * The state machine of a job that answers a file, in Amazon States Language (JSONPath). Its input is
 * `{ clientId, jobId, attempt, split: { cursor: null } }`; each task is one of contract/bulk.ts. A chunk that fails
 * again and again is named, and fails nothing else.
 */
export function describeMachine(scope: Construct, parts: MachineParts): object {
  return {
    Comment: 'Answers a file: splits it, answers its chunks side by side, puts the answers together.',
    StartAt: 'Split',
    TimeoutSeconds: JOB_SECONDS,
    States: {
      Split: {
        ...task(parts, LAMBDA_SECONDS),
        Parameters: {
          task: 'split',
          ...REFERENCE,
          'cursor.$': '$.split.cursor',
          chunksAtOnceMax: parts.concurrencyMax,
        },
        ResultPath: '$.split',
        Retry: [BUSY, OTHER],
        Catch: [{ ...NAMED, Next: 'EndFailed' }],
        Next: 'IsSplit',
      },
      IsSplit: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.split.outcome', StringEquals: 'more', Next: 'Split' },
          { Variable: '$.split.outcome', StringEquals: 'ended', Next: 'Ended' },
        ],
        Default: 'Answer',
      },
      Answer: describeAnswering(scope, parts),
      Combine: {
        ...task(parts, LAMBDA_SECONDS),
        Parameters: { task: 'combine', ...REFERENCE },
        ResultPath: null,
        Retry: [BUSY, OTHER],
        Catch: [{ ...NAMED, Next: 'EndFailed' }],
        Next: 'Ended',
      },
      Ended: { Type: 'Succeed' },
      EndFailed: {
        // It puts together what was answered, as Combine does.
        ...task(parts, LAMBDA_SECONDS),
        Parameters: { task: 'endFailed', ...REFERENCE, 'error.$': '$.error' },
        ResultPath: null,
        Retry: [BUSY, { ...OTHER, MaxAttempts: 6 }],
        Next: 'Failed',
      },
      Failed: { Type: 'Fail', Error: 'JobFailed', Cause: 'The job has ended as FAILED, and says why.' },
    },
  };
}

function describeAnswering(scope: Construct, parts: MachineParts): object {
  return {
    Type: 'Map',
    Label: 'Answer',
    ItemReader: {
      Resource: stepFunctionsArn(scope, 's3:getObject'),
      ReaderConfig: { InputType: 'JSON' },
      Parameters: { Bucket: parts.fileBucketName, 'Key.$': '$.split.chunksKey' },
    },
    ItemSelector: { task: 'answer', ...REFERENCE, 'chunk.$': '$$.Map.Item.Value' },
    MaxConcurrencyPath: '$.split.chunksAtOnce',
    // A child that dies without a word, past its five minutes, leaves a chunk without a summary: Combine names it.
    ToleratedFailurePercentage: 100,
    ItemProcessor: {
      // Nobody redrives a child by hand, a chunk is answered at least once anyway, and it is a tenth of the price.
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      StartAt: 'AnswerChunk',
      States: {
        AnswerChunk: {
          ...task(parts, ANSWER_SECONDS),
          Retry: [BUSY, OTHER],
          Catch: [{ ...NAMED, Next: 'NameFailedChunk' }],
          End: true,
        },
        NameFailedChunk: {
          ...task(parts, ANSWER_SECONDS),
          Parameters: { task: 'nameFailed', ...REFERENCE, 'chunk.$': '$.chunk', 'error.$': '$.error' },
          Retry: [BUSY, OTHER],
          End: true,
        },
      },
    },
    // In the state's own output there is room for some thousand chunks.
    ResultWriter: {
      Resource: stepFunctionsArn(scope, 's3:putObject'),
      Parameters: { Bucket: parts.fileBucketName, 'Prefix.$': '$.split.resultsPrefix' },
      WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
    },
    ResultPath: null,
    Catch: [{ ...NAMED, Next: 'EndFailed' }],
    Next: 'Combine',
  };
}

function task({ functionArn }: MachineParts, seconds: number): object {
  return { Type: 'Task', Resource: functionArn, TimeoutSeconds: seconds };
}

/** An integration of Step Functions: `arn:aws:states:::s3:getObject`. */
function stepFunctionsArn(scope: Construct, integration: string): string {
  return `arn:${Stack.of(scope).partition}:states:::${integration}`;
}
