import { itAsksForKeys, newKey } from './key-answers.ts';

itAsksForKeys(
  'Mutation.createClient',
  { name: 'The shop', scopes: ['PREDICT'], expiresInDays: 30, quotaPerMinute: 60, quotaPerDay: null },
  newKey,
);
