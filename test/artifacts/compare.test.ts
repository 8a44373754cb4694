import { beforeAll, describe, expect, it } from 'vitest';
import { compareVersions, type Comparison } from '../../artifacts/compare.ts';
import { type Artifact, openArtifact } from '../../artifacts/open.ts';
import { readStarter } from '../../artifacts/starter.ts';
import { fingerprintText } from '../../classifier/text/fingerprint.ts';
import type { GateCheck } from '../../contract/stored/models.ts';
import type { Wine } from '../../contract/wine.ts';

const NOTHING = { examples: [], judgements: { note: [], noteAndNumbers: [], everything: [] } };

describe('labels are held against the champion', () => {
  let champion: Artifact;

  beforeAll(async () => {
    champion = await openArtifact(readStarter(new URL('../../models/starter/', import.meta.url)));
  });

  /** The check of how plausible what a client says of the variety is. */
  async function checkSaid(wine: Wine, truth: { country?: string; variety?: string }): Promise<GateCheck> {
    const { description = '' } = wine;
    const judged = { country: { judgementsByFields: {} }, variety: { judgementsByFields: {} } };
    const challenger = { ...champion, recent: { country: NOTHING, variety: NOTHING }, judged };
    const decision = await compareVersions({
      champion,
      challenger: challenger as unknown as Comparison['challenger'],
      holdout: [],
      recent: [{ ...wine, ...truth, source: 'labels', fingerprint: fingerprintText(description) }],
      labels: [{ wine, ...truth }],
      parity: 0,
      seed: 1,
    });
    return decision.checks.find(({ name }) => name === 'variety label plausibility')!;
  }

  const wine = { description: 'Tart cherry and forest floor, silky and bright.', country: 'US', price: 42 };

  it('by what the client had told, and not by what the label says of the other target', async () => {
    const consistent = { country: 'Portugal', variety: 'Portuguese Red' };
    // Were it taken for a wine of Portugal, the variety would have a probability of 6 %.
    expect(await checkSaid({ ...wine, country: 'Portugal' }, { variety: 'Portuguese Red' })).toMatchObject({
      challenger: 0,
      n: 1,
    });
    expect(await checkSaid(wine, consistent)).toMatchObject({ challenger: 1, n: 1 });
  });

  it('as far as they name classes that it knows', async () => {
    expect(await checkSaid(wine, { variety: 'Klingon Red' })).toMatchObject({ challenger: 0, n: 0 });
  });
});
