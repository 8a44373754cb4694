import type { Context } from 'aws-lambda';
import { DELIVERY_METRICS, type DeliveryMetricName, LAST_ACTION_VARIABLE } from '../../contract/delivery.ts';
import { type PipelineAction, readPipelineActions } from '../../store/aws/pipeline-actions.ts';
import { openLog } from '../log.ts';
import { openMetrics, publishMetrics } from '../metrics.ts';
import { readVariable } from '../settings.ts';
import { measureDelivery, type StageEnd } from './measure.ts';

const log = openLog();

/**
 * What EventBridge tells of the end of a stage:
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html.
 */
interface StageEvent {
  time: string;
  region: string;
  detail: { pipeline: string; 'execution-id': string; stage: string; state: 'SUCCEEDED' | 'FAILED' };
}

/** Measures a release at its end. The count goes out also where CodePipeline does not tell what it did before. */
export async function handler({ time, region, detail }: StageEvent, context: Context): Promise<void> {
  log.begin(context);
  const end: StageEnd = {
    stage: detail.stage,
    executionId: detail['execution-id'],
    succeeded: detail.state === 'SUCCEEDED',
    timeMs: Date.parse(time),
    lastAction: readVariable(LAST_ACTION_VARIABLE),
  };
  const metrics = openMetrics(detail.stage);
  for (const [name, value] of Object.entries(measureDelivery(end, await readActions(region, detail.pipeline)))) {
    metrics.addMetric(name, DELIVERY_METRICS[name as DeliveryMetricName].unit, value);
  }
  publishMetrics(metrics);
}

async function readActions(region: string, pipeline: string): Promise<PipelineAction[]> {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const access = {
    endpoint: process.env['AWS_ENDPOINT_URL_CODEPIPELINE'] ?? `https://codepipeline.${region}.${domain}/`,
    region,
    credentials: {
      accessKeyId: readVariable('AWS_ACCESS_KEY_ID'),
      secretAccessKey: readVariable('AWS_SECRET_ACCESS_KEY'),
      sessionToken: readVariable('AWS_SESSION_TOKEN'),
    },
  };
  try {
    return await readPipelineActions(access, pipeline);
  } catch (error) {
    log.error('What the pipeline did could not be read.', error);
    return [];
  }
}
