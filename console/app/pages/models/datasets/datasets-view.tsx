import { useState } from 'preact/hooks';
import type { Dataset, Pages } from '../../../../../packages/client/client.ts';
import { More } from '../../../lists/more.tsx';
import { useEndless } from '../../../lists/use-endless.ts';
import { useSession } from '../../../session/session.ts';
import { Empty } from '../../../states/empty.tsx';
import { DatasetCard } from './dataset-card.tsx';
import { ImportFile } from './import-file.tsx';

const PAGE_SIZE = 10;

/** A dataset, known by its name. */
export type NamedDataset = Dataset & { id: string };

/** What trainings learn from, and what a file would add to it. */
export function DatasetsView() {
  const { client } = useSession();
  const [imported, setImported] = useState<readonly string[]>([]);
  const list = useEndless<NamedDataset>(
    (signal) => nameThem(client.datasets({ pageSize: PAGE_SIZE, signal })),
    [imported],
  );
  return (
    <div class="columns wide">
      <section aria-labelledby="datasets">
        <h2 id="datasets">Imported datasets</h2>
        {list.entries.map((dataset) => (
          <DatasetCard key={dataset.id} dataset={dataset} changed={(one) => list.replace({ ...one, id: one.name })} />
        ))}
        {list.state === 'end' && list.entries.length === 0 && (
          <Empty>Nothing was imported yet: trainings read the bundled dataset, and labels.</Empty>
        )}
        <More list={list} what="the datasets" />
      </section>
      <ImportFile imported={(dataset) => setImported((before) => [...before, dataset.name])} />
    </div>
  );
}

function nameThem(datasets: Pages<Dataset>): Pages<NamedDataset> {
  const name = (dataset: Dataset): NamedDataset => ({ ...dataset, id: dataset.name });
  return {
    async *pages() {
      for await (const page of datasets.pages()) yield page.map(name);
    },
    async *[Symbol.asyncIterator]() {
      for await (const dataset of datasets) yield name(dataset);
    },
  };
}
