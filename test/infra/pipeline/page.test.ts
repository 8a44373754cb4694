import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DELIVERY_METRICS } from '../../../contract/delivery.ts';
import { METRICS } from '../../../contract/metrics.ts';
import { SETTINGS } from './synthesize-pipeline.ts';

const page = readFileSync(new URL('../../../docs/PIPELINE.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| (.*?) +\| (.*?) +\| (.*?) +\|$/gm)].map(([, ...cells]) => cells);

/** aws-samples/aws-deployment-pipeline-reference-architecture, docs/application-pipeline/index.md: every row of it. */
const REFERENCE: Record<string, Record<string, string[]>> = {
  Local: { required: ['Pre-Commit Hooks'], recommended: ['IDE Plugins'] },
  Source: {
    required: [
      ...['Application Source Code', 'Test Source Code', 'Infrastructure Source Code'],
      ...['Static Assets', 'Dependency Manifests', 'Static Configuration'],
    ],
    recommended: ['Database Source Code'],
  },
  Build: {
    required: [
      ...['Build Code', 'Unit Tests', 'Code Quality', 'Secrets Detection', 'Static Application Security Testing'],
      ...['Package and Store Artifact(s)', 'Software Composition Analysis', 'Software Bill of Materials'],
    ],
  },
  Beta: {
    required: ['Integration Tests', 'Acceptance Tests'],
    recommended: ['Launch Environment', 'Database Deploy', 'Deploy Software'],
  },
  Gamma: {
    required: ['Launch Environment', 'Deploy Software', 'Application Monitoring & Logging', 'Synthetic Tests'],
    recommended: [
      ...['Database Deploy', 'Performance Tests', 'Resilience Tests'],
      'Dynamic Application Security Testing',
    ],
  },
  Prod: {
    required: ['Manual Approval', 'Progressive Deployment'],
    recommended: ['Database Deploy', 'Synthetic Tests'],
  },
};

describe('docs/PIPELINE.md', () => {
  it('says of every row of the reference architecture what stands for it, or why nothing does', () => {
    const asked = Object.entries(REFERENCE).flatMap(([stage, byForce]) =>
      Object.entries(byForce).flatMap(([force, names]) => names.map((name) => `${stage}: ${name}, ${force}`)),
    );
    const told = rows.filter(([, force]) => force === 'required' || force === 'recommended');
    expect(told.map(([name, force]) => `${name}, ${force}`).sort()).toEqual(asked.sort());
    for (const [name, , here = ''] of told) expect(here.length, name).toBeGreaterThan(5);
  });

  it('tells every metric of a release, by a name that no other metric has', () => {
    for (const [name, { meaning }] of Object.entries(DELIVERY_METRICS)) {
      expect(page).toMatch(new RegExp(`^\\| \`${name}\` +\\| ${meaning} +\\|$`, 'm'));
      expect(METRICS).not.toHaveProperty(name);
    }
  });

  it('tells every setting', () => {
    for (const name of [...Object.keys(SETTINGS), 'environment'])
      expect(page).toMatch(new RegExp(`^\\| \`${name}\` `, 'm'));
  });
});
