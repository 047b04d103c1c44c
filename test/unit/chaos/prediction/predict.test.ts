import { describe, expect, it } from '@jest/globals';
import type { LoadFault, Operation } from '../../../../chaos/schemas/index.ts';
import { predict } from '../../../../chaos/prediction/index.ts';
import { sample } from '../sample-system.ts';
import { experiment } from '../sound-run.ts';

function operation(journey: string, status = 202): Operation {
  const sent = { sentAt: '2026-01-01T00:00:00Z', elapsedMs: 0, durationMs: 1 };
  return { correlationId: 'r1-hit-0', scenario: 'hit', iteration: 0, journey, status, ...sent };
}

type Attempts = LoadFault['attempts'];

function loadFault(id: string, fault: string, attempts: Attempts, parameters: LoadFault['parameters']): LoadFault {
  return { id, fault, scenario: 'hit', rate: 1, attempts, leaseSeconds: 60, parameters };
}

/** An exception in a step of the fees, which has the name of its role. */
const exception = (id: string, attempts: Attempts, step: string, point = 'after-commit') =>
  loadFault(id, 'exception', attempts, { service: 'fees', step, point });
const at = (id: string, kind: string, service: string, step: string, attempts: Attempts = 'always') =>
  loadFault(id, kind, attempts, { service, step });
const answer = (id: string, service: string, step: string, effect?: string) =>
  loadFault(id, 'port-answer', 'always', {
    service,
    step,
    port: 'store.put',
    answer: null,
    ...(effect !== undefined && { effect }),
  });

type Outcome = (typeof experiment)['expect']['outcomes'][number];

function predictedEnd(faults: LoadFault[], journey = 'lend', outcomes: Outcome[] = []) {
  const given = { ...experiment, faults, expect: { alarms: [], outcomes } };
  return predict(given, 1, [operation(journey)], sample).get('r1-hit-0');
}

