/** The plan for k6: the driver writes it as JSON, and the k6 script reads it. Plain TypeScript: k6 imports it too. */
import type { ExpectedOutcome, Phase, Request } from '@evenkeel/chaos/schemas/experiment';
import { plannedIterations } from '@evenkeel/chaos/schemas/scenarios';

/** One scenario of one phase; k6 runs it under the name `<phase>-<scenario>`. */
export interface Stretch {
  readonly phase: string;
  readonly scenario: string;
  readonly journey: string;
  /** Iterations per second. */
  readonly rate: number;
  /** Real seconds after T0. */
  readonly startsAt: number;
  readonly seconds: number;
  /** Iterations to start: rate x seconds. */
  readonly planned: number;
  /** A scenario that returns in a later phase continues its count, so that correlation ids stay unique. */
  readonly firstIteration: number;
  /** The request that the journey `request` sends. */
  readonly request?: Request;
  /** Statuses that the experiment expects of requests that no fault hits; absent: those that the journey expects. */
  readonly statuses?: readonly number[];
  /** Further statuses that it expects of requests that a fault hits. */
  readonly faultStatuses: readonly number[];
}

export interface LoadPlan {
  readonly run: string;
  readonly seed: number;
  readonly apiUrl: string;
  /** Whether journeys follow a few of their sagas to the end. */
  readonly follow: boolean;
  readonly stretches: Readonly<Record<string, Stretch>>;
  /** What the system's journeys read with `data()`. */
  readonly data?: unknown;
}

/** The stretches of all phases, by their names in k6. */
export function stretchesOf(
  phases: readonly Phase[],
  outcomes: readonly ExpectedOutcome[] = [],
): Record<string, Stretch> {
  const stretches: Record<string, Stretch> = {};
  const counted = new Map<string, number>();
  let startsAt = 0;
  for (const phase of phases) {
    for (const { name, journey, rate, request } of phase.scenarios) {
      const planned = plannedIterations(rate, phase.seconds);
      const firstIteration = counted.get(name) ?? 0;
      counted.set(name, firstIteration + planned);
      stretches[`${phase.name}-${name}`] = {
        phase: phase.name,
        scenario: name,
        journey,
        rate,
        startsAt,
        seconds: phase.seconds,
        planned,
        firstIteration,
        ...(request === undefined ? {} : { request }),
        ...statusesOf(outcomes.filter(({ scenario }) => scenario === name)),
      };
    }
    startsAt += phase.seconds + phase.drainSeconds;
  }
  return stretches;
}

function statusesOf(outcomes: readonly ExpectedOutcome[]): Pick<Stretch, 'statuses' | 'faultStatuses'> {
  const untouched = outcomes.filter(({ hitBy }) => hitBy === undefined).flatMap(({ status }) => status);
  const hit = outcomes.filter(({ hitBy }) => hitBy !== undefined).flatMap(({ status }) => status);
  return { ...(untouched.length === 0 ? {} : { statuses: untouched }), faultStatuses: hit };
}
