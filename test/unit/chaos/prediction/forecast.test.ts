import { describe, expect, it } from '@jest/globals';
import { forecast } from '../../../../chaos/prediction/index.ts';
import { sample } from '../sample-system.ts';
import { experiment as quiet } from '../sound-run.ts';

/** The sound experiment at 1 request a second of each scenario. */
const experiment = {
  ...quiet,
  phases: quiet.phases.map((phase) => ({
    ...phase,
    scenarios: phase.scenarios.map((scenario) => ({ ...scenario, rate: 1 })),
  })),
};

const [fault] = experiment.faults;
const broken = (changes: object) => ({ ...experiment, faults: [{ ...fault!, ...changes }] });

describe('the forecast', () => {
  it('counts the hits of each fault and the ends of the sagas', () => {
    const { faults, sagas, lines } = forecast(experiment, 7, sample);
    expect(faults).toMatchObject([{ id: 'broken-reservation', planned: 5, chosen: 5, hits: 5, mayHit: 0 }]);
    expect(sagas).toEqual({ ends: { completed: 5, 'rolled-back': 10, waitlisted: 0 }, byReconciler: 0 });
    expect(lines[1]).toBe('sagas: 5 end completed, 10 end rolled-back');
  });

  it('depends on the seed', () => {
    const chosen = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (seed) => forecast(broken({ rate: 0.4 }), seed, sample).faults[0]?.chosen,
    );
    expect(new Set(chosen).size).toBeGreaterThan(1);
  });

  it('says when a fault will hit nothing', () => {
    expect(forecast(broken({ rate: 0.0001 }), 7, sample).lines[0]).toContain('decides nothing');
  });

  it('shows how much of a shard’s time a stall takes', () => {
    const { lines } = forecast(broken({ rate: 0.2, stall: { secondsPerHit: 2, shards: 2 } }), 7, sample);
    expect(lines[0]).toContain('stalls 0.2 hits/s x 2 s / 2 shards = 0.2 of at most 0.5');
  });
});
