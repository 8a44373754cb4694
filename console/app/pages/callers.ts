import { HistoryPage } from './history/history-page.tsx';
import { TryPage } from './try/try-page.tsx';

/** What people look at who ask about wines. See operators.ts for why the pages are not fetched one by one. */
export const CALLERS_PAGES = { TryPage, HistoryPage };
