import { render } from 'preact';
import { App } from './app.tsx';
import { applyTheme, readTheme } from './frame/theme.ts';

applyTheme(readTheme());
const place = document.getElementById('app');
if (place) {
  place.replaceChildren();
  render(<App />, place);
}
