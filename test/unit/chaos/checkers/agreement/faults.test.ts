/** What a run says of faults, their hits and releases in several places. */
import { describe, expect, it } from '@jest/globals';
import { faultHitsComparison } from '../../../../../chaos/checkers/agreement/fault-hits.ts';
import { faultsComparison } from '../../../../../chaos/checkers/agreement/faults.ts';
import { releasesComparison } from '../../../../../chaos/checkers/agreement/releases.ts';
import { type Journal, LoadFault, type RunEvent, StopCondition } from '../../../../../chaos/schemas/index.ts';
import { at, type Changes, history, journal } from '../../sound-run.ts';
import { REGIONS } from '../region-run.ts';
import { both, type Case, contradictions, experimented, given, instead, moment, plus, without } from './compared.ts';

const ID = 'broken-reservation';
const [fault] = journal.experiment.faults as [LoadFault];
const faulty = (change: object) => experimented({ faults: [{ ...fault, ...change }] });

const armed = (seconds: number, until: number, change: object = {}): RunEvent => ({
  ...moment(seconds),
  kind: 'fault.armed',
  faultId: ID,
  fault: 'exception',
  until: at(until),
  ...change,
});
const released = (seconds: number, faultId = ID): RunEvent => ({ ...moment(seconds), kind: 'fault.released', faultId });

describe('the faults that were armed and released', () => {
  const NOTHING = { events: without('fault.armed', 'fault.released') };
  const leased = (seconds: number) => instead(armed(4, 4 + seconds), released(15));
  const wrongLease = (seconds: number) => [`${ID} was armed for ${seconds} s, and the experiment says 30 s`];

  it.each<Case>([
    ['are sound', {}, []],
    ['are unknown', plus(released(15, 'other')), ['other was released, and the experiment has no such fault']],
    [
      'are of another kind',
      instead(armed(4, 35, { fault: 'latency' }), released(15)),
      [`kind of ${ID}, in the events and in the experiment: latency and exception`],
    ],
    ['were leased for as long as the experiment says, from a little before the phase', leased(31.201), []],
    ['were leased longer', leased(31.21), wrongLease(31)],
    ['were leased shorter, as it took long to arm them', leased(31.201 - 40), []],
    ['were leased even shorter', leased(31.2 - 40), wrongLease(-9)],
    [
      'were leased shorter while the harness was delayed',
      both(leased(30.3 - 40), given({ figures: { harnessDelayMs: 1000 } })),
      [],
    ],
    ['were never armed', NOTHING, [`${ID} was never armed`]],
    ['were never armed in a run that was stopped', { ...NOTHING, journal: { status: 'stopped' } }, []],
    ['were never armed in a run without a load', { ...NOTHING, journal: { load: null } }, []],
    ['were armed twice, and not alike', instead(armed(4, 34), armed(4.5, 35), released(15)), []],
    [
      'were armed twice alike',
      instead(armed(4, 35), armed(4, 35), released(15)),
      [`${ID} was armed twice at ${at(4)} until ${at(35)}`],
    ],
    [
      'were released without an arming',
      instead(released(15), armed(15.5, 45)),
      [`${ID} was released without having been armed`, `${ID} was armed after its phase had begun`],
    ],
    [
      'were released twice',
      instead(armed(4, 35), released(15), released(15.5)),
      [`${ID} was released without having been armed`],
    ],
    ['were armed as their phase began', instead(armed(5, 35), released(15)), []],
    ['were armed later', instead(armed(5.1, 35), released(15)), [`${ID} was armed after its phase had begun`]],
    [
      'were released before their phase had drained',
      instead(armed(4, 35), released(14.9)),
      [`${ID} was released before its phase had drained`],
    ],
    [
      'were renewed, and released first before their phase had drained',
      instead(armed(4, 35), released(6), armed(7, 38), released(15)),
      [],
    ],
    ['were released, and no event shows the snapshot', { events: without('snapshot') }, []],
    ['were released with the snapshot', instead(armed(4, 35), released(16)), []],
    [
      'were released after the snapshot',
      instead(armed(4, 35), released(16.1)),
      [`${ID} was released after the snapshot that judges the sagas`],
    ],
    [
      'were armed late in a run that was stopped',
      both(instead(armed(9, 39), released(9.5)), given({ status: 'stopped' })),
      [],
    ],
    [
      'hit any call, so that they act from the first phase on',
      both(faulty({ scenario: undefined }), instead(armed(0.9, 31), released(15))),
      [],
    ],
    [
      'hit any call, and were armed after the first phase began',
      faulty({ scenario: undefined }),
      [`${ID} was armed after its phase had begun`],
    ],
    ['act in a phase before the last', both(faulty({ scenario: 'base' }), instead(armed(0.5, 30.5), released(5))), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(faultsComparison, changes)).toEqual(lines);
  });
});

