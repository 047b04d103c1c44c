import { describe, expect, it } from '@jest/globals';
import { parseExperiment } from '../../../../chaos/index.ts';
import { strandedBy } from '../../../../chaos/runner/known-stores.ts';
import { sample } from '../sample-system.ts';

const experiment = parseExperiment(
  `
version: 1
name: lost
title: An event is lost
hypothesis: The reconciler ends its saga.
steadyState: { before: [{ probe: alarms }], after: [{ probe: alarms }] }
phases: [{ name: load, seconds: 5, scenarios: [{ name: unheard, journey: lend, rate: 1 }, { name: forgotten, journey: lend, rate: 1 }] }]
faults:
  - { id: unheard, fault: lost-event, scenario: unheard, iterations: [1], leaseSeconds: 30, parameters: { service: shelf, step: hold } }
  - { id: forgotten, fault: lost-event, scenario: forgotten, iterations: [4], leaseSeconds: 30, parameters: { service: shelf, step: hold } }
reconcile: { by: run-now, timeoutSeconds: 60 }
budgets: { detectSeconds: 120, rollbackSeconds: 10, convergeSeconds: 200 }
`,
  'lost.yaml',
  { system: sample },
);
const isStranded = strandedBy(experiment, 1, sample);

describe('sagas that only the reconciler ends', () => {
  it('are those whose event is lost, recognised by their correlation ids alone', () => {
    expect(['r1-unheard-1', 'r1-unheard-2', 'r1-forgotten-4'].map(isStranded)).toEqual([true, false, true]);
  });

  it('are never sagas that this load did not send', () => {
    expect(['warm-up', 'r1-other-1', 'e2e-completed-1'].map(isStranded)).toEqual([false, false, false]);
  });
});
