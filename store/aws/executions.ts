import { signPost, type SignedBy } from './signed-call.ts';

/** A state machine of Step Functions, and in whose name to call it. */
export interface StateMachine extends SignedBy {
  /** Such as `https://states.eu-central-1.amazonaws.com/`. */
  endpoint: string;
  arn: string;
}

/** Step Functions did not do what it was asked; `type` is its own word, such as `StateMachineDoesNotExist`. */
class ExecutionRefused extends Error {
  override name = 'ExecutionRefused';
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** How an execution stands; `GONE` for one that Step Functions does not know any more, 90 days after its end. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE' | 'GONE';

const PATIENCE_MS = 5_000;

/**
 * Starts an execution of that name, unless there is one: to repeat it starts nothing. Returns its ARN. The wire format
 * is that of StartExecution: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html.
 *
 * Errors: ExecutionRefused for what Step Functions says; Error where it does not answer in time.
 */
export async function startExecution(machine: StateMachine, name: string, input: object): Promise<string> {
  try {
    const question = { stateMachineArn: machine.arn, name, input: JSON.stringify(input) };
    const { executionArn } = await call<{ executionArn: string }>(machine, 'StartExecution', question);
    return executionArn;
  } catch (error) {
    // One of that name has ended already, or was begun with the same facts in another order.
    if (error instanceof ExecutionRefused && error.type === 'ExecutionAlreadyExists')
      return executionArn(machine, name);
    throw error;
  }
}

/** How an execution stands. Errors: as of startExecution(). */
export async function readExecution(machine: StateMachine, arn: string): Promise<ExecutionStatus> {
  try {
    return (await call<{ status: ExecutionStatus }>(machine, 'DescribeExecution', { executionArn: arn })).status;
  } catch (error) {
    if (error instanceof ExecutionRefused && error.type === 'ExecutionDoesNotExist') return 'GONE';
    throw error;
  }
}

function executionArn({ arn }: StateMachine, name: string): string {
  return `${arn.replace(':stateMachine:', ':execution:')}:${name}`;
}

async function call<Answer>(
  { endpoint, ...signedBy }: StateMachine,
  action: string,
  question: object,
): Promise<Answer> {
  const body = JSON.stringify(question);
  const url = new URL(endpoint);
  const headers = await signPost(url, 'states', signedBy, body, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `AWSStepFunctions.${action}`,
  });
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE_MS) });
  const answer = (await response.json()) as { __type?: string; message?: string };
  if (response.ok) return answer as Answer;
  // `com.amazonaws.swf.base.model#ExecutionAlreadyExists`, or without what stands before the #.
  const type = (answer.__type ?? `Status ${response.status}`).replace(/^.*#/, '');
  throw new ExecutionRefused(type, `${action} was refused as ${type}: ${answer.message ?? 'no reason'}`);
}
