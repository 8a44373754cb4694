import type { ModelsAnswer } from '../../../contract/invocations.ts';
import type { StoredClient } from '../../../contract/stored/client.ts';
import { changeClient, type ClientChanges } from '../../../store/clients/clients.ts';
import { SETTLE_MS } from '../../../store/aws/end-subscriptions.ts';
import { internal, invalidInput } from '../../failures.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Request } from '../request.ts';
import { describeKey } from './describe-key.ts';
import { deadlineOf, findMaker, findSubject, isFound, record, requireKeys } from './maker.ts';

/** Shuts a key out until it is resumed, and ends what it listens to. */
export async function suspendKey(dependencies: Dependencies, request: Request): Promise<ModelsAnswer> {
  const keys = requireKeys(dependencies);
  const subject = await findSubject(keys, request);
  if (!isFound(subject)) return { failure: subject };
  const maker = await findMaker(keys, request);
  if (!isFound(maker)) return { failure: maker };
  const answer =
    subject.state === 'suspended'
      ? tell(dependencies, subject)
      : await change(dependencies, maker, 'SUSPEND', subject, { state: 'suspended', suspendedBy: maker.clientId });
  if (answer.failure !== undefined || (await endWhatItHears(dependencies, subject))) return answer;
  return { failure: internal('The key is suspended, but what it listens to may go on: suspend it again.') };
}

/** Lets a key in again that was suspended through the API. */
export async function resumeKey(dependencies: Dependencies, request: Request): Promise<ModelsAnswer> {
  const keys = requireKeys(dependencies);
  const subject = await findSubject(keys, request);
  if (!isFound(subject)) return { failure: subject };
  const maker = await findMaker(keys, request);
  if (!isFound(maker)) return { failure: maker };
  if (subject.state === 'active') return tell(dependencies, subject);
  if (subject.suspendedBy === undefined) {
    const message = 'The command line has suspended that key, and alone resumes it: terroir keys resume.';
    return { failure: invalidInput('key', null, message) };
  }
  return change(dependencies, maker, 'RESUME', subject, { state: 'active', suspendedBy: undefined });
}

async function change(
  dependencies: Dependencies,
  maker: StoredClient,
  act: 'SUSPEND' | 'RESUME',
  subject: StoredClient,
  changes: ClientChanges,
): Promise<ModelsAnswer> {
  const keys = requireKeys(dependencies);
  await record(dependencies, maker, act, subject);
  if (await changeClient(keys.clients, subject, changes, deadlineOf(keys))) {
    return tell(dependencies, { ...subject, ...changes } as StoredClient);
  }
  return { failure: internal('That key was changed at the same moment: look at it, then try again.') };
}

function tell(dependencies: Dependencies, key: StoredClient): ModelsAnswer {
  return { value: describeKey(key, requireKeys(dependencies).clients.clock.now()) };
}

/** Ends what a key listens to; tells whether that could be done. A subscription that is to begin is waited for. */
export async function endWhatItHears(dependencies: Dependencies, { keyHash }: StoredClient): Promise<boolean> {
  const { clients, endSubscriptions } = requireKeys(dependencies);
  await clients.clock.wait(SETTLE_MS);
  try {
    await endSubscriptions([keyHash]);
    return true;
  } catch (error) {
    dependencies.onTrouble('Subscriptions of a key could not be ended.', error);
    return false;
  }
}
