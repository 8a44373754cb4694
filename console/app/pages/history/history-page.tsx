import { useEffect, useRef, useState } from 'preact/hooks';
import type { Prediction } from '../../../../packages/client/client.ts';
import { More } from '../../lists/more.tsx';
import { useEndless } from '../../lists/use-endless.ts';
import { goTo, linkTo } from '../../route/address.ts';
import { useSession } from '../../session/session.ts';
import { Empty } from '../../states/empty.tsx';
import type { PageProps } from '../pages.ts';
import { ExportIt } from './export-it.tsx';
import { FailedRequests } from './failed-requests.tsx';
import { FilterForm } from './filter-form.tsx';
import { readFilter, type Filters } from './filters.ts';
import { OnePrediction } from './one-prediction.tsx';
import { PredictionRow } from './prediction-row.tsx';
import { useWayBack } from './use-way-back.ts';

/** How many predictions are read at once: more than fit on a screen. */
const PAGE_SIZE = 25;

/** What was answered, newest first, to be looked at, labelled and taken away. */
export function HistoryPage({ address: { filters, part } }: PageProps) {
  const { client, scopes } = useSession();
  const filter = readFilter(filters);
  const list = useEndless<Prediction>(
    (signal) => client.history(filter, { pageSize: PAGE_SIZE, signal }),
    [JSON.stringify(filter)],
  );
  const [told, setTold] = useState<Prediction | null>(null);
  // What is opened is asked anew.
  useEffect(() => setTold(null), [part]);
  const changed = (prediction: Prediction): void => {
    list.replace(prediction);
    setTold(prediction);
  };
  const place = useRef<HTMLElement>(null);
  useWayBack(part, place);
  const change = (chosen: Filters): void => goTo(linkTo('history', chosen, part), { quietly: true });
  const isEmpty = list.state === 'end' && list.entries.length === 0;
  return (
    <div class={part === '' ? 'history' : 'history opened'}>
      <section class="list" aria-label="Predictions" ref={place} tabIndex={-1}>
        <FilterForm filters={filters} change={change} />
        <ExportIt filter={filter} />
        <FailedRequests />
        <ol>
          {list.entries.map((prediction) => (
            <PredictionRow
              key={prediction.id}
              prediction={prediction}
              link={linkTo('history', filters, prediction.id)}
              isOpen={prediction.id === part}
              mayLabel={scopes.includes('LABEL')}
              changed={changed}
            />
          ))}
        </ol>
        {isEmpty && <Nothing isFiltered={Object.keys(filter).length > 0} mayPredict={scopes.includes('PREDICT')} />}
        <More list={list} what="the history" />
      </section>
      {part !== '' && (
        <OnePrediction key={part} id={part} back={linkTo('history', filters)} told={told} changed={changed} />
      )}
    </div>
  );
}

function Nothing({ isFiltered, mayPredict }: { isFiltered: boolean; mayPredict: boolean }) {
  if (isFiltered) return <Empty>Nothing of the history is as these filters say. Change them, or show all.</Empty>;
  return (
    <Empty>
      Nothing was predicted with this key yet.{' '}
      {mayPredict && (
        <>
          <a href={linkTo('try')}>Try a wine</a>, and record it.
        </>
      )}
    </Empty>
  );
}