describe('the predicted end of a saga', () => {
  it.each<[what: string, fault: LoadFault, end: string]>([
    ['a port of a prepare that refuses', answer('f', 'shelf', 'hold'), 'rolled-back'],
    ['a port of a prepare whose answer only delays', answer('f', 'shelf', 'hold', 'delays'), 'completed'],
    ['a prepare that fails once', exception('f', 1, 'prepare'), 'completed'],
    ['a prepare that always fails', exception('f', 'always', 'prepare'), 'rolled-back'],
    ['a prepare of another name that always fails', at('f', 'time-out', 'shelf', 'hold'), 'rolled-back'],
    ['a commit that always fails', exception('f', 'always', 'commit'), 'completed'],
    ['a commit of another name that always fails', at('f', 'time-out', 'shelf', 'take'), 'completed'],
    ['a step outside the saga that always fails', at('f', 'time-out', 'search', 'handle'), 'completed'],
  ])('with %s', (_what, fault, end) => {
    expect(predictedEnd([fault])).toMatchObject({ end, by: 'services', hitBy: ['f'] });
  });

  it.each([
    ['lend', 'completed'],
    ['overdrawn', 'rolled-back'],
    ['taken_out', 'waitlisted'],
  ])('of the journey %s, without faults, is %s', (journey, end) => {
    expect(predictedEnd([], journey)).toMatchObject({ end, hitBy: [] });
  });

  it('ignores faults in a commit or rollback that the saga does not reach', () => {
    const commit = exception('late', 1, 'commit');
    const rollback = exception('undo', 1, 'rollback');
    expect(predictedEnd([commit, rollback])).toMatchObject({ hitBy: ['late'] });
    expect(predictedEnd([commit, rollback], 'overdrawn')).toMatchObject({ hitBy: ['undo'] });
  });

  it('leaves open whether a port fault hits when another fault may end the saga first', () => {
    const faults = [answer('gone', 'shelf', 'hold'), answer('broke', 'fees', 'prepare')];
    expect(predictedEnd(faults)).toMatchObject({ hitBy: [], mayBeHitBy: ['gone', 'broke'] });
  });

  describe('whose steps follow one another', () => {
    const steps = {
      ...sample.steps,
      fees: { ...sample.steps?.['fees'], prepare: { role: 'prepare', after: ['shelf/hold'] } },
    } as const;
    const endWith = (faults: LoadFault[], journey = 'lend') => {
      const given = { ...experiment, faults, expect: { alarms: [], outcomes: [] } };
      return predict(given, 1, [operation(journey)], { ...sample, steps }).get('r1-hit-0');
    };

    it('is not hit after the step that gives up', () => {
      const faults = [answer('gone', 'shelf', 'hold'), answer('broke', 'fees', 'prepare')];
      expect(endWith(faults)).toMatchObject({ end: 'rolled-back', causes: ['gone'], hitBy: ['gone'], mayBeHitBy: [] });
    });

    it('is hit after a step that is only delayed', () => {
      const faults = [answer('late', 'shelf', 'hold', 'delays'), exception('broke', 'always', 'prepare')];
      expect(endWith(faults)).toMatchObject({ end: 'rolled-back', causes: ['broke'], hitBy: ['late', 'broke'] });
    });

    it('may or may not be hit at a later step if its journey fails by itself', () => {
      const faults = [at('slow', 'time-out', 'shelf', 'hold', 1), exception('broke', 1, 'prepare')];
      expect(endWith(faults, 'overdrawn')).toMatchObject({ hitBy: ['slow'], mayBeHitBy: ['broke'] });
    });
  });

  it('does not exist if the request may or may not have been accepted, or if it starts no saga', () => {
    const unpredictable = [operation('lend', 503), operation('lend', 0), operation('browse', 200)];
    for (const one of unpredictable) expect(predict(experiment, 1, [one], sample).size).toBe(0);
  });

  it('exists for a failed request if the experiment states its end for this status and fault', () => {
    const killed = at('killed', 'time-out', 'shelf', 'hold');
    const outcome = { scenario: 'hit', hitBy: 'killed', status: [502], end: 'rolled-back' };
    const given = { ...experiment, faults: [killed], expect: { alarms: [], outcomes: [outcome] } };
    const endFor = (status: number) => predict(given, 1, [operation('lend', status)], sample).get('r1-hit-0');
    expect(endFor(502)).toMatchObject({ end: 'rolled-back', by: 'services', hitBy: ['killed'] });
    expect(endFor(503)).toBeUndefined();
  });

  it('is undecided for a failed request that the experiment expects of the fault, which is certain to have hit', () => {
    const crash = at('crash', 'time-out', 'search', 'handle');
    const outcomes = [{ scenario: 'hit', hitBy: 'crash', status: [502] }];
    const given = { ...experiment, faults: [crash], expect: { alarms: [], outcomes } };
    const endFor = (status: number) => predict(given, 1, [operation('lend', status)], sample).get('r1-hit-0');
    expect(endFor(502)).toMatchObject({ end: 'undecided', hitBy: ['crash'] });
    expect(endFor(503)).toBeUndefined();
  });

  it('is undecided for a request of which nothing states the end, if a fault hits it', () => {
    const crash = at('crash', 'time-out', 'search', 'handle');
    expect(predictedEnd([crash], 'request')).toMatchObject({ end: 'undecided', hitBy: ['crash'] });
    expect(predictedEnd([crash], 'browse')).toMatchObject({ end: 'none', hitBy: ['crash'] });
  });

  it('is refused after a status of 400 to 499', () => {
    const refused = predict(experiment, 1, [operation('lend', 429)], sample).get('r1-hit-0');
    expect(refused).toMatchObject({ end: 'refused', hitBy: [] });
  });

  it('is decided by the first fault at a place if that fault lets nothing through', () => {
    const before = exception('before', 'always', 'prepare', 'before-commit');
    const after = exception('after', 'always', 'prepare', 'after-commit');
    expect(predictedEnd([after, before])).toMatchObject({ hitBy: ['before'], mayBeHitBy: [] });
    expect(predictedEnd([after, { ...before, attempts: 1 }])).toMatchObject({ hitBy: ['before', 'after'] });
  });

  it('leaves open whether a fault hits behind one that always fails and only delays', () => {
    const before = exception('before', 'always', 'commit', 'before-commit');
    const after = exception('after', 1, 'commit', 'after-commit');
    expect(predictedEnd([before, after])).toMatchObject({ hitBy: ['before'], mayBeHitBy: ['after'] });
  });

  const poison = (id: string, attempts: Attempts = 'always') => at(id, 'poison-record', 'fees', 'prepare', attempts);

  it('is left to the reconciler when an event is lost', () => {
    const prepare = at('lost', 'lost-event', 'fees', 'prepare');
    const commit = at('lost', 'lost-event', 'fees', 'commit');
    const drive = at('lost', 'lost-event', 'keeper', 'drive');
    const late = { by: 'reconciler', causes: ['lost'], hitBy: ['lost'] };
    expect(predictedEnd([prepare])).toMatchObject({ end: 'rolled-back', ...late });
    expect(predictedEnd([commit])).toMatchObject({ end: 'completed', ...late });
    expect(predictedEnd([drive], 'overdrawn')).toMatchObject({
      end: 'rolled-back',
      ...late,
      causes: ['overdrawn', 'lost'],
    });
  });

  it('is left to the services when another failure rolls back a saga that lost an event', () => {
    const lost = at('lost', 'lost-event', 'shelf', 'hold');
    expect(predictedEnd([lost], 'overdrawn')).toMatchObject({
      by: 'services',
      causes: ['overdrawn'],
      hitBy: ['lost'],
    });
  });

  it('excludes hits behind a lost event or a record that always crashes', () => {
    const inner = exception('inner', 'always', 'prepare');
    const lost = at('lost', 'lost-event', 'fees', 'prepare');
    expect(predictedEnd([inner, lost])).toMatchObject({
      by: 'reconciler',
      causes: ['lost'],
      hitBy: ['lost'],
      mayBeHitBy: [],
    });
    expect(predictedEnd([inner, poison('poison')])).toMatchObject({
      by: 'services',
      hitBy: ['poison'],
      mayBeHitBy: [],
    });
    expect(predictedEnd([inner, poison('poison', 2)])).toMatchObject({ hitBy: ['poison', 'inner'] });
  });

  it('includes hits behind a delivery that comes late or twice', () => {
    const twice = at('twice', 'duplicate-delivery', 'fees', 'prepare');
    const inner = exception('inner', 1, 'prepare');
    expect(predictedEnd([twice, inner])).toMatchObject({ end: 'completed', hitBy: ['twice', 'inner'] });
  });

  it('includes hits in what drives rollbacks only when a step has failed', () => {
    const down = at('down', 'poison-record', 'keeper', 'drive', 2);
    expect(predictedEnd([down])).toMatchObject({ hitBy: [], mayBeHitBy: [] });
    expect(predictedEnd([down], 'overdrawn')).toMatchObject({ hitBy: ['down'] });
    expect(predictedEnd([down, exception('broken', 'always', 'prepare')])).toMatchObject({
      hitBy: ['broken', 'down'],
    });
    expect(predictedEnd([down, exception('late', 'always', 'commit')])).toMatchObject({
      end: 'completed',
      hitBy: ['late'],
      mayBeHitBy: ['down'],
    });
  });

  it('leaves open which faults hit a rollback that only the reconciler starts', () => {
    const lost = at('lost', 'lost-event', 'shelf', 'hold');
    const undo = exception('undo', 1, 'rollback');
    expect(predictedEnd([lost, undo])).toMatchObject({ hitBy: ['lost'], mayBeHitBy: ['undo'] });
  });

  it('counts a refusal by a fault in what starts no saga as a hit, and expects no saga', () => {
    const slow = at('slow', 'delayed-delivery', 'search', 'handle');
    const hold = at('hold', 'time-out', 'shelf', 'hold');
    const late = { ...slow, parameters: { ...slow.parameters, ms: 5 } };
    const browsing = (status: number) =>
      predict({ ...experiment, faults: [late, hold] }, 1, [operation('browse', status)], sample).get('r1-hit-0');
    expect(browsing(200)).toMatchObject({ end: 'none', hitBy: ['slow'], mayBeHitBy: [] });
    expect(browsing(404)).toMatchObject({ end: 'none', hitBy: [], mayBeHitBy: ['slow'] });
  });

  it('takes 200, 201 and 202 for accepted unless the definition names other statuses', () => {
    const { accepted, ...others } = sample.saga!;
    expect(accepted).toEqual([202]);
    const endWith = (status: number, saga = sample.saga!) =>
      predict(experiment, 1, [operation('lend', status)], { ...sample, saga }).get('r1-hit-0')?.end;
    expect([200, 201, 202].map((status) => endWith(status))).toEqual([undefined, undefined, 'rolled-back']);
    expect([200, 201, 202].map((status) => endWith(status, others))).toEqual(Array(3).fill('rolled-back'));
  });
});

