import type { PageProps } from '../pages.ts';
import { CostCard } from './cost-card.tsx';
import { DriftCard } from './drift-card.tsx';
import { HealthCard } from './health-card.tsx';
import { QuotaCard } from './quota-card.tsx';
import { TrafficCard } from './traffic-card.tsx';

/** Whether the deployment and its model are well, and what an operator does about it. */
export function WellPage({ address: { filters } }: PageProps) {
  return (
    <div class="well">
      <HealthCard />
      <TrafficCard hours={filters['hours'] ?? ''} />
      <DriftCard />
      <div class="columns">
        <QuotaCard />
        <CostCard />
      </div>
    </div>
  );
}
