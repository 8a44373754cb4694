import { itAsksForKeys, clientKey } from './key-answers.ts';

const quota = { perMinute: null, perDay: { limit: 9, used: 2, remaining: 7, resetsAt: '2026-11-24T00:00:00.000Z' } };
const items = [{ id: 'client-1', keys: [clientKey], quota }];

itAsksForKeys('Query.clients', { limit: 5, nextToken: null }, { items, nextToken: null });
