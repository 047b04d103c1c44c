import { describe, expect, it } from '@jest/globals';
import type { Attempts } from '../../../../chaos/schemas/index.ts';
import { stepFaults } from '../../../../chaos/faults/index.ts';
import { faults } from '../../../../chaos/faults/listed.ts';

const place = { service: 'warehouse', step: 'prepare' };
const point = 'before-commit';

/** Parameters with which each fault acts on a prepare, where it takes a place. */
const PARAMETERS: Readonly<Record<string, object>> = {
  'out-of-stock': {},
  'over-limit': {},
  'transactions-down': {},
  'alarm-action-fails': {},
  'lost-event': place,
  'poison-record': place,
  'duplicate-delivery': place,
  'delayed-delivery': { ...place, ms: 100 },
  throttle: place,
  latency: { ...place, ms: 100 },
  'time-out': place,
  exception: { ...place, point },
};

function bound(name: string, overrides: object = {}) {
  const fault = stepFaults.find((candidate) => candidate.name === name);
  if (fault === undefined) throw new Error(`no fault ${name}`);
  return { fault, hooks: fault.bind({ ...PARAMETERS[name], ...overrides }) };
}

describe('the list of faults', () => {
  it('is in the order in which faults are applied', () => {
    expect(faults.map(({ name }) => name)).toEqual([
      ...['lost-event', 'poison-record', 'delayed-delivery', 'duplicate-delivery'],
      ...['out-of-stock', 'over-limit', 'throttle'],
      ...['latency', 'time-out', 'exception'],
      ...['transactions-down', 'alarm-action-fails', 'store-drift'],
    ]);
  });

  it('gives for each a sentence, the schema of its parameters, and what it needs', () => {
    for (const { name, summary, parameters, needs } of faults) {
      expect({ name, summary }).toEqual({ name, summary: expect.stringMatching(/^[A-Z].*\.$/) });
      expect(parameters).toMatchObject({ type: 'object', additionalProperties: false });
      expect(needs).not.toHaveLength(0);
    }
  });

  it.each(stepFaults.map(({ name }) => name))(
    '%s acts through hooks that it says it needs, and refuses an unknown parameter',
    (name) => {
      const { fault, hooks } = bound(name);
      const has = (['delivery', 'ports', 'before', 'afterCommit'] as const).filter((hook) => hooks[hook] !== undefined);
      expect(fault.needs).toEqual(expect.arrayContaining(has));
      expect(has).not.toHaveLength(0);
      expect(fault.parameters.safeParse({ ...PARAMETERS[name], colour: 'red' }).success).toBe(false);
    },
  );

  it('uses the step `handle` by default', () => {
    expect(bound('exception', { service: 'quotes', step: undefined }).hooks.place).toEqual({
      service: 'quotes',
      step: 'handle',
    });
  });
});

describe('the effect of a hit on a saga', () => {
  it.each<[fault: string, attempts: Attempts, effect: string]>([
    ['out-of-stock', 1, 'rolls-back'],
    ['over-limit', 1, 'rolls-back'],
    ['exception', 2, 'delays'],
    ['exception', 'always', 'rolls-back'],
    ['throttle', 2, 'delays'],
    ['throttle', 'always', 'rolls-back'],
    ['time-out', 1, 'delays'],
    ['time-out', 'always', 'rolls-back'],
    ['poison-record', 1, 'delays'],
    ['poison-record', 'always', 'rolls-back'],
    ['lost-event', 1, 'strands'],
    ['lost-event', 'always', 'strands'],
    ['duplicate-delivery', 'always', 'delays'],
    ['delayed-delivery', 'always', 'delays'],
    ['latency', 'always', 'delays'],
    ['transactions-down', 'always', 'delays'],
  ])('in its prepare by %s, attempts %s: it %s', (name, attempts, effect) => {
    expect(bound(name).hooks.effect(attempts)).toBe(effect);
  });

  it.each(['exception', 'throttle', 'time-out', 'poison-record'])(
    'in its commit by %s: it is delayed at most',
    (name) => {
      expect(bound(name, { step: 'commit' }).hooks.effect('always')).toBe('delays');
    },
  );

  it('may be a stall of the stream that delivered it', () => {
    expect(stepFaults.filter(({ name }) => bound(name).hooks.stalls === true).map(({ name }) => name)).toEqual([
      'poison-record',
      'delayed-delivery',
      'latency',
      'time-out',
      'transactions-down',
    ]);
  });
});
