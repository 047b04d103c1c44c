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

function fate(faults: LoadFault[], journey = 'checkout') {
  return predict({ ...experiment, faults }, 1, [operation(journey)]).get('r1-hit-0');
}

describe('the fate of an order', () => {
  it.each<[what: string, fault: LoadFault, outcome: string]>([
    ['out of stock', loadFault('f', 'out-of-stock', 'always'), 'rolled-back'],
    ['over the limit', loadFault('f', 'over-limit', 'always'), 'rolled-back'],
    ['a prepare that fails once', loadFault('f', 'exception', 1, 'prepare'), 'completed'],
    ['a prepare that always fails', loadFault('f', 'exception', 'always', 'prepare'), 'rolled-back'],
    ['a commit that always fails', loadFault('f', 'exception', 'always', 'commit'), 'completed'],
  ])('with %s', (_what, fault, outcome) => {
    expect(fate([fault])).toMatchObject({ outcome, struckBy: ['f'] });
  });

  it.each([
    ['checkout', 'completed'],
    ['over_limit', 'rolled-back'],
    ['no_stock', 'rolled-back'],
  ])('of the journey %s, left alone, is %s', (journey, outcome) => {
    expect(fate([], journey)).toMatchObject({ outcome, struckBy: [] });
  });

  it('leaves out a commit that a rollback keeps from being reached, and a rollback that nothing asks for', () => {
    const commit = loadFault('late', 'exception', 1, 'commit');
    const rollback = loadFault('undo', 'exception', 1, 'rollback');
    expect(fate([commit, rollback])).toMatchObject({ struckBy: ['late'] });
    expect(fate([commit, rollback], 'over_limit')).toMatchObject({ struckBy: ['undo'] });
  });

  it('leaves open whether a port is asked where something else ends the saga', () => {
    const faults = [loadFault('sold-out', 'out-of-stock', 'always'), loadFault('risk', 'over-limit', 'always')];
    expect(fate(faults)).toMatchObject({ struckBy: [], mayBeStruckBy: ['sold-out', 'risk'] });
  });

  it('is owed to nobody of whom it cannot be told whether the order was taken, or who ordered nothing', () => {
    const untold = [operation('checkout', 503), operation('checkout', 0), operation('browse', 200)];
    for (const one of untold) expect(predict(experiment, 1, [one]).size).toBe(0);
  });

  it('is to be nothing at all for one that was refused', () => {
    const refused = predict(experiment, 1, [operation('checkout', 429)]).get('r1-hit-0');
    expect(refused).toMatchObject({ outcome: 'refused', struckBy: [] });
  });

  it('is decided by the first fault at a place, where that one lets nothing through', () => {
    const before = loadFault('before', 'exception', 'always', 'prepare', 'before-commit');
    const after = loadFault('after', 'exception', 'always', 'prepare', 'after-commit');
    expect(fate([after, before])).toMatchObject({ struckBy: ['before'], mayBeStruckBy: [] });
    expect(fate([after, { ...before, attempts: 1 }])).toMatchObject({ struckBy: ['before', 'after'] });
  });

  it('leaves open what is behind a fault that only delays, as long as that one is armed', () => {
    const before = loadFault('before', 'exception', 'always', 'commit', 'before-commit');
    const after = loadFault('after', 'exception', 1, 'commit', 'after-commit');
    expect(fate([before, after])).toMatchObject({ struckBy: ['before'], mayBeStruckBy: ['after'] });
  });

  const at = (id: string, kind: string, service: string, step: string, attempts: LoadFault['attempts'] = 'always') => ({
    ...loadFault(id, kind, attempts),
    parameters: { service, step },
  });
  const poison = (id: string, attempts: LoadFault['attempts'] = 'always') =>
    at(id, 'poison-record', 'payment', 'prepare', attempts);

  it('is the reconciler’s to bring about where an event was lost', () => {
    const prepare = at('lost', 'lost-event', 'payment', 'prepare');
    const commit = at('lost', 'lost-event', 'payment', 'commit');
    const drive = at('lost', 'lost-event', 'transactions', 'drive');
    const late = { by: 'reconciler', causes: ['lost'], struckBy: ['lost'] };
    expect(fate([prepare])).toMatchObject({ outcome: 'rolled-back', ...late });
    expect(fate([commit])).toMatchObject({ outcome: 'completed', ...late });
    expect(fate([drive], 'over_limit')).toMatchObject({
      outcome: 'rolled-back',
      ...late,
      causes: ['over_limit', 'lost'],
    });
  });

  it('is the services’ where something else rolls back what lost an event', () => {
    const lost = at('lost', 'lost-event', 'warehouse', 'prepare');
    expect(fate([lost], 'over_limit')).toMatchObject({ by: 'services', causes: ['over_limit'], struckBy: ['lost'] });
  });

  it('knows nothing of what is behind an event that was lost, or a record that never stops crashing', () => {
    const inner = { ...loadFault('inner', 'exception', 'always', 'prepare') };
    const lost = at('lost', 'lost-event', 'payment', 'prepare');
    expect(fate([inner, lost])).toMatchObject({
      by: 'reconciler',
      causes: ['lost'],
      struckBy: ['lost'],
      mayBeStruckBy: [],
    });
    expect(fate([inner, poison('poison')])).toMatchObject({ by: 'services', struckBy: ['poison'], mayBeStruckBy: [] });
    expect(fate([inner, poison('poison', 2)])).toMatchObject({ struckBy: ['poison', 'inner'] });
  });

  it('passes what comes late, or twice, on to what is behind it', () => {
    const twice = at('twice', 'duplicate-delivery', 'payment', 'prepare');
    const inner = loadFault('inner', 'exception', 1, 'prepare');
    expect(fate([twice, inner])).toMatchObject({ outcome: 'completed', struckBy: ['twice', 'inner'] });
  });

  it('meets the transaction manager exactly where something was filed', () => {
    const down = loadFault('down', 'transactions-down', 2);
    expect(fate([down])).toMatchObject({ struckBy: [], mayBeStruckBy: [] });
    expect(fate([down], 'over_limit')).toMatchObject({ struckBy: ['down'] });
    expect(fate([down, loadFault('broken', 'exception', 'always', 'prepare')])).toMatchObject({
      struckBy: ['broken', 'down'],
    });
    expect(fate([down, loadFault('late', 'exception', 'always', 'commit')])).toMatchObject({
      outcome: 'completed',
      struckBy: ['late'],
      mayBeStruckBy: ['down'],
    });
  });

  it('leaves open what a rollback meets that only the reconciler asks for', () => {
    const lost = at('lost', 'lost-event', 'warehouse', 'prepare');
    const undo = loadFault('undo', 'exception', 1, 'rollback');
    expect(fate([lost, undo])).toMatchObject({ struckBy: ['lost'], mayBeStruckBy: ['undo'] });
  });

  it('is no saga’s on a system of the user’s own, and yet it is told what is struck', () => {
    const parameters = { service: 'notes', step: 'handle', point: 'before-commit' };
    const own = { ...experiment, system: 'own' as const, faults: [{ ...loadFault('f', 'exception', 1), parameters }] };
    const told = (status: number) => predict(own, 1, [operation('request', status)]).get('r1-hit-0');
    expect(told(200)).toMatchObject({ outcome: 'completed', struckBy: ['f'] });
    expect(told(502)).toMatchObject({ struckBy: ['f'] });
    expect(told(404)).toMatchObject({ outcome: 'refused', struckBy: [], mayBeStruckBy: ['f'] });
    expect(told(0)).toMatchObject({ struckBy: [], mayBeStruckBy: ['f'] });
  });
});
