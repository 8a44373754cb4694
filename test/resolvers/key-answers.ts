import { expect, it } from 'vitest';
import type { RootFieldName } from '../../contract/root-fields.ts';
import { askField, itAsksModels } from './models-answers.ts';
import { asClient } from './predictions.ts';

/** A key as the models function tells of it. */
export const clientKey = {
  id: '0123456789ab',
  clientId: 'client-1',
  name: 'The shop',
  scopes: ['PREDICT'],
  state: 'ACTIVE',
  createdAt: '2026-11-23T17:00:00.000Z',
  expiresAt: null,
  rotatedAt: null,
  madeBy: 'ann',
  madeWith: 'ba9876543210',
  suspendedBy: null,
};

/** A key that was made just now. */
export const newKey = { key: `trr_${'a'.repeat(40)}`, entry: clientKey, replaced: null };

/** ann, with a key of these scopes. */
export function asKeeper(scopes: string): { resolverContext: Record<string, unknown> } {
  const { resolverContext } = asClient('ann') as { resolverContext: Record<string, unknown> };
  return { resolverContext: { ...resolverContext, keyHash: 'a-hash', scopes } };
}

/** What holds for every field about keys that the models function answers. */
export function itAsksForKeys(field: RootFieldName, args: object, value: unknown): void {
  const asked = askField(field, asKeeper('predict,keys'));
  itAsksModels(asked, field.split('.')[1] ?? '', args, value, { keyHash: 'a-hash' });

  it.each(['predict,history,label,operate', 'keyskeys', ''])(
    'is Unauthorized for a key of the scopes %j, also where an authorizer from before the field has let it in',
    async (scopes) => {
      expect((await asked.runAs(asKeeper(scopes), args)).error).toMatchObject({ errorType: 'Unauthorized' });
    },
  );
}
