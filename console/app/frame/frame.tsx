import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { pagesFor } from '../pages/pages.ts';
import { linkTo, useAddress } from '../route/address.ts';
import { useSession } from '../session/session.ts';
import { keepTheme, readTheme, type Theme } from './theme.ts';

/** What is around every page: the way to the others, how it looks, and the way out. */
export function Frame({ leave, children }: { leave: () => void; children: ComponentChildren }) {
  const { config, scopes } = useSession();
  const { page } = useAddress();
  const pages = pagesFor(scopes);
  const shown = page === '' ? pages[0]?.name : page;
  return (
    <>
      <a class="skip" href="#content" onClick={goToContent}>
        To the content
      </a>
      <header class="frame">
        <a class="brand" href="#/" aria-label="Terroir, start">
          Terroir
        </a>
        <nav aria-label="Pages">
          <ul>
            {pages.map(({ name, title }) => (
              <li key={name}>
                <a href={linkTo(name)} aria-current={name === shown ? 'page' : undefined}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="tools">
          {config.graphiql !== undefined && <a href={config.graphiql}>GraphiQL</a>}
          <ThemeChoice />
          <button type="button" onClick={leave}>
            Sign out
          </button>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** The skip link must not change the address, which names the page. */
function goToContent(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function ThemeChoice() {
  const [theme, setTheme] = useState(readTheme);
  const choose = (chosen: Theme): void => {
    keepTheme(chosen);
    setTheme(chosen);
  };
  return (
    <select aria-label="Colours" value={theme} onChange={({ currentTarget }) => choose(currentTarget.value as Theme)}>
      <option value="system">Auto</option>
      <option value="light">Light</option>
      <option value="dark">Dark</option>
    </select>
  );
}
