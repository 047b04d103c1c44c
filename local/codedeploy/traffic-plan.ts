/** How a deployment configuration shifts the traffic of an alias: a list of steps, each with its share and its wait. */

export type TrafficRouting =
  | { readonly type: 'AllAtOnce' }
  | {
      readonly type: 'TimeBasedCanary';
      readonly timeBasedCanary: { readonly canaryPercentage: number; readonly canaryInterval: number };
    }
  | {
      readonly type: 'TimeBasedLinear';
      readonly timeBasedLinear: { readonly linearPercentage: number; readonly linearInterval: number };
    };

/** One step of a shift. */
export interface TrafficStep {
  /** Percent of the calls that the new version receives from this step on. */
  readonly percentage: number;
  /** Virtual milliseconds until the next step; 0 for the last. */
  readonly waitMs: number;
}

const MINUTE = 60_000;

/** The steps of a shift. The last one always gives the new version everything. */
export function trafficPlan(routing: TrafficRouting): readonly TrafficStep[] {
  const whole = { percentage: 100, waitMs: 0 };
  switch (routing.type) {
    case 'AllAtOnce':
      return [whole];
    case 'TimeBasedCanary': {
      const { canaryPercentage, canaryInterval } = routing.timeBasedCanary;
      return [{ percentage: canaryPercentage, waitMs: canaryInterval * MINUTE }, whole];
    }
    case 'TimeBasedLinear': {
      const { linearPercentage, linearInterval } = routing.timeBasedLinear;
      const count = Math.ceil(100 / linearPercentage) - 1;
      const steps = Array.from({ length: count }, (_, index) => ({
        percentage: (index + 1) * linearPercentage,
        waitMs: linearInterval * MINUTE,
      }));
      return [...steps, whole];
    }
  }
}
