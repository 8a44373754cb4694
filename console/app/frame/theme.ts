/** How the console looks: as the system says, or as somebody has chosen. */
export type Theme = 'system' | 'light' | 'dark';

const PLACE = 'terroir-theme';

/** What was chosen on this machine. */
export function readTheme(): Theme {
  const kept = localStorage.getItem(PLACE);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Keeps a choice, and makes the page look so. */
export function keepTheme(theme: Theme): void {
  localStorage.setItem(PLACE, theme);
  applyTheme(theme);
}

/** Makes the page look so; style sheets go by `data-theme`. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
