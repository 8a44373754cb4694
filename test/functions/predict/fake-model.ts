import { createHash } from 'node:crypto';
import type { ScoredClass, Target, Wine } from '../../../contract/wine.ts';
import type { Model } from '../../../artifacts/open.ts';

/** A model that answers from a digest of the wine: any numbers do, as long as a wine always gets the same. */
export function fakeModel(version = 'v-fake'): Model & { asked: number } {
  const model = {
    version,
    asked: 0,
    gauge: () => undefined,
    classify(wines: readonly Wine[]) {
      model.asked += wines.length;
      const answers = wines.map((wine) => {
        const digest = createHash('sha256')
          .update(version + JSON.stringify(wine))
          .digest();
        const answerOf = (target: Target) => ({
          ranking: rank(target, digest),
          evidence: [{ feature: 'plum', kind: 'WORD' as const, effect: digest.readInt8(0) / 77 }],
        });
        const warnings = wine.variety === 'Unheard Of' ? ['The model has never seen this variety.'] : [];
        return { country: answerOf('country'), variety: answerOf('variety'), warnings };
      });
      return Promise.resolve(answers);
    },
  };
  return model;
}

function rank(target: Target, digest: Buffer): ScoredClass[] {
  return Array.from({ length: 5 }, (_, n) => ({ name: `${target} ${n}`, confidence: digest.readUInt16LE(n) / 70_000 }));
}
