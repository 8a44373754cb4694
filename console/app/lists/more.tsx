import { useEffect, useRef } from 'preact/hooks';
import { Failed } from '../states/failed.tsx';
import { Loading } from '../states/loading.tsx';
import type { Endless } from './use-endless.ts';

/** The end of an endless list: it reads on when it comes into view, and has a button for whoever does not scroll. */
export function More({ list, what }: { list: Omit<Endless<unknown>, 'replace'>; what: string }) {
  const button = useRef<HTMLButtonElement>(null);
  const { state, more } = list;
  useEffect(() => {
    if (state !== 'more' || !button.current) return;
    const watching = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && more(), {
      rootMargin: '400px',
    });
    watching.observe(button.current);
    return () => watching.disconnect();
  }, [state, list.entries.length]);
  if (state === 'failed') return <Failed error={list.error} again={more} />;
  if (state === 'loading') return <Loading what={what} />;
  if (state === 'end') return list.entries.length === 0 ? null : <p class="quiet">That is all of {what}.</p>;
  return (
    <button ref={button} type="button" onClick={more}>
      More
    </button>
  );
}
