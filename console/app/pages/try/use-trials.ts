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
  /** Tries the same wine again. */
  again: () => void;
}

const NOTHING = { wine: null, trials: [], error: null };

/** So long nothing is typed before a wine is tried. */
const PAUSE_MS = 250;

/**
 * Tries a wine by each version (null for the champion) once nothing was typed for a moment; one request at a time, so
 * that whoever types quickly asks about the last wine only. Null tries nothing.
 */
export function useTrials(wine: WineInput | null, versions: readonly (string | null)[]): Trials {
  const { client } = useSession();
  const [told, setTold] = useState<Pick<Trials, 'wine' | 'trials' | 'error'>>(NOTHING);
  const [busy, setBusy] = useState(false);
  const [turn, setTurn] = useState(0);
  const wanted = useRef<string | null>(null);
  const working = useRef(false);
  const key = JSON.stringify([wine, versions, turn]);

  const work = async (): Promise<void> => {
    if (working.current) return;
    working.current = true;
    // Whoever clears the wine meanwhile wants nothing.
    for (let done: string | null = null; wanted.current !== null && done !== wanted.current;) {
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
      setTold(NOTHING);
      wanted.current = null;
      return;
    }
    setBusy(true);
    const pause = setTimeout(() => {
      setBusy(true);
      wanted.current = key;
      void work();
    }, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [key]);
  return { ...told, busy: busy && wine !== null, again: () => setTurn((before) => before + 1) };
}
