import { BATCH_WINES_MAX } from '../../contract/limits.ts';
import type { PredictAnswer } from '../../contract/invocations.ts';
import { KNOWN_ANSWERS_MIN, type KnownAnswer, type KnownAnswers } from '../../contract/releases.ts';
import { TARGETS } from '../../contract/wine.ts';
import { type Examiner, VersionRefused } from './examiner.ts';
import { CONFIDENCE_TOLERANCE } from './limits.ts';

/**
 * Asks a new version of predict for every known answer, one by one and in a batch, and for what it must refuse.
 *
 * Errors: VersionRefused, which names the first answer that is another one.
 */
export async function examinePredict(
  { ask, expectReady }: Examiner,
  { modelVersion, answers }: KnownAnswers,
): Promise<void> {
  if (answers.length < KNOWN_ANSWERS_MIN) {
    throw new VersionRefused(`The hook knows ${answers.length} answers, and ${KNOWN_ANSWERS_MIN} are the fewest.`);
  }
  await expectReady();
  for (const [n, known] of answers.entries()) {
    const answer = await ask({ modelVersion, wines: [known.wine] });
    checkAnswers(answer, [known], { modelVersion, from: n });
  }
  const batch = answers.slice(0, BATCH_WINES_MAX);
  const answer = await ask({ modelVersion, wines: batch.map(({ wine }) => wine) });
  checkAnswers(answer, batch, { modelVersion, from: 0 });
  await expectRefusals(ask);
}

function checkAnswers(
  given: unknown,
  known: readonly KnownAnswer[],
  { modelVersion, from }: { modelVersion: string; from: number },
): void {
  const { outcomes = [], failure } = (given ?? {}) as PredictAnswer;
  if (failure !== undefined) throw new VersionRefused(`The new version fails known wines as ${failure.errorType}.`);
  if (outcomes.length !== known.length) {
    throw new VersionRefused(`The new version answers ${outcomes.length} of ${known.length} known wines.`);
  }
  for (const [n, expected] of known.entries()) {
    const { prediction, rejection } = outcomes[n] ?? {};
    const which = `known wine ${from + n + 1}`;
    if (prediction === undefined) {
      throw new VersionRefused(`The new version rejects ${which} as ${rejection?.errorType ?? 'nothing it names'}.`);
    }
    if (prediction.modelVersion !== modelVersion) {
      throw new VersionRefused(`The new version answers by ${prediction.modelVersion}, not by ${modelVersion}.`);
    }
    for (const target of TARGETS) {
      const [name, confidence = NaN] = prediction[target].ranking[0] ?? [];
      const { name: right, confidence: sure } = expected[target];
      if (name === right && Math.abs(confidence - sure) <= CONFIDENCE_TOLERANCE) continue;
      throw new VersionRefused(
        `The new version answers ${which} with the ${target} ${name ?? 'nothing'} (${confidence}), ` +
          `where ${right} (${sure}) is known.`,
      );
    }
  }
}

/** What every client is told of a wine without content, and of too large a batch. */
async function expectRefusals(ask: Examiner['ask']): Promise<void> {
  const one = (await ask({ wines: [{ points: 90 }] })) as PredictAnswer | null;
  const many = (await ask({ wines: Array.from({ length: BATCH_WINES_MAX + 1 }, () => ({})) })) as PredictAnswer | null;
  const told = [one?.outcomes?.[0]?.rejection?.errorType, many?.failure?.errorType];
  if (told.every((errorType) => errorType === 'InvalidInput')) return;
  throw new VersionRefused('The new version does not refuse a wine, or a batch, that breaks a rule of the schema.');
}
