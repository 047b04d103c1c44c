import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { releaseCheck, type ReleaseCheckPorts, type Reply } from '../../../infra/platform/release-check.ts';

const EVENT = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'hook-1' };
const reply = (payload: object): Reply => ({ failed: false, payload: JSON.stringify(payload) });

let reports: unknown[];
let waited: number;

/** Runs the check with what the reconciler and the new version answer. @returns what it reported */
async function checked(own: Partial<ReleaseCheckPorts>): Promise<unknown> {
  await releaseCheck({
    releaseOf: () => Promise.resolve({ functionName: 'checkout-api', version: '2' }),
    reconcile: () => Promise.resolve(reply({ outcome: 'clean' })),
    invoke: () => Promise.resolve(reply({ statusCode: 404 })),
    report: (...report) => {
      reports.push(report);
      return Promise.resolve();
    },
    wait: (seconds) => {
      waited += seconds;
      return Promise.resolve();
    },
    trafficOf: (name) => (name === 'checkout-api' ? 'requests' : name === 'checkout-prices' ? 'records' : undefined),
    ...own,
  })(EVENT);
  return reports[0];
}

const SUCCEEDED = ['d-1', 'hook-1', 'Succeeded'];
const FAILED = ['d-1', 'hook-1', 'Failed'];

beforeEach(() => {
  reports = [];
  waited = 0;
  jest.spyOn(console, 'info').mockReturnValue(undefined);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('the check of a release', () => {
  it.each(['clean', 'repaired', 'unsettled'])(
    'succeeds if the stores are %s and the new version answers',
    async (outcome) => {
      expect(await checked({ reconcile: () => Promise.resolve(reply({ outcome })) })).toEqual(SUCCEEDED);
    },
  );

  it.each(['drift', 'inconclusive'])('fails if the reconcile run ends %s', async (outcome) => {
    expect(await checked({ reconcile: () => Promise.resolve(reply({ outcome })) })).toEqual(FAILED);
  });

  it('waits while another run of the reconciler holds the lease, but not for ever', async () => {
    const outcomes = ['stopped', 'stopped', 'clean'];
    const reconcile = () => Promise.resolve(reply({ outcome: outcomes.shift() ?? 'stopped' }));
    expect(await checked({ reconcile })).toEqual(SUCCEEDED);
    expect(waited).toBe(6);
    reports = [];
    expect(await checked({ reconcile })).toEqual(FAILED);
  });

  it.each([
    ['throws', { failed: true, payload: '{"errorMessage":"no table"}' }],
    ['answers with a failure', reply({ statusCode: 500 })],
    ['answers what no API does', reply({})],
  ])('fails if the new version %s', async (_what, answer) => {
    expect(await checked({ invoke: () => Promise.resolve(answer) })).toEqual(FAILED);
  });

  it('probes a consumer with an empty batch', async () => {
    const events: object[] = [];
    const invoke: ReleaseCheckPorts['invoke'] = (_release, event) => {
      events.push(event);
      return Promise.resolve(reply({ batchItemFailures: [] }));
    };
    const releaseOf = () => Promise.resolve({ functionName: 'checkout-prices', version: '2' });
    expect(await checked({ invoke, releaseOf })).toEqual(SUCCEEDED);
    expect(events).toEqual([{ Records: [] }]);
  });

  it('reports a failure whatever goes wrong, so that the deployment does not wait for an hour', async () => {
    expect(await checked({ reconcile: () => Promise.reject(new Error('denied')) })).toEqual(FAILED);
    expect(await checked({ releaseOf: () => Promise.reject(new Error('gone')) })).toEqual(FAILED);
  });
});
