import { describe, expect, it } from 'vitest';
import { drawBarChart } from '../../../models/starter/bar-chart.ts';

const chart = drawBarChart({
  title: 'Cellars & racks',
  legend: ['A bar is a share.'],
  groups: [
    { heading: 'by rack', bars: [{ name: 'left <1>', exampleCount: 40, accuracy: 0.5, noteAccuracy: 0.25 }] },
    { heading: 'by shelf', bars: [{ name: 'top', exampleCount: 1000, accuracy: 1 }] },
  ],
  overall: 0.75,
});

describe('a chart of bars', () => {
  it('says in text what each bar shows: the share, its 95 % interval, and how many there are', () => {
    // Wilson's interval of 20 in 40: 35 to 65 %.
    expect(chart).toContain('>50 % (35–65)<');
    expect(chart).toContain('>40<');
    expect(chart).toContain('>100 % (100–100)<');
    expect(chart).toContain('>1,000<');
    expect(chart).toContain('>all: 75 %<');
  });

  it('has an axis from 0 to 100 %, on which a bar twice as long is twice the share', () => {
    const widths = [...chart.matchAll(/<rect x="220" y="[\d.]+" width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths).toEqual([220, 110, 440]);
    for (const tick of ['0 %', '25 %', '50 %', '75 %', '100 %']) expect(chart).toContain(`>${tick}<`);
  });

  it('is a sound file, whatever the names', () => {
    expect(chart).toContain('>Cellars &amp; racks<');
    expect(chart).toContain('>left &lt;1&gt;<');
    expect(chart).not.toMatch(/NaN|undefined/);
  });
});