describe('an answer that the definition does not list', () => {
  const expecting = (...outcomes: Outcome[]) => ({ ...experiment, faults: [], expect: { alarms: [], outcomes } });
  const endFor = (given: typeof experiment, status: number, journey = 'lend') =>
    predict(given, 1, [operation(journey, status)], sample).get('r1-hit-0');

  it('is a success if the experiment expects it of operations that no fault hits', () => {
    const given = expecting({ scenario: 'hit', status: [207] });
    expect(endFor(given, 207)).toMatchObject({ end: 'completed', by: 'services', causes: [], hitBy: [] });
    expect(endFor(given, 208)).toBeUndefined();
  });

  it('is none if it is expected of another scenario, or of those that a fault hits', () => {
    expect(endFor(expecting({ scenario: 'base', status: [207] }), 207)).toBeUndefined();
    expect(endFor(expecting({ scenario: 'hit', hitBy: 'f', status: [207] }), 207)).toBeUndefined();
  });

  it('is found among several expectations', () => {
    const given = expecting({ scenario: 'base', status: [503] }, { scenario: 'hit', status: [207] });
    expect(endFor(given, 207)).toMatchObject({ end: 'completed' });
  });

  it('is no success if it is an error or no answer at all, although the experiment expects it', () => {
    expect(endFor(expecting({ scenario: 'hit', status: [400] }), 400)).toMatchObject({ end: 'refused' });
    expect(endFor(expecting({ scenario: 'hit', status: [503] }), 503)).toBeUndefined();
    expect(endFor(expecting({ scenario: 'hit', status: [0] }), 0)).toBeUndefined();
  });

  it('leaves the operation without an end if a fault hits it too', () => {
    const given = { ...expecting({ scenario: 'hit', status: [207] }), faults: [exception('f', 1, 'prepare')] };
    expect(endFor(given, 207)).toBeUndefined();
  });
});

