import { Stack } from 'aws-cdk-lib';
import { type AlarmBase, AlarmStatusWidget, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { modelRows } from './dashboard-model.ts';
import { serviceRows } from './dashboard-traffic.ts';
import { type AddRow, headingOf, PAGE_COLUMNS } from './graph.ts';
import type { Watched } from './watched.ts';

/** The alarms that a page begins with. */
export interface ShownAlarms {
  composites: AlarmBase[];
  parts: AlarmBase[];
}

/** The page that tells an operator from top to bottom how the deployment is, and why. */
export function addDashboard(scope: Construct, watched: Watched, { composites, parts }: ShownAlarms): void {
  const dashboard = new Dashboard(scope, 'Dashboard', { dashboardName: Stack.of(scope).stackName });
  const addRow: AddRow = (...widgets) => dashboard.addWidgets(...widgets);
  addRow(headingOf(`# ${Stack.of(scope).stackName}: is it well? What to do is in docs/RUNBOOK.md.`));
  addRow(new AlarmStatusWidget({ title: 'Alarms that tell somebody', alarms: composites, width: PAGE_COLUMNS }));
  addRow(new AlarmStatusWidget({ title: 'What they are made of', alarms: parts, width: PAGE_COLUMNS, height: 4 }));
  const { traffic, tables, cost } = serviceRows(watched, addRow);
  const { quality, slices, drift, quotas } = modelRows(watched, addRow);
  for (const addRows of [traffic, quality, slices, drift, quotas, tables, cost]) addRows();
}
