import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { forecast, predict } from '../../../../chaos/prediction/index.ts';
import type { Experiment, Operation } from '../../../../chaos/schemas/index.ts';
import {
  combinationsOf,
  randomExperiment,
  reachedBy,
  shrink,
  simplerThan,
  unreached,
} from '../../../../chaos/sweep/index.ts';
import commerce from '../../../../systems/commerce/evenkeel.system.ts';
import { sample } from '../sample-system.ts';

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

const operationsOf = ({ phases }: Experiment): Operation[] =>
  phases.flatMap(({ seconds, scenarios }) =>
    scenarios.flatMap(({ name, journey, rate }) =>
      Array.from({ length: seconds * rate }, (_, iteration) => ({
        correlationId: `r1-${name}-${iteration}`,
        scenario: name,
        iteration,
        journey,
        sentAt: '2026-01-01T00:00:00Z',
        elapsedMs: 0,
        status: 202,
        durationMs: 1,
      })),
    ),
  );

describe('a random experiment', () => {
  it('is the same for the same seed, and valid, with a fault, for every seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const experiment = randomExperiment(seed, commerce);
        expect(experiment.faults.length).toBeGreaterThan(0);
        for (const { hits } of forecast(experiment, seed, commerce).faults) expect(hits).not.toBe(0);
        expect(randomExperiment(seed, commerce)).toEqual(experiment);
      }),
      { numRuns: 60 },
    );
  });

  it('has predicted hits and an end for every operation, and the same ones each time', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const experiment = randomExperiment(seed, commerce);
        const operations = operationsOf(experiment);
        const predicted = predict(experiment, seed, operations, commerce);
        expect(predicted.size).toBe(operations.length);
        expect([...predict(experiment, seed, operations, commerce)]).toEqual([...predicted]);
      }),
      { numRuns: 20 },
    );
  });

  it('never breaks a step for good that is repeated until it succeeds', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const { attempts, parameters } of randomExperiment(seed, commerce).faults) {
          if (attempts !== 'always') continue;
          expect(parameters).toMatchObject({ step: 'prepare' });
          // After its commit, what it prepared is durable, and the saga may complete before it is rolled back.
          expect(parameters['point']).not.toBe('after-commit');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('reaches every combination with enough seeds', () => {
    const runs = Array.from({ length: 400 }, (_, seed) => {
      const experiment = randomExperiment(seed, commerce);
      const hits = Object.fromEntries(experiment.faults.map(({ id }) => [id, { predicted: 1, observed: 1 }]));
      return reachedBy(experiment, { hits });
    });
    expect(unreached(commerce, runs)).toEqual([]);
  });

  it('is refused for a system without steps or sagas', () => {
    expect(() => randomExperiment(1, { ...sample, steps: {} })).toThrow('defines no steps');
    expect(() => randomExperiment(1, { ...sample, journeys: { module: 'j.ts', journeys: {} } })).toThrow('no journey');
  });
});

describe('the coverage of a sweep', () => {
  it('counts what was observed, and names what was not', () => {
    const experiment = randomExperiment(3, commerce);
    const hits = Object.fromEntries(experiment.faults.map(({ id }) => [id, { predicted: 2, observed: 0 }]));
    const reached = reachedBy(experiment, { hits });
    expect([...reached.values()]).toEqual([...reached.keys()].map(() => 0));
    expect(unreached(commerce, [reached])).toEqual(combinationsOf(commerce));
  });
});

describe('shrinking', () => {
  const failing = (culprit: string) => (experiment: Experiment) =>
    Promise.resolve(experiment.faults.some(({ fault }) => fault === culprit) ? ['stock-conserved'] : []);
  const withThree = (() => {
    for (let seed = 0; ; seed += 1) {
      const experiment = randomExperiment(seed, commerce);
      if (new Set(experiment.faults.map(({ fault }) => fault)).size === 3) return experiment;
    }
  })();

  it('keeps only the fault that makes the run fail, with its own scenario and few hits', async () => {
    for (const { fault } of withThree.faults) {
      const smallest = await shrink(withThree, ['stock-conserved'], failing(fault), () => true);
      expect(smallest.faults.map((one) => one.fault)).toEqual([fault]);
      expect(smallest.phases.flatMap(({ scenarios }) => scenarios)).toHaveLength(1);
      expect(smallest.faults[0]?.rate).toBe(0.1);
    }
  });

  it('does not take another failure for the same one', async () => {
    const other = () => Promise.resolve(['money-conserved']);
    expect(await shrink(withThree, ['stock-conserved'], other, () => true)).toBe(withThree);
  });

  it('ends when its time is up, and at the smallest experiment', async () => {
    expect(await shrink(withThree, ['stock-conserved'], failing('exception'), () => false)).toBe(withThree);
    const none = {
      ...withThree,
      faults: [],
      phases: [{ ...withThree.phases[0], scenarios: [] }],
    } as unknown as Experiment;
    expect(simplerThan(none)).toEqual([]);
  });
});
