import { expect, it } from '@jest/globals';
import { checkNamed } from '../one-check.ts';
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
