import { linkTo } from '../../route/address.ts';
import { useSession } from '../../session/session.ts';
import type { PageProps } from '../pages.ts';
import { DatasetsView } from './datasets/datasets-view.tsx';
import { VersionsView } from './versions-view.tsx';

/** The part of the address that is no version's id. */
const DATASETS = 'datasets';

/** Model versions and what they learn from. */
export function ModelsPage({ address: { filters, part } }: PageProps) {
  const { scopes } = useSession();
  const mayOperate = scopes.includes('OPERATE');
  const isData = part === DATASETS && mayOperate;
  return (
    <>
      {mayOperate && (
        <nav class="tabs" aria-label="Models">
          <a href={linkTo('models')} aria-current={isData ? undefined : 'page'}>
            Versions
          </a>
          <a href={linkTo('models', {}, DATASETS)} aria-current={isData ? 'page' : undefined}>
            Datasets
          </a>
        </nav>
      )}
      {isData ? <DatasetsView /> : <VersionsView id={part} other={filters['with'] ?? ''} mayMove={mayOperate} />}
    </>
  );
}
