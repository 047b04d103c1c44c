import { describe, expect, it } from '@jest/globals';
import { readExperiment, shippedExperiments } from '../../../../chaos/index.ts';
import { strandedBy } from '../../../../chaos/runner/known-stores.ts';

const { path } = (await shippedExperiments()).find(({ name }) => name === 'event_lost') ?? { path: '' };
const isStranded = strandedBy(await readExperiment(path), 1);

describe('sagas that only the reconciler ends', () => {
  it('are those whose event is lost, recognised by their correlation ids alone', () => {
    expect(['r1-unheard-1', 'r1-unheard-2', 'r1-forgotten-4'].map(isStranded)).toEqual([true, false, true]);
  });

  it('are never sagas that this load did not send', () => {
    expect(['warm-up', 'r1-other-1', 'e2e-completed-1'].map(isStranded)).toEqual([false, false, false]);
  });
});
