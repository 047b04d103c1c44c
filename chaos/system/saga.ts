/** What the system's sagas consist of, and when they are at rest. */

import type { Connection } from './connection.ts';

/** The state of a participant that holds no record. */
export const NO_RECORD = 'none';

/** A service's part in the saga: a view with at most one record for each correlation id. */
export interface Participant {
  /** Name of the view. */
  readonly view: string;
  /** The field that is the state; `state` by default. */
  readonly state?: string;
  /** The field that is the correlation id; by default the view's key. */
  readonly correlationId?: string;
}

/** Which sagas `unfinished` must find. */
export interface UnfinishedWanted {
  /** With which their correlation ids begin. */
  readonly prefix: string;
  readonly signal: AbortSignal;
}

export interface SagaDefinition {
  /** By name, such as `order` or `payment`. Reports and checks use these names. */
  readonly participants: Readonly<Record<string, Participant>>;
  /** The participant that decides how a saga ends. Every accepted request must have a record there. */
  readonly owner: string;
  /** The owner's fields with the times, in UTC, when a saga was accepted and when it last changed. */
  readonly times: { readonly accepted: string; readonly changed: string };
  /**
   * Each end, with the states in which every participant may rest; `none` means no record. Every other combination is
   * unfinished or wrong. `completed` and `rolled-back` are common names, but any name will do.
   */
  readonly ends: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /**
   * The end that a saga reaches when one of its steps gives up. Budgets for rollbacks apply to it. Required if a step has
   * the role `prepare`, `rollback` or `drive`.
   */
  readonly rollback?: string;
  /**
   * Finds the correlation ids of the sagas without an end in an index that holds only those, if the system has one. It may
   * lag: evenkeel confirms an empty answer by a scan when it matters. By default, the owner's whole view is scanned.
   */
  readonly unfinished?: (connection: Connection, wanted: UnfinishedWanted) => AsyncIterable<string>;
  /** HTTP statuses by which the system accepts a request; 200, 201 and 202 by default. */
  readonly accepted?: readonly number[];
}

/** A step's part in a saga, which decides what a fault at the step leads to. */
export type StepRole =
  /** Before the decision: a step that gives up rolls its saga back. */
  | 'prepare'
  /** After the decision to complete: failures only delay. */
  | 'commit'
  /** After the decision to roll back: failures only delay. */
  | 'rollback'
  /** Calls the other steps of a saga that has failed. */
  | 'drive'
  /** Not a part of any saga. */
  | 'other';

export interface StepDefinition {
  readonly role: StepRole;
  /**
   * The steps that must succeed before this one is called, where one step follows another: `step` for one of the same
   * service, or `service/step`. By default, the steps of a saga do not wait for each other.
   */
  readonly after?: readonly string[];
  /**
   * After this many failures the step gives up; `attempts` of a fault must stay below it. 3 by default. If it is stated, a
   * run demands that a step that a fault always fails is tried this often.
   */
  readonly failureLimit?: number;
  /**
   * What delivers to the step: a `stream`, by default, whose records wait behind one that is slow or fails; a `queue` or
   * a `request`, where nothing waits. False for a step that is called directly: no fault can act on its delivery.
   */
  readonly delivered?: 'stream' | 'queue' | 'request' | false;
  /**
   * For a step that a queue delivers to: the real seconds after which a message comes again at the latest, if the step
   * failed and if its function crashed. By default both are the longest visibility timeout of the system's queues.
   */
  readonly redeliverySeconds?: { readonly failed: number; readonly crashed: number };
  /**
   * False for a step that serves no operation of the load, such as what alarms invoke: a fault there has no scenario. True
   * by default.
   */
  readonly servesOperations?: boolean;
}

/** Service -> step -> what it does. */
export type Steps = Readonly<Record<string, Readonly<Record<string, StepDefinition>>>>;

/** The `service/step` that an entry of `after` means. */
export const placeNamed = (earlier: string, service: string): string =>
  earlier.includes('/') ? earlier : `${service}/${earlier}`;

/** Every step that must succeed before this one is called, as `service/step`. */
export function stepsBefore(
  steps: Readonly<Record<string, Readonly<Record<string, { readonly after?: readonly string[] | undefined }>>>> = {},
  place: { readonly service: string; readonly step: string },
): ReadonlySet<string> {
  const found = new Set<string>();
  const follow = (service: string, step: string): void => {
    for (const earlier of steps[service]?.[step]?.after ?? []) {
      const name = placeNamed(earlier, service);
      if (found.has(name)) continue;
      found.add(name);
      const [itsService = '', itsStep = ''] = name.split('/');
      follow(itsService, itsStep);
    }
  };
  follow(place.service, place.step);
  return found;
}
