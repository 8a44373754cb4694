import { createHash, randomBytes } from 'node:crypto';
import { KEY_LETTERS, KEY_PREFIX } from '../../contract/keys.ts';
import { ROOT_FIELDS, type Scope } from '../../contract/root-fields.ts';
import { type Examiner, VersionRefused } from './examiner.ts';

/** What the authorizer answers, as far as the hook reads it. */
interface Told {
  isAuthorized?: unknown;
  resolverContext?: { clientId?: unknown } | null;
  deniedFields?: unknown;
}

/** How often the hook asks, so that it can tell how long half of the calls take. */
const ROUNDS = 20;

/**
 * Shows a new version of the authorizer keys that it must let in, with exactly what they allow, and credentials that it
 * must refuse. The keys are nobody's, and made for this call.
 *
 * Errors: VersionRefused, which says what was let in or kept out.
 */
export async function examineAuthorizer({ ask, expectReady }: Examiner): Promise<void> {
  await expectReady();
  for (let round = 0; round < ROUNDS; round++) {
    const key = makeKey();
    for (const credential of [key, '', 'trr_short', `Bearer ${key}`, 'tru_a.b.c.d.e', 7, null]) {
      const { isAuthorized } = readTold(await ask({ credential }));
      if (isAuthorized === false) continue;
      const what = credential === key ? 'a key that nobody has' : 'what has not the form of a key';
      throw new VersionRefused(`The new version lets in ${what}.`);
    }
    await expectLetIn(ask, key, round % 2 === 0 ? ['predict', 'history'] : ['operate']);
    for (const state of ['suspended', 'revoked']) {
      const { isAuthorized } = readTold(await ask({ credential: key, client: describeClient(key, [], state) }));
      if (isAuthorized !== false) throw new VersionRefused(`The new version lets in a key that is ${state}.`);
    }
  }
}

async function expectLetIn(ask: Examiner['ask'], key: string, scopes: readonly Scope[]): Promise<void> {
  const told = readTold(await ask({ credential: key, client: describeClient(key, scopes, 'active') }));
  if (told.isAuthorized !== true || told.resolverContext?.clientId !== 'release-hook') {
    throw new VersionRefused('The new version keeps out a key that is active, or takes it for another client’s.');
  }
  const denied = Object.entries(ROOT_FIELDS).flatMap(([field, { scope }]) =>
    scope === 'any' || (scope !== 'none' && scopes.includes(scope)) ? [] : [field],
  );
  const given = Array.isArray(told.deniedFields) ? (told.deniedFields as string[]) : [];
  const [missing] = denied.filter((field) => !given.includes(field));
  const [surplus] = given.filter((field) => !denied.includes(field));
  if (missing !== undefined) throw new VersionRefused(`The new version opens ${missing} to ${scopes.join(', ')}.`);
  if (surplus !== undefined) throw new VersionRefused(`The new version closes ${surplus} to ${scopes.join(', ')}.`);
}

function readTold(answer: unknown): Told {
  return answer ?? {};
}

function makeKey(): string {
  return KEY_PREFIX + randomBytes(KEY_LETTERS / 2).toString('hex');
}

function describeClient(key: string, scopes: readonly Scope[], state: string): Record<string, unknown> {
  return {
    keyHash: createHash('sha256').update(key).digest('hex'),
    clientId: 'release-hook',
    name: 'release hook',
    scopes,
    state,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}
