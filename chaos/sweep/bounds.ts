/** What a sweep may draw from: the steps of a definition, and the kinds of faults that need to know nothing else. */
import { failureLimitAt } from '../prediction/steps.ts';
import { stepFaults } from '../faults/index.ts';
import type { StepDefinition, SystemDefinition } from '../system/index.ts';

export interface SweptStep {
  readonly service: string;
  readonly step: string;
  readonly definition: StepDefinition;
  readonly failureLimit: number;
}

type Point = 'before-commit' | 'after-commit';

/** A kind of fault, and the points of a step at which it can act; `[undefined]` if it has no point. */
export interface SweptKind {
  readonly fault: string;
  readonly points: readonly (Point | undefined)[];
  /** Whether it replaces the delivery, which a step that is called directly does not have. */
  readonly isDelivery: boolean;
  /** Real seconds for which one attempt keeps its stream waiting, as far as a sweep draws them; 0 if it does not. */
  readonly stallSeconds: number;
}

const POINTS: readonly Point[] = ['before-commit', 'after-commit'];

/** The longest delay that a sweep draws, in real milliseconds. */
export const MAX_DELAY_MS = 200;

/**
 * Not swept: `port-answer`, which must know a step's ports; `lost-event`, whose sagas only a rule's `stuckAfter` later
 * are found; `poison-record` and `time-out`, which block a stream for longer than a short run allows.
 */
export const SWEPT_KINDS: readonly SweptKind[] = [
  { fault: 'exception', points: POINTS, isDelivery: false, stallSeconds: 0 },
  { fault: 'throttle', points: [undefined], isDelivery: false, stallSeconds: 0 },
  { fault: 'latency', points: POINTS, isDelivery: false, stallSeconds: MAX_DELAY_MS / 1000 },
  { fault: 'duplicate-delivery', points: [undefined], isDelivery: true, stallSeconds: 0 },
  { fault: 'delayed-delivery', points: [undefined], isDelivery: true, stallSeconds: MAX_DELAY_MS / 1000 },
];

/** The kinds that no sweep draws, so that its table can say so. */
export const notSwept = (): readonly string[] =>
  stepFaults.map(({ name }) => name).filter((name) => SWEPT_KINDS.every(({ fault }) => fault !== name));

/** A step with a higher limit gives up, if at all, only after retries that a short run has no time for. */
const MAX_FAILURE_LIMIT = 5;

/** The steps that operations of the load reach. */
export function sweptSteps(system: Pick<SystemDefinition, 'steps'>): readonly SweptStep[] {
  return Object.entries(system.steps ?? {}).flatMap(([service, steps]) =>
    Object.entries(steps).flatMap(([step, definition]) => {
      const failureLimit = failureLimitAt(system, { service, step }) ?? 1;
      const isSwept =
        definition.servesOperations !== false && definition.role !== 'other' && failureLimit <= MAX_FAILURE_LIMIT;
      return isSwept ? [{ service, step, definition, failureLimit }] : [];
    }),
  );
}

export const canAct = ({ isDelivery }: SweptKind, { definition }: SweptStep): boolean =>
  !isDelivery || definition.delivered !== false;

/** Journeys that start a saga: their operations reach the steps. */
export const sweptJourneys = ({ journeys }: Pick<SystemDefinition, 'journeys'>): readonly string[] =>
  Object.entries(journeys?.journeys ?? {}).flatMap(([name, { end }]) => (end === null ? [] : [name]));
