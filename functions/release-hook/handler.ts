import { readFile } from 'node:fs/promises';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { KNOWN_ANSWERS_FILE, type KnownAnswers, RELEASED_FUNCTIONS } from '../../contract/releases.ts';
import { answerHookCall, openDeployments } from '../../store/aws/deployments.ts';
import { openVersion } from '../../store/aws/new-version.ts';
import { openLog, toThrowable } from '../log.ts';
import { readSetting } from '../settings.ts';
import { examineAuthorizer } from './examine-authorizer.ts';
import { examinePredict } from './examine-predict.ts';
import { examineRegistry } from './examine-registry.ts';
import { checkMeasures, type Examiner, openExaminer, VersionRefused } from './examiner.ts';

const log = openLog();
const deployments = openDeployments();

/** What CodeDeploy sends: https://docs.aws.amazon.com/codedeploy/latest/userguide/tutorial-lambda-sam.html. */
const Event = z.object({ DeploymentId: z.string(), LifecycleEventHookExecutionId: z.string() });

/** Beside the code, or, where nothing is bundled, beside the model. */
const knownAnswersFile = new URL(
  `${import.meta.url.endsWith('.ts') ? '../../models/starter' : '.'}/${KNOWN_ANSWERS_FILE}`,
  import.meta.url,
);

const EXAMINATIONS = {
  predict: async (examiner: Examiner) => examinePredict(examiner, await readKnownAnswers()),
  registry: examineRegistry,
  authorizer: examineAuthorizer,
  train: ({ expectReady }: Examiner) => expectReady(),
  drift: ({ expectReady }: Examiner) => expectReady(),
  bulk: ({ expectReady }: Examiner) => expectReady(),
};

/**
 * Tries a new version of a function before it gets any traffic, and tells CodeDeploy whether the release may go on. Why
 * it may not is a sentence in the log.
 */
export async function handler(event: unknown, context: Context): Promise<void> {
  log.begin(context);
  const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: executionId } = Event.parse(event);
  const isSound = await examine();
  try {
    await answerHookCall(deployments, { deploymentId, executionId }, isSound ? 'Succeeded' : 'Failed');
  } catch (error) {
    // CodeDeploy hears nothing, and gives up after an hour: to release again is quicker.
    log.error('CodeDeploy could not be told.', error);
    throw toThrowable(error);
  }
}

/** Whether the version may answer. Whatever keeps the hook from telling is a reason to say no. */
async function examine(): Promise<boolean> {
  try {
    const name = z.enum(RELEASED_FUNCTIONS).parse(readSetting('releasedFunction'));
    const version = readSetting('newVersion');
    const examiner = openExaminer(openVersion(version));
    await EXAMINATIONS[name](examiner);
    const measures = examiner.measure();
    checkMeasures(name, measures);
    log.info('The new version may answer.', { function: name, version, ...measures });
    return true;
  } catch (error) {
    const reason = error instanceof VersionRefused ? error.message : 'The hook itself failed.';
    log.error(reason, error);
    return false;
  }
}

async function readKnownAnswers(): Promise<KnownAnswers> {
  return JSON.parse(await readFile(knownAnswersFile, 'utf8')) as KnownAnswers;
}
