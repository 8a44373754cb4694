import { signPost, type SignedBy } from './signed-call.ts';

/** One action of one execution of a pipeline, as CodePipeline keeps it for a year. */
export interface PipelineAction {
  executionId: string;
  stage: string;
  action: string;
  status: 'InProgress' | 'Abandoned' | 'Succeeded' | 'Failed';
  startedMs: number;
  /** When its status was last told: its end, for one that is over. */
  updatedMs: number;
}

/** CodePipeline as whoever reads it sees it. */
export interface PipelineAccess extends SignedBy {
  /** Such as `https://codepipeline.eu-central-1.amazonaws.com/`. */
  endpoint: string;
}

const PAGE_ACTIONS = 100;
/** Some sixty executions: a release that is older than those has been restored, or is beyond being measured. */
const PAGES_MAX = 10;
const PATIENCE_MS = 5_000;

interface Page {
  actionExecutionDetails?: {
    pipelineExecutionId?: string;
    stageName?: string;
    actionName?: string;
    status?: PipelineAction['status'];
    startTime?: number;
    lastUpdateTime?: number;
  }[];
  nextToken?: string;
}

/**
 * The newest actions of a pipeline, newest first, a thousand at most. The wire format is that of ListActionExecutions:
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionExecutions.html, times in epoch seconds.
 *
 * Errors: Error where CodePipeline does not answer with 200.
 */
export async function readPipelineActions(access: PipelineAccess, pipelineName: string): Promise<PipelineAction[]> {
  const actions: PipelineAction[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await readPage(access, { pipelineName, maxResults: PAGE_ACTIONS, nextToken });
    for (const found of answer.actionExecutionDetails ?? []) {
      const { startTime = NaN, status = 'InProgress' } = found;
      actions.push({
        executionId: found.pipelineExecutionId ?? '',
        stage: found.stageName ?? '',
        action: found.actionName ?? '',
        status,
        startedMs: startTime * 1000,
        updatedMs: (found.lastUpdateTime ?? startTime) * 1000,
      });
    }
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return actions;
}

async function readPage(access: PipelineAccess, question: object): Promise<Page> {
  const body = JSON.stringify(question);
  const headers = await signPost(new URL(access.endpoint), 'codepipeline', access, body, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'CodePipeline_20150709.ListActionExecutions',
  });
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const response = await fetch(access.endpoint, { method: 'POST', headers, body, signal });
  if (response.ok) return (await response.json()) as Page;
  throw new Error(`ListActionExecutions was answered with status ${response.status}: ${await response.text()}`);
}
