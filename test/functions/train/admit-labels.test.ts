import { describe, expect, it } from 'vitest';
import { admitClasses, type LabelExample, limitClients } from '../../../functions/train/admit-labels.ts';

/** Labels that name a class which nobody has admitted, one after the other of these clients. */
function labelsOf(clientIds: string[], count: number): LabelExample[] {
  return Array.from({ length: count }, (_, n) => ({
    clientId: clientIds[n % clientIds.length] ?? '',
    wine: { description: `Plum ${n}` },
    example: { terms: [`plum${n}`], fingerprint: String(n), variety: 'Ebony' } as never,
  }));
}
const known = { isKnown: () => false, fewestExamples: 10 };

describe('labels of users of an application', () => {
  it('are of one client, however many users there are: they make no class', () => {
    const users = ['shop/ann', 'shop/bob', 'shop/eve', 'shop'];
    const { labels, refused } = admitClasses(labelsOf(users, 40), known);
    expect(labels).toEqual([]);
    expect(refused[0]).toContain('"Ebony" (40 of 1 client)');
    expect(admitClasses(labelsOf(['shop/ann', 'bar/ann', 'inn/ann'], 40), known).labels).toHaveLength(40);
  });

  it('count together against the share that the labels of one client may have', () => {
    const { labels, refused } = limitClients(labelsOf(['shop/ann', 'shop/bob', 'shop'], 60), 500);
    expect(labels).toHaveLength(50);
    expect(refused).toEqual([expect.stringContaining('10 of the 60 of the client shop are left out')]);
  });
});
