import { ownProperty } from '../execute/run.ts';
import type { Answer } from '../execute/run.ts';
import type { Publication } from '../execute/publication.ts';
import type { Project } from './projection.ts';
import type { Sources } from './sources.ts';
import type { Subscription } from './subscription.ts';

/** Who listens to what. */
export interface Hub {
  publish: (publication: Publication) => void;
  /**
   * Ends the subscriptions to `subscriptionField` whose invalidation filter accepts `payload`. Source: developer guide,
   * "Unsubscribing WebSocket connections using filters".
   */
  invalidate: (invalidation: unknown) => void;
  /**
   * From now on events are delivered, until the function that is returned is called; `end` is called where the
   * subscription is invalidated.
   */
  add: (subscription: Subscription, deliver: (payload: Answer) => void, end: () => void) => () => void;
}

/** What a hub is made of. */
export interface HubParts {
  sources: Sources;
  project: Project;
  /** One line for the user of the host. */
  warn: (line: string) => void;
}

interface Listener {
  subscription: Subscription;
  deliver: (payload: Answer) => void;
  end: () => void;
  /** What this listener's user was told already. */
  told: Set<string>;
}

/** Brings each publication to the subscriptions whose filters accept it, cut to what each selects. */
export function createHub({ sources, project, warn }: HubParts): Hub {
  const listeners = new Map<string, Set<Listener>>();
  return {
    invalidate: (invalidation) => {
      const field = ownProperty(invalidation, 'subscriptionField');
      for (const listener of [...(listeners.get(String(field)) ?? [])]) {
        if (listener.subscription.endedBy?.accepts(ownProperty(invalidation, 'payload'))) listener.end();
      }
    },
    add: (subscription, deliver, end) => {
      const listener = { subscription, deliver, end, told: new Set<string>() };
      const others = listeners.get(subscription.fieldName) ?? new Set();
      listeners.set(subscription.fieldName, others.add(listener));
      return () => others.delete(listener);
    },
    publish: ({ mutation, value }) => {
      const names = sources.get(mutation) ?? [];
      for (const listener of names.flatMap((name) => [...(listeners.get(name) ?? [])])) {
        const { subscription, deliver } = listener;
        const field = `Subscription.${subscription.fieldName}`;
        const unknown = subscription.filter.fieldNames.filter((name) => ownProperty(value, name) === undefined);
        const tell = (names: string[], does: string, so: string) =>
          tellOnce(listener, names, `${field} ${does} ${names.join(', ')}, which Mutation.${mutation} ${so}`, warn);
        tell(unknown, 'filters by', 'did not select: it counts as null.');
        if (!subscription.filter.accepts(value)) continue;
        const { payload, missing } = project(subscription, value);
        tell(missing, 'asks for', 'did not select: the subscriber gets null.');
        deliver(payload);
      }
    },
  };
}

/** The classic trap: an event holds only what the mutation's caller selected. */
function tellOnce({ told }: Listener, names: string[], line: string, warn: (line: string) => void): void {
  if (names.length === 0 || told.has(line)) return;
  told.add(line);
  warn(line);
}
