import type { ComponentType } from 'preact';
import type { Scope } from '../../../packages/client/client.ts';
import type { Address } from '../route/address.ts';

/** A page of the console. Its code is fetched when it is first opened. */
export interface Page {
  /** Its place in the address. */
  name: string;
  /** What the navigation and the heading say. */
  title: string;
  /** What a key must be allowed for the page to be shown; `any` for every key. */
  scope: Scope | 'any';
  load: () => Promise<ComponentType<PageProps>>;
}

/** What a page is given. */
export interface PageProps {
  address: Address;
}

/** Every page, in the order of the navigation. */
export const PAGES: readonly Page[] = [
  {
    name: 'try',
    title: 'Try it',
    scope: 'PREDICT',
    load: () => import('./try/try-page.tsx').then(({ TryPage }) => TryPage),
  },
  {
    name: 'history',
    title: 'History',
    scope: 'HISTORY',
    load: () => import('./history/history-page.tsx').then(({ HistoryPage }) => HistoryPage),
  },
  {
    name: 'quality',
    title: 'How good is it',
    scope: 'OPERATE',
    load: () => import('./quality/quality-page.tsx').then(({ QualityPage }) => QualityPage),
  },
  {
    name: 'models',
    title: 'Models',
    scope: 'any',
    load: () => import('./models/models-page.tsx').then(({ ModelsPage }) => ModelsPage),
  },
  {
    name: 'training',
    title: 'Training',
    scope: 'any',
    load: () => import('./training/training-page.tsx').then(({ TrainingPage }) => TrainingPage),
  },
  {
    name: 'well',
    title: 'Is it well',
    scope: 'OPERATE',
    load: () => import('./well/well-page.tsx').then(({ WellPage }) => WellPage),
  },
];

/** The pages that a key of these scopes may see. */
export function pagesFor(scopes: readonly Scope[]): Page[] {
  return PAGES.filter(({ scope }) => scope === 'any' || scopes.includes(scope));
}
