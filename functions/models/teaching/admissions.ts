import { isClassName, isUnknownName, settleName } from '../../../classifier/text/names.ts';
import { cleanText, hasLength } from '../../../classifier/text/sound-text.ts';
import type { Failure } from '../../../contract/errors.ts';
import type { ModelsAnswer } from '../../../contract/invocations.ts';
import { ADMITTED_CLASSES_MAX, NAME_CHARACTERS_MAX } from '../../../contract/limits.ts';
import type { StoredAdmission } from '../../../contract/stored/datasets.ts';
import type { Target } from '../../../contract/wine.ts';
import type { AdmittedClass } from '../../../generated/schema.ts';
import { listAdmissions, putAdmission, removeAdmission } from '../../../store/models/admissions.ts';
import { invalidInput, notFound } from '../../failures.ts';
import { PATIENCE_MS, type Dependencies, timestamp } from '../dependencies.ts';
import { readText, type Request } from '../request.ts';

/** The classes that operators have admitted, by target and name. */
export async function admittedClasses(dependencies: Dependencies): Promise<ModelsAnswer> {
  return { value: (await listAdmissions(dependencies.models, deadlineOf(dependencies))).map(describe) };
}

/** Admits a class, so that labels may teach it. */
export async function admitClass(
  dependencies: Dependencies,
  { clientId, arguments: given }: Request,
): Promise<ModelsAnswer> {
  const { models } = dependencies;
  const name = cleanText(readText(given, 'name'));
  const obstacle = findFault(name);
  if (obstacle !== undefined) return { failure: obstacle };
  const admission = { target: readTarget(given), name, by: clientId, at: timestamp(models) };
  const settled = settleName(admission.target, name);
  const admitted = await listAdmissions(models, deadlineOf(dependencies));
  const isKnown = admitted.some(
    (one) => one.target === admission.target && settleName(one.target, one.name) === settled,
  );
  // Whoever lists them reads them all.
  if (admitted.length >= ADMITTED_CLASSES_MAX && !isKnown) return { failure: tooMany() };
  await putAdmission(models, admission, settled, deadlineOf(dependencies));
  return { value: describe(admission) };
}

/** Takes an admission back. */
export async function withdrawClass(dependencies: Dependencies, { arguments: given }: Request): Promise<ModelsAnswer> {
  const name = readText(given, 'name');
  const target = readTarget(given);
  if (!hasLength(cleanText(name), NAME_CHARACTERS_MAX)) return { failure: wrongLength() };
  const settled = settleName(target, name);
  const admission = await removeAdmission(dependencies.models, target, settled, deadlineOf(dependencies));
  if (admission !== undefined) return { value: describe(admission) };
  return { failure: notFound('name', `Nobody has admitted ${JSON.stringify(name)} as a ${target}.`) };
}

function findFault(name: string): Failure | undefined {
  if (!hasLength(name, NAME_CHARACTERS_MAX)) return wrongLength();
  if (isClassName(name) && !isUnknownName(name)) return undefined;
  const form = "letters, digits, spaces and the marks ' . , & / ( ) + -, and look like no address of the web";
  return invalidInput('name', 'form', `name must be a name of ${form}.`);
}

function tooMany(): Failure {
  const message = `${ADMITTED_CLASSES_MAX} classes are admitted, and more cannot be: withdraw what is learnt by now.`;
  return invalidInput(null, 'range', message);
}

function wrongLength(): Failure {
  return invalidInput('name', 'length', `name must have 1 to ${NAME_CHARACTERS_MAX} characters.`);
}

function readTarget(given: Record<string, unknown>): Target {
  return readText(given, 'target') === 'COUNTRY' ? 'country' : 'variety';
}

function describe({ target, name, by, at }: StoredAdmission): AdmittedClass {
  return { target: target === 'country' ? 'COUNTRY' : 'VARIETY', name, by, at };
}

function deadlineOf({ models }: Dependencies): number {
  return models.clock.now() + PATIENCE_MS;
}
