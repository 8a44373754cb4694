import { itAsksForKeys, clientKey } from './key-answers.ts';

itAsksForKeys('Mutation.suspendKey', { key: '0123456789ab' }, clientKey);