describe('an operation that starts no saga', () => {
  it('has an end only if a fault hits it, by the services and without a cause', () => {
    const crash = at('crash', 'time-out', 'search', 'handle');
    const outcome = { scenario: 'hit', hitBy: 'crash', status: [502], end: 'none' };
    const given = { ...experiment, faults: [crash], expect: { alarms: [], outcomes: [outcome] } };
    expect(predict(given, 1, [operation('browse', 502)], sample).get('r1-hit-0')).toEqual({
      correlationId: 'r1-hit-0',
      end: 'none',
      by: 'services',
      causes: [],
      hitBy: ['crash'],
      mayBeHitBy: [],
    });
    const spared = { ...given, faults: [] };
    expect(predict(spared, 1, [operation('browse', 200)], sample).get('r1-hit-0')).toBeUndefined();
  });

  it('may have been hit by either of two faults if its answer is that of one', () => {
    const faults = [at('crash', 'time-out', 'search', 'handle'), at('other', 'time-out', 'shelf', 'hold')];
    const outcomes = [{ scenario: 'hit', hitBy: 'crash', status: [502], end: 'none' }];
    const given = { ...experiment, faults, expect: { alarms: [], outcomes } };
    expect(predict(given, 1, [operation('lend', 502)], sample).get('r1-hit-0')).toMatchObject({
      end: 'none',
      hitBy: [],
      mayBeHitBy: ['crash', 'other'],
    });
  });
});

