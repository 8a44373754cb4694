import { useEffect, useState } from 'preact/hooks';
import { TerroirError } from '../../packages/client/client.ts';
import { Frame } from './frame/frame.tsx';
import { PageView } from './frame/page-view.tsx';
import { readConfig, type Config } from './session/config.ts';
import { keepKey, keptKey, openSession, SessionContext, type Session } from './session/session.ts';
import { SignIn } from './session/sign-in.tsx';
import { Failed } from './states/failed.tsx';
import { Loading } from './states/loading.tsx';

type Stage =
  | { at: 'starting' }
  | { at: 'unconfigured'; error: unknown }
  | { at: 'signing-in'; config: Config; refusal: unknown }
  | { at: 'signed-in'; session: Session };

/** The whole console: what it is configured with, then a key, then its pages. */
export function App() {
  const [stage, setStage] = useState<Stage>({ at: 'starting' });

  const enter = async (config: Config, key: string | undefined): Promise<void> => {
    if (key === undefined) return setStage({ at: 'signing-in', config, refusal: null });
    try {
      const session = await openSession(config, key);
      keepKey(key);
      setStage({ at: 'signed-in', session });
    } catch (refusal) {
      const isRefused = refusal instanceof TerroirError && refusal.errorType === 'Unauthorized';
      // A key that was let in before, or comes with a laptop, is good where it is only the API that does not answer.
      if (!isRefused && key === (keptKey() ?? config.key)) return setStage({ at: 'unconfigured', error: refusal });
      keepKey(null);
      setStage({ at: 'signing-in', config, refusal });
    }
  };
  const start = (): void => {
    setStage({ at: 'starting' });
    readConfig().then(
      (config) => enter(config, keptKey() ?? config.key),
      (error: unknown) => setStage({ at: 'unconfigured', error }),
    );
  };
  useEffect(start, []);

  if (stage.at === 'starting') return <Loading what="the console" />;
  if (stage.at === 'unconfigured') return <Failed error={stage.error} again={start} />;
  if (stage.at === 'signing-in') {
    return <SignIn refusal={stage.refusal} enter={(key) => enter(stage.config, key)} />;
  }
  const { session } = stage;
  const leave = (): void => {
    keepKey(null);
    setStage({ at: 'signing-in', config: session.config, refusal: null });
  };
  return (
    <SessionContext.Provider value={session}>
      <Frame leave={leave}>
        <PageView />
      </Frame>
    </SessionContext.Provider>
  );
}
