import type { ModelState, VersionName } from '../../../../packages/client/client.ts';
import { linkTo } from '../../route/address.ts';
import { moment, number, percent } from '../../words/format.ts';
import type { Best } from './versions-view.tsx';

/** What a state is called in the list. */
export const STATES: Readonly<Record<ModelState, string>> = {
  CHAMPION: 'champion',
  CHALLENGER: 'challenger',
  REJECTED: 'held back by the gate',
  RETIRED: 'was the champion',
};

/** A version in the list, with its figures. */
export function VersionRow({ version, best, isOpen }: { version: VersionName; best: Best; isOpen: boolean }) {
  const { id, state, createdAt, examples, countryAccuracy, varietyAccuracy } = version;
  return (
    <li class={isOpen ? 'prediction open' : 'prediction'}>
      <a href={linkTo('models', {}, id)} aria-current={isOpen ? 'true' : undefined}>
        <time dateTime={createdAt}>{moment(createdAt)}</time>
        <span class="excerpt">{id}</span>
      </a>
      <p class="row">
        <span class="badge">{STATES[state]}</span>
        <Figure name="country" share={countryAccuracy} isBest={countryAccuracy === best.country} />
        <Figure name="variety" share={varietyAccuracy} isBest={varietyAccuracy === best.variety} />
        <span class="quiet">{number(examples)} examples</span>
      </p>
    </li>
  );
}

function Figure({ name, share, isBest }: { name: string; share: number; isBest: boolean }) {
  return (
    <span>
      <span class="quiet">{name}</span> {percent(share)}
      {isBest && (
        <>
          {' '}
          <span aria-hidden="true">★</span>
          <span class="sr">the best that is shown</span>
        </>
      )}
    </span>
  );
}
