import {
  CodeDeployClient,
  type CodeDeployClientConfig,
  PutLifecycleEventHookExecutionStatusCommand,
} from '@aws-sdk/client-codedeploy';

/** What CodeDeploy tells a hook that it invokes: by what to answer. */
export interface HookCall {
  deploymentId: string;
  executionId: string;
}

/** Opens CodeDeploy; nothing is sent before the first answer. */
export function openDeployments(config: CodeDeployClientConfig = {}): CodeDeployClient {
  return new CodeDeployClient({ maxAttempts: 5, ...config });
}

/** Tells CodeDeploy whether a deployment may go on. Errors: what CodeDeploy says. */
export async function answerHookCall(
  codedeploy: CodeDeployClient,
  { deploymentId, executionId }: HookCall,
  status: 'Succeeded' | 'Failed',
): Promise<void> {
  await codedeploy.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId,
      lifecycleEventHookExecutionId: executionId,
      status,
    }),
  );
}
