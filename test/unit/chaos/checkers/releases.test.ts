import { describe, expect, it } from '@jest/globals';
import { LoadFault, RunEvent } from '../../../../chaos/schemas/index.ts';
import { checkNamed } from '../one-check.ts';
import { at, type Changes, evidence, events, journal } from '../sound-run.ts';

const release = (parameters: object = {}) =>
  LoadFault.parse({
    id: 'bad-version',
    fault: 'release',
    scenario: 'base',
    leaseSeconds: 60,
    parameters: { function: 'desk-api', defect: 'throws', ...parameters },
  });

const moment = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });
const began = {
  ...moment(1),
  kind: 'release.began',
  faultId: 'bad-version',
  function: 'desk-api',
  deployment: 'd-1',
  from: '1',
  to: '2',
  percent: 10,
};
const takenBack = {
  ...moment(9),
  kind: 'release.ended',
  faultId: 'bad-version',
  deployment: 'd-1',
  status: 'Stopped',
  code: 'ALARM_ACTIVE',
  message: 'an alarm is active',
  serving: '1',
  otherPercent: 0,
  watches: ['errors-desk'],
  rollsBackOn: ['DEPLOYMENT_STOP_ON_ALARM'],
  calls: 100,
  callsOfNew: 9,
};
const fired = { ...moment(8), kind: 'alarm', alarm: 'errors-desk', from: 'OK', to: 'ALARM', reason: 'one error' };
const hit = {
  ...moment(2),
  kind: 'fault.hit',
  faultId: 'bad-version',
  correlationId: 'r1-base-0',
  point: 'release',
  attempt: 1,
};

function answer(check: string, more: readonly object[], parameters: object = {}) {
  const faults = [...journal.experiment.faults, release(parameters)];
  const changes: Changes = {
    events: [...events, ...more.map((event) => RunEvent.parse(event))],
    journal: { experiment: { ...journal.experiment, faults } },
  };
  const found = checkNamed(check, evidence(changes));
  return found && { result: found.result, lines: found.evidence };
}

const releases = (more: readonly object[], parameters: object = {}) => answer('releases-as-expected', more, parameters);

describe('releases-as-expected', () => {
  it('is valid if an alarm stopped the deployment, and all calls went back', () => {
    expect(releases([began, fired, takenBack])).toEqual({ result: 'valid', lines: [] });
  });

  it.each([
    [
      'was kept, because its group watches another alarm',
      { status: 'Succeeded', code: undefined, serving: '2', watches: ['errors-shelf'] },
      'bad-version: version 2 of desk-api was not taken back: deployment d-1 succeeded. Its group watches errors-shelf; errors-desk fired, which it does not watch',
    ],
    [
      'was stopped, but not rolled back',
      { otherPercent: 10, rollsBackOn: [] },
      'bad-version: version 2 of desk-api still receives 10 % of the calls: deployment d-1 was stopped, but not rolled back, because its group does not roll back on alarms',
    ],
    [
      'was taken back by hand',
      { code: 'MANUAL_STOP' },
      'bad-version: version 2 of desk-api was not taken back by an alarm: deployment d-1 Stopped, MANUAL_STOP: an alarm is active',
    ],
    [
      'met more calls than its weight explains',
      { callsOfNew: 40 },
      'bad-version: version 2 of desk-api met 40 of 100 calls; with a weight of 10 %, more than 27 are as good as impossible',
    ],
  ])('is invalid if the version %s', (_what, change, line) => {
    expect(releases([began, fired, { ...takenBack, ...change }])).toEqual({ result: 'invalid', lines: [line] });
  });

  it('is unknown if no call met the version, or its end was never recorded', () => {
    expect(releases([began, { ...takenBack, calls: 10, callsOfNew: 0 }])?.result).toBe('unknown');
    expect(releases([began])?.lines).toEqual(['bad-version: its end was never recorded']);
    expect(releases([])?.lines).toEqual(['bad-version: was never deployed']);
  });

  it('demands of a release that nothing notices that it succeeds', () => {
    const kept = { ...takenBack, status: 'Succeeded', code: undefined, serving: '2' };
    expect(releases([began, kept], { end: 'kept' })).toEqual({ result: 'valid', lines: [] });
    expect(releases([began, takenBack], { end: 'kept' })?.result).toBe('invalid');
  });

  it('is left out of a run without a release', () => {
    expect(checkNamed('releases-as-expected', evidence())).toBeUndefined();
  });
});

describe('the hits of a release', () => {
  it('are those of the chosen operations that reached its version, and at least one', () => {
    expect(answer('faults-hit', [hit])).toEqual({ result: 'valid', lines: [] });
    expect(answer('faults-hit', [])?.lines).toEqual([
      'bad-version: did not hit any operation: none that the seed chose reached its version',
    ]);
  });
});