describe('the hits of faults', () => {
  const hit = (change: Partial<Extract<RunEvent, { kind: 'fault.hit' }>> = {}, seconds = 6.1): RunEvent => ({
    ...moment(seconds),
    kind: 'fault.hit',
    faultId: ID,
    correlationId: 'r1-hit-0',
    point: 'before-commit',
    attempt: 1,
    ...change,
  });
  const WHAT = `${ID} hit r1-hit-0`;
  const counts = (predicted: number, observed: number): Changes => given({ hits: { [ID]: { predicted, observed } } });
  const unarmed = { events: without('fault.armed') };
  const sentAt = (seconds: number): Changes => ({
    history: history.map((one) => (one.correlationId === 'r1-hit-0' ? { ...one, elapsedMs: seconds * 1000 } : one)),
  });

  it.each<Case>([
    ['are sound', {}, []],
    ['are of no fault', plus(hit({ faultId: 'other' })), ['other hit r1-hit-0, and the experiment has no such fault']],
    ['are of a fault that was never armed', unarmed, [`${WHAT}, but was never armed`]],
    ['came as early before the arming as clocks allow', instead(armed(21.1, 50), hit()), []],
    ['came earlier', instead(armed(21.2, 50), hit()), [`${WHAT} before it was armed`]],
    ['came before its request, by a clock that is behind', both(instead(hit()), sentAt(11.1)), []],
    ['came before its request', both(instead(hit()), sentAt(11.2)), [`${WHAT} before it was sent`]],
    [
      'came earlier while the harness was delayed',
      both(instead(armed(21.2, 50), hit()), given({ figures: { harnessDelayMs: 200 } })),
      [],
    ],
    ['came before the fault was armed again', plus(armed(40, 70)), []],
    ['are as many as the fault has attempts', both(faulty({ attempts: 2 }), plus(hit({ attempt: 2 }))), []],
    ['are more', both(faulty({ attempts: 1 }), plus(hit({ attempt: 2 }))), [`${WHAT} in attempt 2 of 1`]],
    ['are any number', both(faulty({ attempts: 'always' }), plus(hit({ attempt: 2 }), hit({ attempt: 3 }))), []],
    [
      'are at another point',
      instead(hit({ point: 'after-commit' })),
      [`${WHAT} at the point after-commit, and the fault acts at before-commit`],
    ],
    [
      'are at none of the points of a fault that has several',
      both(
        faulty({ fault: 'throttle', parameters: { service: 'shelf', step: 'hold' } }),
        instead(hit({ point: 'after-commit' })),
      ),
      [`${WHAT} at the point after-commit, and the fault acts at port or before-commit`],
    ],
    ['are of another run', plus(hit({ correlationId: 'r2-hit-0' })), [`${ID} hit r2-hit-0, which is not one of hit`]],
    [
      'are of another scenario',
      plus(hit({ correlationId: 'r1-base-7' })),
      [`${ID} hit r1-base-7, which is not one of hit`],
    ],
    ['are of no request of a load', plus(hit({ correlationId: 'mine' })), [`${ID} hit mine, which is not one of hit`]],
    [
      'are of requests that the seed does not choose',
      both(faulty({ rate: 0 }), counts(0, 1)),
      [`${WHAT}, which the seed does not choose`],
    ],
    [
      'are of iterations that the fault does not list',
      both(faulty({ iterations: [1] }), counts(0, 1)),
      [`${WHAT}, which the seed does not choose`],
    ],
    ['are of iterations that the fault lists', faulty({ iterations: [0] }), []],
    [
      'are of a request that was not sent',
      plus(hit({ correlationId: 'r1-hit-1' })),
      [`${ID} hit r1-hit-1, which the history does not have`],
    ],
    [
      'are of a request that a stopped run may have sent',
      { ...plus(hit({ correlationId: 'r1-hit-1' })), journal: { status: 'stopped' } },
      [],
    ],
    ['are of any call', both(faulty({ scenario: undefined }), plus(hit({ correlationId: 'mine' }))), []],
    ['stand twice', plus(hit()), [`${WHAT} in attempt 1 more than once`]],
    ['lack an attempt', plus(hit({ attempt: 3 })), [`${WHAT} in attempt 3, and in 2 attempts altogether`]],
    [
      'lack an attempt of a request, and of no other',
      both(plus(hit({ correlationId: 'r1-hit-1', attempt: 2 })), given({ status: 'stopped' })),
      [`${ID} hit r1-hit-1 in attempt 2, and in 1 attempts altogether`],
    ],
    ['are in any order', instead(hit({ attempt: 2 }), hit({ attempt: 1 })), []],
    ['are counted otherwise', counts(1, 0), [`${ID}: the journal counts 0 of 1 hits, and the events show 1 of 1 hits`]],
    [
      'are predicted otherwise',
      counts(2, 1),
      [`${ID}: the journal counts 1 of 2 hits, and the events show 1 of 1 hits`],
    ],
    ['are not counted', given({ hits: {} }), [`${ID}: the journal counts nothing, and the events show 1 of 1 hits`]],
    [
      'are counted of another fault',
      given({ hits: { ...journal.hits, other: { predicted: 0, observed: 0 } } }),
      ['other: the journal counts 0 of 0 hits, and the events show nothing'],
    ],
    [
      'are none',
      { events: without('fault.hit') },
      [`${ID}: the journal counts 1 of 1 hits, and the events show 0 of 1 hits`],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(faultHitsComparison, changes)).toEqual(lines);
  });

  it('are not compared if the history is missing', () => {
    expect(contradictions(faultHitsComparison, { missing: { history: 'missing' } })).toBeUndefined();
  });
});

