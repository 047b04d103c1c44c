import { describe, expect, it } from '@jest/globals';
import type { LoadFault } from '../../../../chaos/schemas/index.ts';
import type { SystemDefinition } from '../../../../chaos/system/index.ts';
import { checkNamed } from '../one-check.ts';
import { sample } from '../sample-system.ts';
import { evidence, events, journal } from '../sound-run.ts';

it('the check of hits repeats what the run noted about a fault that hit nothing', () => {
  const [fault] = journal.experiment.faults;
  const text = `${fault?.id ?? ''} has hit nothing: no handler that is wrapped as shelf hold served anything`;
  const spared = events.filter(({ kind }) => kind !== 'fault.hit');
  const noted = [...spared, { at: journal.virtualStartedAt, elapsedMs: 1, kind: 'note' as const, text }];
  expect(checkNamed('faults-hit', evidence({ events: noted }))?.evidence[0]).toBe(text);
  expect(checkNamed('faults-hit', evidence({ events: spared }))?.evidence).not.toContain(text);
  expect(checkNamed('faults-hit', evidence({ events: [...events, ...noted.slice(-1)] }))?.evidence).toEqual([]);
});

describe('a step that always fails', () => {
  const giveUpAfter = (failureLimit: number | undefined, role = 'prepare'): SystemDefinition => ({
    ...sample,
    steps: { ...sample.steps, shelf: { hold: { role, ...(failureLimit !== undefined && { failureLimit }) } } } as never,
  });
  const [hit] = events.filter((event) => event.kind === 'fault.hit');
  const triedTimes = (attempts: number, system: SystemDefinition, faults = journal.experiment.faults) => {
    const tried = Array.from({ length: attempts }, (_, index) => ({ ...hit!, attempt: index + 1 }));
    const others = events.filter((event) => event.elapsedMs > hit!.elapsedMs);
    const before = events.filter((event) => event.elapsedMs < hit!.elapsedMs);
    const changed = { ...journal.experiment, faults };
    return checkNamed(
      'faults-hit',
      evidence({ events: [...before, ...tried, ...others], system, journal: { experiment: changed } }),
    )!.evidence;
  };
  const [fault] = journal.experiment.faults as [LoadFault];

  it('is tried as often as the definition says', () => {
    expect(triedTimes(2, giveUpAfter(3))).toEqual([
      'broken-reservation: its step was given up after 2 attempts, and the definition says 3',
    ]);
    expect(triedTimes(3, giveUpAfter(3))).toEqual([]);
    expect(triedTimes(4, giveUpAfter(3))).toEqual([]);
  });

  it('may be given up at any time if the definition does not say when', () => {
    expect(triedTimes(1, giveUpAfter(undefined))).toEqual([]);
  });

  it.each<[what: string, change: Partial<LoadFault>]>([
    ['succeeds at last', { attempts: 2 }],
    ['is ended without an answer, which its function cannot count', { fault: 'time-out' }],
    ['is refused by a port', { fault: 'port-answer', parameters: refusal() }],
  ])('is meant, and none that %s', (_what, change) => {
    expect(triedTimes(1, giveUpAfter(3), [{ ...fault, ...change }]).join()).not.toContain('given up');
  });

  function refusal() {
    return { service: 'shelf', step: 'hold', port: 'copies.take', answer: 'none', effect: 'rolls-back' };
  }
});
