import type { ComponentType } from 'preact';
import type { Scope } from '../../../packages/client/client.ts';
import type { Address } from '../route/address.ts';
import { HistoryPage } from './history/history-page.tsx';
import { TryPage } from './try/try-page.tsx';

/**
 * A page of the console. Those of callers come with the first script, since nearly every key opens them first; the code
 * of the others is fetched when one of them is first opened.
 */
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
    load: () => Promise.resolve(TryPage),
  },
  {
    name: 'history',
    title: 'History',
    scope: 'HISTORY',
    load: () => Promise.resolve(HistoryPage),
  },
  {
    name: 'quality',
    title: 'How good is it',
    scope: 'OPERATE',
    load: () => import('./operators.ts').then(({ OPERATORS_PAGES }) => OPERATORS_PAGES.QualityPage),
  },
  {
    name: 'models',
    title: 'Models',
    scope: 'any',
    load: () => import('./operators.ts').then(({ OPERATORS_PAGES }) => OPERATORS_PAGES.ModelsPage),
  },
  {
    name: 'training',
    title: 'Training',
    scope: 'any',
    load: () => import('./operators.ts').then(({ OPERATORS_PAGES }) => OPERATORS_PAGES.TrainingPage),
  },
  {
    name: 'well',
    title: 'Is it well',
    scope: 'OPERATE',
    load: () => import('./operators.ts').then(({ OPERATORS_PAGES }) => OPERATORS_PAGES.WellPage),
  },
  {
    name: 'keys',
    title: 'Clients and keys',
    scope: 'KEYS',
    load: () => import('./operators.ts').then(({ OPERATORS_PAGES }) => OPERATORS_PAGES.KeysPage),
  },
];

/** The pages that a key of these scopes may see. */
export function pagesFor(scopes: readonly Scope[]): Page[] {
  return PAGES.filter(({ scope }) => scope === 'any' || scopes.includes(scope));
}
