import { describe, expect, it } from '@jest/globals';
import type { LoadFault, Operation } from '../../../../chaos/schemas/index.ts';
import { predict } from '../../../../chaos/prediction/index.ts';
import { experiment } from '../sound-run.ts';

function operation(journey: string, status = 202): Operation {
  const sent = { sentAt: '2026-01-01T00:00:00Z', elapsedMs: 0, durationMs: 1, totalCents: 500 };
  return { correlationId: 'r1-hit-0', scenario: 'hit', iteration: 0, journey, status, ...sent };
}

function loadFault(
  id: string,
  fault: string,
  attempts: LoadFault['attempts'],
  step?: string,
  point?: string,
): LoadFault {
  const parameters = step === undefined ? {} : { service: 'payment', step, point: point ?? 'after-commit' };
  return { id, fault, scenario: 'hit', rate: 1, attempts, leaseSeconds: 60, parameters };
}

function predictedEnd(faults: LoadFault[], journey = 'checkout') {
  return predict({ ...experiment, faults }, 1, [operation(journey)]).get('r1-hit-0');
}

describe('the predicted end of an order', () => {
  it.each<[what: string, fault: LoadFault, end: string]>([
    ['out of stock', loadFault('f', 'out-of-stock', 'always'), 'rolled-back'],
    ['over the limit', loadFault('f', 'over-limit', 'always'), 'rolled-back'],
    ['a prepare that fails once', loadFault('f', 'exception', 1, 'prepare'), 'completed'],
    ['a prepare that always fails', loadFault('f', 'exception', 'always', 'prepare'), 'rolled-back'],
    ['a commit that always fails', loadFault('f', 'exception', 'always', 'commit'), 'completed'],
  ])('with %s', (_what, fault, end) => {
    expect(predictedEnd([fault])).toMatchObject({ end, hitBy: ['f'] });
  });

  it.each([
    ['checkout', 'completed'],
    ['over_limit', 'rolled-back'],
    ['no_stock', 'rolled-back'],
  ])('of the journey %s, without faults, is %s', (journey, end) => {
    expect(predictedEnd([], journey)).toMatchObject({ end, hitBy: [] });
  });

  it('ignores faults in a commit or rollback that the saga does not reach', () => {
    const commit = loadFault('late', 'exception', 1, 'commit');
    const rollback = loadFault('undo', 'exception', 1, 'rollback');
    expect(predictedEnd([commit, rollback])).toMatchObject({ hitBy: ['late'] });
    expect(predictedEnd([commit, rollback], 'over_limit')).toMatchObject({ hitBy: ['undo'] });
  });

  it('leaves open whether a port fault hits when another fault may end the saga first', () => {
    const faults = [loadFault('sold-out', 'out-of-stock', 'always'), loadFault('risk', 'over-limit', 'always')];
    expect(predictedEnd(faults)).toMatchObject({ hitBy: [], mayBeHitBy: ['sold-out', 'risk'] });
  });

  it('does not exist if the order may or may not have been accepted, or if nothing was ordered', () => {
    const unpredictable = [operation('checkout', 503), operation('checkout', 0), operation('browse', 200)];
    for (const one of unpredictable) expect(predict(experiment, 1, [one]).size).toBe(0);
  });

  it('is refused after a status of 400 to 499', () => {
    const refused = predict(experiment, 1, [operation('checkout', 429)]).get('r1-hit-0');
    expect(refused).toMatchObject({ end: 'refused', hitBy: [] });
  });

  it('is decided by the first fault at a place if that fault lets nothing through', () => {
    const before = loadFault('before', 'exception', 'always', 'prepare', 'before-commit');
    const after = loadFault('after', 'exception', 'always', 'prepare', 'after-commit');
    expect(predictedEnd([after, before])).toMatchObject({ hitBy: ['before'], mayBeHitBy: [] });
    expect(predictedEnd([after, { ...before, attempts: 1 }])).toMatchObject({ hitBy: ['before', 'after'] });
  });

  it('leaves open whether a fault hits behind one that always fails and only delays', () => {
    const before = loadFault('before', 'exception', 'always', 'commit', 'before-commit');
    const after = loadFault('after', 'exception', 1, 'commit', 'after-commit');
    expect(predictedEnd([before, after])).toMatchObject({ hitBy: ['before'], mayBeHitBy: ['after'] });
  });

  const at = (id: string, kind: string, service: string, step: string, attempts: LoadFault['attempts'] = 'always') => ({
    ...loadFault(id, kind, attempts),
    parameters: { service, step },
  });
  const poison = (id: string, attempts: LoadFault['attempts'] = 'always') =>
    at(id, 'poison-record', 'payment', 'prepare', attempts);

  it('is left to the reconciler when an event is lost', () => {
    const prepare = at('lost', 'lost-event', 'payment', 'prepare');
    const commit = at('lost', 'lost-event', 'payment', 'commit');
    const drive = at('lost', 'lost-event', 'transactions', 'drive');
    const late = { by: 'reconciler', causes: ['lost'], hitBy: ['lost'] };
    expect(predictedEnd([prepare])).toMatchObject({ end: 'rolled-back', ...late });
    expect(predictedEnd([commit])).toMatchObject({ end: 'completed', ...late });
    expect(predictedEnd([drive], 'over_limit')).toMatchObject({
      end: 'rolled-back',
      ...late,
      causes: ['over_limit', 'lost'],
    });
  });

  it('is left to the services when another failure rolls back a saga that lost an event', () => {
    const lost = at('lost', 'lost-event', 'warehouse', 'prepare');
    expect(predictedEnd([lost], 'over_limit')).toMatchObject({
      by: 'services',
      causes: ['over_limit'],
      hitBy: ['lost'],
    });
  });

  it('excludes hits behind a lost event or a record that always crashes', () => {
    const inner = { ...loadFault('inner', 'exception', 'always', 'prepare') };
    const lost = at('lost', 'lost-event', 'payment', 'prepare');
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
    const twice = at('twice', 'duplicate-delivery', 'payment', 'prepare');
    const inner = loadFault('inner', 'exception', 1, 'prepare');
    expect(predictedEnd([twice, inner])).toMatchObject({ end: 'completed', hitBy: ['twice', 'inner'] });
  });

  it('includes hits in the transaction manager only when something was filed', () => {
    const down = loadFault('down', 'transactions-down', 2);
    expect(predictedEnd([down])).toMatchObject({ hitBy: [], mayBeHitBy: [] });
    expect(predictedEnd([down], 'over_limit')).toMatchObject({ hitBy: ['down'] });
    expect(predictedEnd([down, loadFault('broken', 'exception', 'always', 'prepare')])).toMatchObject({
      hitBy: ['broken', 'down'],
    });
    expect(predictedEnd([down, loadFault('late', 'exception', 'always', 'commit')])).toMatchObject({
      end: 'completed',
      hitBy: ['late'],
      mayBeHitBy: ['down'],
    });
  });

  it('leaves open which faults hit a rollback that only the reconciler starts', () => {
    const lost = at('lost', 'lost-event', 'warehouse', 'prepare');
    const undo = loadFault('undo', 'exception', 1, 'rollback');
    expect(predictedEnd([lost, undo])).toMatchObject({ hitBy: ['lost'], mayBeHitBy: ['undo'] });
  });

  it('on a custom system, follows from the answer, and names the faults that hit', () => {
    const parameters = { service: 'notes', step: 'handle', point: 'before-commit' };
    const custom = {
      ...experiment,
      system: 'custom' as const,
      faults: [{ ...loadFault('f', 'exception', 1), parameters }],
    };
    const endWith = (status: number) => predict(custom, 1, [operation('request', status)]).get('r1-hit-0');
    expect(endWith(200)).toMatchObject({ end: 'completed', hitBy: ['f'] });
    expect(endWith(502)).toMatchObject({ hitBy: ['f'] });
    expect(endWith(404)).toMatchObject({ end: 'refused', hitBy: [], mayBeHitBy: ['f'] });
    expect(endWith(0)).toMatchObject({ hitBy: [], mayBeHitBy: ['f'] });
  });
});
