import { itAsksForKeys, newKey } from './key-answers.ts';

itAsksForKeys('Mutation.rotateKey', { key: '0123456789ab', overlapHours: 24, expiresInDays: null }, newKey);
