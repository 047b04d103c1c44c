import { describe, expect, it } from '@jest/globals';
import definition from '../../../../systems/commerce/evenkeel.system.ts';

const { profiles = [], journeys } = definition;

describe('the load profiles', () => {
  it('name existing journeys', () => {
    const named = profiles.flatMap((profile) => profile.phases.flatMap(({ scenarios }) => scenarios));
    for (const { journey } of named) expect(Object.keys(journeys?.journeys ?? {})).toContain(journey);
  });

  it('send 20 checkouts per second in every phase of load', () => {
    const load = profiles.find(({ name }) => name === 'load');
    expect(load?.phases).toHaveLength(3);
    for (const { scenarios } of load?.phases ?? []) {
      const checkouts = scenarios.filter(({ journey }) => journey !== 'browse');
      expect(checkouts.reduce((sum, { rate }) => sum + rate, 0)).toBe(20);
    }
  });
});
