/** The plan for k6: the driver writes it as JSON, and the k6 script reads it. Plain TypeScript: k6 imports it too. */
import type { ExpectedOutcome, Phase, RegionRole, Request } from '@evenkeel/chaos/schemas/experiment';
import { type PlannedStretch, plannedStretches } from '@evenkeel/chaos/schemas/scenarios';

/** A stretch, with what k6 sends and which answers it expects. */
export interface Stretch extends PlannedStretch {
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
  /** Where customers near each region call the API, in a system of two regions. */
  readonly urls?: Readonly<Record<RegionRole, string>>;
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
  const stretches = [...plannedStretches(phases)].map(([name, stretch]) => {
    const { scenarios = [] } = phases.find((phase) => phase.name === stretch.phase) ?? {};
    const { request } = scenarios.find((scenario) => scenario.name === stretch.scenario) ?? {};
    const own = outcomes.filter(({ scenario }) => scenario === stretch.scenario);
    return [name, { ...stretch, ...(request === undefined ? {} : { request }), ...statusesOf(own) }] as const;
  });
  return Object.fromEntries(stretches);
}

function statusesOf(outcomes: readonly ExpectedOutcome[]): Pick<Stretch, 'statuses' | 'faultStatuses'> {
  const untouched = outcomes.filter(({ hitBy }) => hitBy === undefined).flatMap(({ status }) => status);
  const hit = outcomes.filter(({ hitBy }) => hitBy !== undefined).flatMap(({ status }) => status);
  return { ...(untouched.length === 0 ? {} : { statuses: untouched }), faultStatuses: hit };
}
