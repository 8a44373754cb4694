import { useEffect, useRef, useState } from 'preact/hooks';
import type { Trial, WineInput } from '../../../../packages/client/client.ts';
import { useSession } from '../../session/session.ts';

/** What came of trying a wine by each version that was asked for. */
export interface Trials {
  /** The wine that they are about, or null where none was tried. */
  wine: WineInput | null;
  /** One a version, in their order. */
  trials: readonly Trial[];
  error: unknown;
  /** Whether a newer wine waits, or is being tried. */
  busy: boolean;
}

/** So long nothing is typed before a wine is tried. */
const PAUSE_MS = 250;

/**
 * Tries a wine by each version (null for the champion) once nothing was typed for a moment; one request at a time, so
 * that whoever types quickly asks about the last wine only. Null tries nothing.
 */
export function useTrials(wine: WineInput | null, versions: readonly (string | null)[]): Trials {
  const { client } = useSession();
  const [told, setTold] = useState<Omit<Trials, 'busy'>>({ wine: null, trials: [], error: null });
  const [busy, setBusy] = useState(false);
  const wanted = useRef('');
  const working = useRef(false);
  const key = JSON.stringify([wine, versions]);

  const work = async (): Promise<void> => {
    if (working.current) return;
    working.current = true;
    for (let done = ''; done !== wanted.current;) {
      done = wanted.current;
      const [asked, by] = JSON.parse(done) as [WineInput, (string | null)[]];
      const outcome = await tryEach(asked, by);
      if (done === wanted.current) setTold({ wine: asked, ...outcome });
    }
    working.current = false;
    setBusy(false);
  };
  const tryEach = async (
    asked: WineInput,
    by: readonly (string | null)[],
  ): Promise<Pick<Trials, 'trials' | 'error'>> => {
    const trials: Trial[] = [];
    try {
      for (const version of by) trials.push(await client.tryWine(asked, { modelVersion: version ?? undefined }));
      return { trials, error: null };
    } catch (error) {
      return { trials, error };
    }
  };
  useEffect(() => {
    if (wine === null) {
      setTold({ wine: null, trials: [], error: null });
      wanted.current = '';
      return;
    }
    setBusy(true);
    const pause = setTimeout(() => {
      wanted.current = key;
      void work();
    }, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [key]);
  return { ...told, busy: busy && wine !== null };
}