describe('releases', () => {
  const RELEASE = 'bad-version';
  const release = LoadFault.parse({
    id: RELEASE,
    fault: 'release',
    scenario: 'base',
    leaseSeconds: 60,
    parameters: { function: 'desk-api', defect: 'throws' },
  });
  type Began = Extract<RunEvent, { kind: 'release.began' }>;
  type Ended = Extract<RunEvent, { kind: 'release.ended' }>;
  const began = (change: Partial<Began> = {}): RunEvent => ({
    ...moment(1),
    kind: 'release.began',
    faultId: RELEASE,
    function: 'desk-api',
    deployment: 'd-1',
    from: '1',
    to: '2',
    percent: 10,
    ...change,
  });
  const ended = (change: Partial<Ended> = {}): RunEvent => ({
    ...moment(9),
    kind: 'release.ended',
    faultId: RELEASE,
    deployment: 'd-1',
    status: 'Stopped',
    code: 'ALARM_ACTIVE',
    message: 'an alarm is active',
    serving: '1',
    otherPercent: 0,
    watches: ['errors-shelf'],
    rollsBackOn: ['DEPLOYMENT_STOP_ON_ALARM'],
    calls: 100,
    callsOfNew: 9,
    ...change,
  });
  const arming = (seconds: number): RunEvent => armed(seconds, 61, { faultId: RELEASE, fault: 'release' });
  const hit: RunEvent = {
    ...moment(2),
    kind: 'fault.hit',
    faultId: RELEASE,
    correlationId: 'r1-base-0',
    point: 'release',
    attempt: 1,
  };
  const FREED = released(9.5, RELEASE);
  const run = (more: readonly RunEvent[], changes: Partial<Journal> = {}): Changes =>
    both(plus(...more), given({ experiment: { ...journal.experiment, faults: [fault, release] }, ...changes }));
  const sound = (change: { began?: Partial<Began>; ended?: Partial<Ended>; armed?: number; freed?: RunEvent }) =>
    run([arming(change.armed ?? 1), began(change.began), hit, ended(change.ended), change.freed ?? FREED]);
  const NEVER = [`${RELEASE} was never deployed, or its end was never recorded`];
  const succeeded = { status: 'Succeeded' as const, code: undefined, serving: '2' };

  it.each<Case>([
    ['are sound', sound({}), []],
    [
      'are of no fault of the experiment',
      plus(began(), ended()),
      [
        `${RELEASE} was deployed, and the experiment has no such release`,
        `${RELEASE} was deployed, and the experiment has no such release`,
      ],
    ],
    [
      'are of a fault that is none',
      plus(began({ faultId: ID })),
      [`${ID} was deployed, and the experiment has no such release`],
    ],
    [
      'are of no fault of an experiment that has another release',
      run([arming(1), began(), began({ faultId: 'other' }), hit, ended(), FREED]),
      ['other was deployed, and the experiment has no such release'],
    ],
    ['never began', run([ended()]), NEVER],
    ['never ended', run([arming(1), began()]), NEVER],
    ['never ended in a run that was stopped', run([arming(1), began()], { status: 'stopped' }), []],
    ['never ended in a run without a load', run([arming(1), began()], { load: null }), []],
    [
      'began twice',
      run([arming(1), began(), began(), hit, ended(), FREED]),
      [`${RELEASE} was deployed, or ended, more than once`],
    ],
    [
      'ended twice',
      run([arming(1), began(), hit, ended(), ended(), FREED]),
      [`${RELEASE} was deployed, or ended, more than once`],
    ],
    [
      'are of another function',
      sound({ began: { function: 'other' } }),
      [`function of ${RELEASE}, in the events and in the experiment: other and desk-api`],
    ],
    [
      'gave another share',
      sound({ began: { percent: 20 } }),
      [`first share of ${RELEASE}, in the events and by its configuration: 20 and 10`],
    ],
    ['are of the same version', sound({ began: { to: '1' } }), [`${RELEASE} was deployed from version 1 to itself`]],
    ['were armed a second before', sound({ armed: 0 }), []],
    ['were armed a second after', sound({ armed: 2 }), []],
    ['were armed earlier', sound({ armed: -0.1 }), [`${RELEASE} was deployed at another time than it was armed`]],
    ['were armed later', sound({ armed: 2.1 }), [`${RELEASE} was deployed at another time than it was armed`]],
    [
      'were never armed',
      run([began(), hit, ended(), FREED]),
      [`${RELEASE} was deployed at another time than it was armed`],
    ],
    [
      'ended as another deployment',
      sound({ ended: { deployment: 'd-2' } }),
      [`deployment of ${RELEASE}, at its beginning and at its end: d-1 and d-2`],
    ],
    ['ended as they began', sound({ ended: moment(1) }), []],
    ['ended before they began', sound({ ended: moment(0.9) }), [`${RELEASE} ended before it was deployed`]],
    ['were released as they ended', sound({ freed: released(9, RELEASE) }), []],
    [
      'were released before',
      sound({ freed: released(8.9, RELEASE) }),
      [`${RELEASE} was released at another time than its deployment ended`],
    ],
    ['were released five minutes later', sound({ freed: released(309, RELEASE) }), []],
    [
      'were released even later',
      sound({ freed: released(309.1, RELEASE) }),
      [`${RELEASE} was released at another time than its deployment ended`],
    ],
    ['were never released', sound({ freed: { ...moment(15), kind: 'backlog', unfinished: 0 } }), []],
    ['met all calls', sound({ ended: { calls: 9 } }), []],
    [
      'met more calls than there were',
      sound({ ended: { calls: 8 } }),
      [`more calls met ${RELEASE} than its alias received`],
    ],
    ['hit all calls of their version', sound({ ended: { callsOfNew: 1 } }), []],
    [
      'hit all calls of their version, while another fault hits more',
      run([arming(1), began(), hit, ended({ callsOfNew: 1 }), FREED, { ...hit, faultId: ID }]),
      [],
    ],
    [
      'hit more calls than their version had',
      sound({ ended: { callsOfNew: 0 } }),
      [`${RELEASE} hit more often than its version was called`],
    ],
    ['went on to the new version', sound({ ended: succeeded }), []],
    [
      'ended with a third version',
      sound({ ended: { serving: '3' } }),
      [`after ${RELEASE} the alias names a third version`],
    ],
    ['ended with a third version, which somebody deployed', sound({ ended: { serving: '3', foreign: ['3'] } }), []],
    ['are unfinished', sound({ ended: { status: 'unfinished', code: undefined } }), []],
    [
      'failed, although an alarm stopped them',
      sound({ ended: { status: 'Failed' } }),
      [`${RELEASE} ended Failed, and was stopped by an alarm`],
    ],
    ['failed with an error of their own', sound({ ended: { status: 'Failed', code: 'HOOK_FAILED' } }), []],
    [
      'succeeded with an error',
      sound({ ended: { ...succeeded, code: 'ALARM_ACTIVE' } }),
      [
        `${RELEASE} ended Succeeded with the error ALARM_ACTIVE`,
        `${RELEASE} ended Succeeded, and was stopped by an alarm`,
      ],
    ],
    [
      'are unfinished with an error',
      sound({ ended: { status: 'unfinished', code: 'TIMEOUT' } }),
      [`${RELEASE} ended unfinished with the error TIMEOUT`],
    ],
    [
      'failed without an error',
      sound({ ended: { status: 'Failed', code: undefined } }),
      [`${RELEASE} ended Failed with the error none`],
    ],
    [
      'were stopped by an alarm that did not fire',
      sound({ ended: { watches: ['errors-fees'] } }),
      [`${RELEASE} was stopped by an alarm, and none that it watches fired`],
    ],
    ['were stopped by one of two alarms', sound({ ended: { watches: ['errors-fees', 'errors-shelf'] } }), []],
    ['ended otherwise while no alarm fired', sound({ ended: { status: 'Failed', code: 'TIMEOUT', watches: [] } }), []],
    [
      'are watched by no alarm of the system',
      sound({ ended: { watches: ['errors-shelf', 'other'] } }),
      [`${RELEASE} is watched by other, and the system has no such alarm`],
    ],
    [
      'are watched by an alarm that only went back to OK',
      { ...sound({}), events: sound({}).events!.filter((event) => event.kind !== 'alarm' || event.to === 'OK') },
      [`${RELEASE} was stopped by an alarm, and none that it watches fired`],
    ],
    [
      'were taken back by a group that does not roll back on alarms',
      sound({ ended: { rollsBackOn: ['DEPLOYMENT_FAILURE'] } }),
      [`all calls went back from ${RELEASE} when an alarm stopped it, and its group does not roll back on alarms`],
    ],
    [
      'failed in such a group, and all calls went back',
      sound({ ended: { status: 'Failed', code: 'HOOK_FAILED', rollsBackOn: [] } }),
      [],
    ],
    ['kept a share in such a group', sound({ ended: { rollsBackOn: [], otherPercent: 10 } }), []],
    ['kept all calls in such a group', sound({ ended: { rollsBackOn: [], serving: '2' } }), []],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(releasesComparison, changes)).toEqual(lines);
  });

  describe('of a function that an operation calls at most twice', () => {
    const called = (calls: number, changes: Partial<Journal> = {}): Changes => {
      const parameters = { ...release.parameters, callsPerOperation: 2 };
      const experiment = { ...journal.experiment, faults: [fault, { ...release, parameters }] };
      return run([arming(1), began(), hit, ended({ calls }), FREED], { experiment, ...changes });
    };
    const probing = StopCondition.parse({ when: 'probe-fails', probe: { probe: 'http', path: '/titles' } });
    const watching = StopCondition.parse({ when: 'alarm', name: 'errors-shelf' });
    const stopping = (calls: number, condition: StopCondition): Changes =>
      both(called(calls), {
        journal: { experiment: { ...called(calls).journal!.experiment!, stopConditions: [condition] } },
      });

    it.each<Case>([
      ['have the calls of the load, and some of probes', called(106), []],
      [
        'have more calls',
        called(107),
        [`the alias of ${RELEASE} received 107 calls, and the load of 3 operations makes fewer`],
      ],
      ['have more calls on AWS, where others call it', called(107, { target: 'aws' }), []],
      ['have more calls in two regions, with health checks', called(107, { regions: REGIONS }), []],
      ['have more calls in a run whose load was stopped', called(107, { status: 'stopped' }), []],
      ['have more calls in a run that probes all the time', stopping(107, probing), []],
      [
        'have more calls in a run that an alarm may stop',
        stopping(107, watching),
        [`the alias of ${RELEASE} received 107 calls, and the load of 3 operations makes fewer`],
      ],
    ])('%s', (_what, changes, lines) => {
      expect(contradictions(releasesComparison, changes)).toEqual(lines);
    });
  });

  it('are each compared with their own arming, their own end and their own fault', () => {
    const second = { ...release, id: 'slow-version' };
    const own = { faultId: second.id };
    const other = [armed(3, 63, { ...own, fault: 'release' }), began({ ...own, ...moment(3) }), ended(own)];
    const experiment = { ...journal.experiment, faults: [fault, release, second] };
    const both = run([arming(1), began(), hit, ended(), FREED, ...other, released(9.5, second.id)], { experiment });
    expect(contradictions(releasesComparison, both)).toEqual([]);
  });

  it('count no attempts: each call of their version is a first one', () => {
    const faultHits = (more: readonly RunEvent[]) =>
      contradictions(faultHitsComparison, run(more))?.filter((line) => line.includes('attempt'));
    expect(faultHits([arming(1), hit, hit])).toEqual([]);
    expect(faultHits([arming(1), { ...hit, attempt: 3 }])).toEqual([]);
  });
});
