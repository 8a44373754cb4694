import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type DashboardTemplate, namesOfAlarms, readWidgets, visibleMetrics } from '../../../docs/dashboard/page.ts';
import { drawDashboard, readGathered } from '../../../docs/draw-dashboard.ts';
import { synthesize } from '../synthesize.ts';

const template = synthesize().toJSON() as DashboardTemplate;
const gathered = readGathered();
const widgets = readWidgets(template);
const drawing = drawDashboard(template, gathered);
const asText = (words: string): string => `>${words.replaceAll('&', '&amp;')}</text>`;

describe('the drawing of the dashboard', () => {
  it('shows every widget of the template by its title or its heading, at its place', () => {
    expect(widgets.length).toBeGreaterThan(25);
    for (const widget of widgets) {
      if (widget.type === 'text') {
        const [first = ''] = widget.properties.markdown.replace(/^#+ /, '').split('. ');
        expect(drawing).toContain(first.slice(0, 40));
      } else {
        expect(drawing).toContain(asText(widget.properties.title));
        expect(drawing).toContain(
          `<rect x="${widget.x * 44 + 4}" y="${widget.y * 46 + 4}" width="${widget.width * 44 - 8}"`,
        );
      }
    }
  });

  it('shows every alarm of the page with the state that it had', () => {
    const shown = widgets.flatMap((widget) =>
      widget.type === 'alarm' ? namesOfAlarms(template, widget.properties.alarms) : [],
    );
    expect(shown.length).toBeGreaterThan(20);
    for (const name of shown) {
      expect(drawing).toContain(asText(name));
      expect(gathered.alarms[name], name).toMatch(/^(OK|ALARM|INSUFFICIENT_DATA)$/);
    }
  });

  it('is of what was gathered for these graphs and tables, metric by metric', () => {
    for (const widget of widgets) {
      if (widget.type === 'metric') {
        const labels = visibleMetrics(widget.properties).map(({ label }) => label);
        expect(gathered.graphs[widget.properties.title]?.map(({ label }) => label)).toEqual(labels);
      }
      if (widget.type === 'log') expect(gathered.tables[widget.properties.title]?.rows.length).toBeGreaterThan(0);
    }
  });

  it('has what an ordinary day has: traffic, refusals, an error, labels, drift, a training and a promotion', () => {
    const all = Object.values(gathered.graphs).flat();
    const most = (name: string): number =>
      Math.max(...all.filter(({ label }) => label === name).flatMap(({ values }) => values.map((value) => value ?? 0)));
    for (const name of ['wines', 'quotaRefusals', 'errors', 'measured', 'driftWines', 'trainings', 'promotions']) {
      expect(most(name), name).toBeGreaterThan(0);
    }
  });

  it('is docs/dashboard.svg, as node docs/draw-dashboard.ts draws it', () => {
    expect(readFileSync(new URL('../../../docs/dashboard.svg', import.meta.url), 'utf8')).toBe(drawing);
  });
});
