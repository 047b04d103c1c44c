import type { HookName } from '../faults/step/index.ts';

/** What is hit or spared as one: each record of an event that brings `Records`, any other event as it is. */
export type Subject<Event> = Event extends { Records: readonly (infer Record)[] } ? Record : Event;

/** Hooks around a handler of which nothing is known. Its ports are its own business: `withFaults` reaches those. */
export type HandlerHook = Exclude<HookName, 'ports'>;

export interface ChaosOptions<Event> {
  /** Names the handler in the parameters of faults. */
  readonly service: string;
  /** Of the operation that an event or record serves; undefined where it serves none. */
  readonly correlationId: (subject: Subject<Event>) => string | undefined;
  /** What the handler is asked to do, where it does several things; `handle` where this is absent or says nothing. */
  readonly step?: (subject: Subject<Event>) => string | undefined;
  /**
   * Whether the event source mapping heeds a partial batch response, so that a record that fails can fail alone. When
   * absent: once the handler has answered with one.
   */
  readonly partialResponses?: boolean;
  /**
   * Hooks to offer; all when absent. Where `withFaults` stands inside the handler, only `delivery`: the step offers
   * the rest, and a fault would act twice.
   */
  readonly hooks?: readonly HandlerHook[];
}
