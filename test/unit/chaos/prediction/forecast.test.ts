import { describe, expect, it } from '@jest/globals';
import { forecast } from '../../../../chaos/prediction/index.ts';
import { experiment } from '../sound-run.ts';

const [fault] = experiment.faults;
const broken = (changes: object) => ({ ...experiment, faults: [{ ...fault!, ...changes }] });

describe('the forecast', () => {
  it('counts the hits of each fault and the ends of the sagas', () => {
    const { faults, sagas } = forecast(experiment, 7);
    expect(faults).toMatchObject([{ id: 'broken-reservation', planned: 5, chosen: 5, hits: 5, mayHit: 0 }]);
    expect(sagas).toEqual({ completed: 5, rolledBack: 10, byReconciler: 0 });
  });

  it('depends on the seed', () => {
    const chosen = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => forecast(broken({ rate: 0.4 }), seed).faults[0]?.chosen);
    expect(new Set(chosen).size).toBeGreaterThan(1);
  });

  it('says when a fault will hit nothing', () => {
    expect(forecast(broken({ rate: 0.0001 }), 7).lines[0]).toContain('decides nothing');
  });

  it('shows how much of a shard’s time a stall takes', () => {
    const { lines } = forecast(broken({ rate: 0.2, stall: { secondsPerHit: 2, shards: 2 } }), 7);
    expect(lines[0]).toContain('stalls 0.2 hits/s x 2 s / 2 shards = 0.2 of at most 0.5');
  });
});
