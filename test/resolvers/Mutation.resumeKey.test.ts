import { itAsksForKeys, clientKey } from './key-answers.ts';

itAsksForKeys('Mutation.resumeKey', { key: '0123456789ab' }, clientKey);
