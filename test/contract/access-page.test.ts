import { expect, it } from 'vitest';
import { readAccess, writeAccess } from '../../docs/write-access.ts';

it('R23: the table of docs/ACCESS.md is what node docs/write-access.ts writes', () => {
  const page = readAccess();
  expect(page).toBe(writeAccess(page));
});