describe('an end that the experiment states', () => {
  const stated = (end: string, hitBy?: string): Outcome => ({
    scenario: 'hit',
    status: [202],
    end,
    ...(hitBy !== undefined && { hitBy }),
  });

  it('replaces the end of the journey', () => {
    expect(predictedEnd([], 'lend', [stated('waitlisted')])).toMatchObject({ end: 'waitlisted', causes: [] });
    expect(predictedEnd([], 'request', [stated('completed')])).toMatchObject({ end: 'completed' });
    expect(predictedEnd([], 'lend', [stated('rolled-back')])).toMatchObject({ end: 'rolled-back', causes: ['lend'] });
  });

  it('leaves open what a fault leads to that has no statement of its own', () => {
    const failing = exception('f', 'always', 'prepare');
    expect(predictedEnd([failing], 'request', [stated('completed')])).toMatchObject({
      end: 'rolled-back',
      hitBy: ['f'],
    });
  });

  it('replaces the end that follows from the role of the step', () => {
    const failing = exception('f', 'always', 'prepare');
    expect(predictedEnd([failing], 'lend', [stated('waitlisted', 'f')])).toMatchObject({
      end: 'waitlisted',
      by: 'services',
      causes: ['f'],
      hitBy: ['f'],
    });
    const fallback = at('f', 'time-out', 'search', 'handle');
    const undo = exception('undo', 1, 'rollback');
    expect(predictedEnd([fallback, undo], 'lend', [stated('rolled-back', 'f')])).toMatchObject({
      end: 'rolled-back',
      causes: ['f'],
      hitBy: ['undo', 'f'],
    });
  });

  it('may be the rollback after a failing commit, whose steps may then be hit', () => {
    const commit = exception('f', 'always', 'commit');
    const undo = exception('undo', 1, 'rollback');
    expect(predictedEnd([commit, undo], 'lend', [stated('rolled-back', 'f')])).toMatchObject({
      end: 'rolled-back',
      causes: ['f'],
      hitBy: ['f'],
      mayBeHitBy: ['undo'],
    });
  });

  it('keeps a saga with the reconciler if its event is lost', () => {
    const lost = at('lost', 'lost-event', 'shelf', 'hold');
    expect(predictedEnd([lost], 'lend', [stated('waitlisted', 'lost')])).toMatchObject({
      end: 'waitlisted',
      by: 'reconciler',
      causes: ['lost'],
      hitBy: ['lost'],
    });
  });

  it('counts only for its own scenario and fault', () => {
    const failing = exception('f', 'always', 'prepare');
    const elsewhere = { ...stated('waitlisted', 'f'), scenario: 'base' };
    expect(predictedEnd([failing], 'lend', [elsewhere])).toMatchObject({ end: 'rolled-back' });
    expect(predictedEnd([failing], 'lend', [stated('waitlisted', 'g')])).toMatchObject({ end: 'rolled-back' });
    expect(predictedEnd([], 'lend', [{ ...stated('waitlisted'), scenario: 'base' }])).toMatchObject({
      end: 'completed',
    });
    expect(predictedEnd([], 'browse', [{ ...stated('waitlisted'), scenario: 'base' }])).toBeUndefined();
  });

  it('does not count for an operation that the fault does not reach', () => {
    const undo = exception('undo', 1, 'rollback');
    expect(predictedEnd([undo], 'lend', [stated('waitlisted', 'undo')])).toMatchObject({ end: 'completed', hitBy: [] });
  });
});

describe('on a system without sagas', () => {
  const parameters = { service: 'notes', step: 'handle', point: 'before-commit' };
  const faults = [loadFault('f', 'exception', 1, parameters)];

  it('the end follows from the answer, and names the faults that hit', () => {
    const endWith = (status: number) =>
      predict({ ...experiment, faults }, 1, [operation('request', status)], undefined).get('r1-hit-0');
    expect(endWith(200)).toMatchObject({ end: 'completed', hitBy: ['f'] });
    expect(endWith(502)).toMatchObject({ hitBy: ['f'] });
    expect(endWith(404)).toMatchObject({ end: 'refused', hitBy: [], mayBeHitBy: ['f'] });
    expect(endWith(0)).toMatchObject({ hitBy: [], mayBeHitBy: ['f'] });
  });

  it.each([
    [200, 'completed', ['f'], []],
    [399, 'completed', ['f'], []],
    [400, 'refused', [], ['f']],
    [499, 'refused', [], ['f']],
    [500, 'completed', ['f'], []],
    [0, 'completed', [], ['f']],
  ])('a status of %d means the end %s', (status, end, hitBy, mayBeHitBy) => {
    expect(predict({ ...experiment, faults }, 1, [operation('request', status)], undefined).get('r1-hit-0')).toEqual({
      correlationId: 'r1-hit-0',
      end,
      by: 'services',
      causes: [],
      hitBy,
      mayBeHitBy,
    });
  });

  it('a failed operation may have failed before it reached a second fault, and has no end without one', () => {
    const elsewhere = { ...faults[0]!, id: 'g', parameters: { ...parameters, service: 'mail' } };
    const two = { ...experiment, faults: [...faults, elsewhere] };
    const failed = predict(two, 1, [operation('request', 500)], undefined).get('r1-hit-0');
    expect(failed).toMatchObject({ hitBy: [], mayBeHitBy: ['f', 'g'] });
    expect(predict({ ...experiment, faults: [] }, 1, [operation('request', 500)], undefined).size).toBe(0);
    expect(predict({ ...experiment, faults: [] }, 1, [operation('request', 499)], undefined).size).toBe(1);
  });

  it('an unknown kind of fault has no prediction', () => {
    const unknown = { ...faults[0]!, fault: 'unheard-of' };
    expect(() => predict({ ...experiment, faults: [unknown] }, 1, [], undefined)).toThrow(
      'there is no fault unheard-of, which experiment fault f names',
    );
  });
});
