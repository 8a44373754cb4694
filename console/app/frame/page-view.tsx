import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { PAGES, pagesFor, type Page, type PageProps } from '../pages/pages.ts';
import { linkTo, useAddress, type Address } from '../route/address.ts';
import { useSession } from '../session/session.ts';
import { Answered } from '../states/answered.tsx';
import { Empty } from '../states/empty.tsx';
import { useAnswer } from '../states/use-answer.ts';

/** The page that the address names, or why it is not shown. */
export function PageView() {
  const { scopes } = useSession();
  const address = useAddress();
  const allowed = pagesFor(scopes);
  const wanted = address.page === '' ? allowed[0] : PAGES.find(({ name }) => name === address.page);
  if (wanted === undefined) return <NoPage pages={allowed} />;
  if (!allowed.includes(wanted)) return <NotAllowed page={wanted} />;
  return <Opened key={wanted.name} page={wanted} address={address} />;
}

function Opened({ page, address }: { page: Page; address: Address }) {
  const answer = useAnswer(async (): Promise<{ View: ComponentType<PageProps> }> => ({ View: await page.load() }), []);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const wasOpened = document.title === 'Terroir';
    document.title = `${page.title} · Terroir`;
    // Whoever comes by keyboard or listens is told of the new page; the first one has nobody to tell.
    if (!wasOpened) heading.current?.focus();
  }, []);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {page.title}
      </h1>
      <Answered answer={answer} what="the page">
        {({ View }) => <View address={address} />}
      </Answered>
    </>
  );
}

function NoPage({ pages }: { pages: readonly Page[] }) {
  return (
    <>
      <h1>Nothing here</h1>
      <Empty>
        {pages.length === 0
          ? 'There is no page for this key: it has no scope that one needs.'
          : 'There is no page of that address.'}
        <ul>
          {pages.map(({ name, title }) => (
            <li key={name}>
              <a href={linkTo(name)}>{title}</a>
            </li>
          ))}
        </ul>
      </Empty>
    </>
  );
}

function NotAllowed({ page: { title, scope } }: { page: Page }) {
  return (
    <>
      <h1>{title}</h1>
      <Empty>
        This key may not see this page: it needs the scope <code>{scope.toLowerCase()}</code>. Sign in with another key.
      </Empty>
    </>
  );
}
