import type { ModelsAnswer } from '../../contract/invocations.ts';
import type { PROBED_OPERATIONS } from '../../contract/releases.ts';
import { type Examiner, VersionRefused } from './examiner.ts';

/** A question that changes nothing, and what its answer must be like whatever the deployment holds. */
interface Known {
  operation: (typeof PROBED_OPERATIONS)[number];
  arguments?: Record<string, unknown>;
  /** In words: what the new version does not do. */
  must: string;
  isRight: (answer: ModelsAnswer) => boolean;
}

const valueOf = (answer: ModelsAnswer): Record<string, unknown> | null =>
  (answer.value ?? null) as Record<string, unknown> | null;

const KNOWN: readonly Known[] = [
  {
    operation: 'champion',
    must: 'name the champion',
    isRight: (answer) => typeof valueOf(answer)?.['id'] === 'string',
  },
  {
    operation: 'modelVersion',
    arguments: { id: 'v-nobody-has-made' },
    must: 'answer null for a version that there is not',
    isRight: (answer) => answer.failure === undefined && answer.value === null,
  },
  {
    operation: 'modelVersions',
    arguments: { limit: 5 },
    must: 'list model versions',
    isRight: (answer) => Array.isArray(valueOf(answer)?.['items']),
  },
  {
    operation: 'modelVersions',
    arguments: { limit: 0 },
    must: 'refuse a page of no versions',
    isRight: ({ failure }) => failure?.errorType === 'InvalidInput' && failure.errorInfo.field === 'limit',
  },
  {
    operation: 'classes',
    arguments: { target: 'COUNTRY' },
    must: 'list the countries that it knows',
    isRight: ({ value }) => Array.isArray(value) && value.length > 1,
  },
  {
    operation: 'classes',
    arguments: { target: 'VARIETY' },
    must: 'list the varieties that it knows',
    isRight: ({ value }) => Array.isArray(value) && value.length > 1,
  },
  {
    operation: 'datasets',
    arguments: { limit: 5 },
    must: 'list datasets',
    isRight: (answer) => Array.isArray(valueOf(answer)?.['items']),
  },
  {
    operation: 'drift',
    must: 'tell of drift, or that nobody has looked yet',
    isRight: (answer) => answer.failure === undefined,
  },
  {
    operation: 'health',
    must: 'read the alarms',
    isRight: (answer) => valueOf(answer)?.['alarmsUnavailable'] === null,
  },
];

/** How often each is asked, so that the hook can tell how long half of the calls take. */
const ROUNDS = 4;

/** Asks a new version of the registry what it must answer. Errors: VersionRefused, which says what it does not do. */
export async function examineRegistry({ ask, expectReady }: Examiner): Promise<void> {
  await expectReady();
  for (let round = 0; round < ROUNDS; round++) {
    for (const { operation, arguments: given = {}, must, isRight } of KNOWN) {
      const answer = ((await ask({ operation, clientId: 'release-hook', arguments: given })) ?? {}) as ModelsAnswer;
      if (isRight(answer)) continue;
      const failure = answer.failure ? ` (${answer.failure.errorType}: ${answer.failure.message})` : '';
      throw new VersionRefused(`The new version does not ${must}${failure}.`);
    }
  }
}
