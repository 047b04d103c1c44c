import { describe, expect, it } from '@jest/globals';
import type { Attempts } from '../../../../chaos/schemas/index.ts';
import { stepFaults } from '../../../../chaos/faults/index.ts';
import { faults, faultsOf } from '../../../../chaos/faults/listed.ts';
import type { StepRole } from '../../../../chaos/system/index.ts';
import { sample } from '../sample-system.ts';

const place = { service: 'shelf', step: 'hold' };
const point = 'before-commit';

/** Parameters with which each fault acts on a step. */
const PARAMETERS: Readonly<Record<string, object>> = {
  'port-answer': { ...place, port: 'store.hold', answer: { outcome: 'GONE' } },
  'lost-event': place,
  'poison-record': place,
  'duplicate-delivery': place,
  'delayed-delivery': { ...place, ms: 100 },
  throttle: place,
  latency: { ...place, ms: 100 },
  'time-out': place,
  exception: { ...place, point },
  release: { function: 'desk-api', defect: 'throws' },
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
      ...['port-answer', 'throttle'],
      ...['latency', 'time-out', 'exception'],
      'release',
      'store-drift',
    ]);
  });

  it('gives for each a sentence, the schema of its parameters, and what it needs', () => {
    for (const { name, summary, parameters, needs } of faults) {
      expect({ name, summary }).toEqual({ name, summary: expect.stringMatching(/^[A-Z].*\.$/) });
      expect(parameters).toMatchObject({ type: 'object' });
      expect(needs).not.toHaveLength(0);
    }
  });

  it('includes the kinds of drift of a system, each with its own parameters', () => {
    const drift = (list: typeof faults) => JSON.stringify(list.find(({ name }) => name === 'store-drift'));
    expect(drift(faultsOf(sample))).toContain('"kind":{"const":"title-misspelt"},"letters"');
    expect(drift(faultsOf(sample))).toContain('A title on the desk has other letters than on the shelf.');
    expect(drift(faults)).not.toContain('title-misspelt');
  });

  it.each(stepFaults.map(({ name }) => name))(
    '%s acts through hooks that it says it needs, and refuses an unknown parameter',
    (name) => {
      const { fault, hooks } = bound(name);
      const has = (['delivery', 'ports', 'before', 'afterCommit', 'release'] as const).filter(
        (hook) => hooks[hook] !== undefined,
      );
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
    ['port-answer', 1, 'rolls-back'],
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
  ])('in its prepare by %s, attempts %s: it %s', (name, attempts, effect) => {
    expect(bound(name).hooks.effect(attempts, 'prepare')).toBe(effect);
  });

  it.each(['exception', 'throttle', 'time-out', 'poison-record', 'port-answer'])(
    'in another step than a prepare by %s: it is delayed at most',
    (name) => {
      for (const role of ['commit', 'rollback', 'drive', 'other'] satisfies StepRole[]) {
        expect(bound(name).hooks.effect('always', role)).toBe('delays');
      }
    },
  );

  it('is what the experiment says for an answer of a port', () => {
    expect(bound('port-answer', { effect: 'delays' }).hooks.effect('always', 'prepare')).toBe('delays');
    expect(bound('port-answer', { effect: 'rolls-back' }).hooks.effect(1, 'commit')).toBe('rolls-back');
  });

  it('may be a stall of the stream that delivered it', () => {
    expect(stepFaults.filter(({ name }) => bound(name).hooks.stalls === true).map(({ name }) => name)).toEqual([
      'poison-record',
      'delayed-delivery',
      'latency',
      'time-out',
    ]);
  });
});
