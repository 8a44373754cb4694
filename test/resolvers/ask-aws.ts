import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createEvaluationRequest, type Evaluation } from './aws-evaluation.ts';

/** Asks AppSync to evaluate what comes on stdin, and prints its answer: see evaluateOnAws. */
async function ask(): Promise<string> {
  const evaluation = JSON.parse(await text(process.stdin)) as Evaluation;
  const region = process.env['AWS_REGION'] ?? 'us-east-1';
  // Any client of the SDK finds credentials wherever it may.
  const keys = await new DynamoDBClient({ region }).config.credentials().catch(() => undefined);
  if (keys === undefined) throw new Error('there are no AWS credentials; set AWS_PROFILE, or leave EVALUATE out.');
  const { url, headers, body } = createEvaluationRequest(evaluation, { keys, region, nowMs: Date.now() });
  const response = await fetch(url, { method: 'POST', headers, body });
  const answer = await response.text();
  if (!response.ok) throw new Error(`AppSync answered with status ${response.status}: ${answer}`);
  return answer;
}

try {
  process.stdout.write(await ask());
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
