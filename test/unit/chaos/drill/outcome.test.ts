import { describe, expect, it } from '@jest/globals';
import { type Observed, type ObservedAction, outcomeOf } from '../../../../chaos/drill/outcome.ts';
import type { DrillPlan } from '../../../../chaos/drill/plan.ts';

const state: DrillPlan = { by: 'state', name: 'a', why: 'only AWS writes to AWS/SQS' };
const children: DrillPlan = { by: 'children', name: 'a' };
const action: ObservedAction = {
  arn: 'arn:aws:lambda:us-east-1:1:function:on-alarm:live',
  due: 2,
  executed: 2,
  expected: 10,
  reached: 10,
  end: 'function on-alarm ran',
};
const sound: Observed = {
  fired: true,
  cleared: true,
  actionsEnabled: true,
  mutedBy: undefined,
  actions: [action],
  clearsSilently: false,
  designedActions: 1,
  blind: undefined,
};
const outcome = (changes: Partial<Observed>, plan: DrillPlan = children) => outcomeOf(plan, { ...sound, ...changes });

describe('a drilled alarm', () => {
  it('is proven if it fired and cleared, and its actions reached their ends', () => {
    expect(outcome({})).toEqual({
      outcome: 'proven',
      text: 'fired with the alarms of its rule and cleared; function on-alarm ran',
    });
  });

  it('is proven without an action for when it clears, and says so', () => {
    expect(outcome({ clearsSilently: true })).toEqual({
      outcome: 'proven',
      text: 'fired with the alarms of its rule and cleared; function on-alarm ran; it has no action for when it clears',
    });
  });

  it('is proven without an action if the template gives it none', () => {
    expect(outcome({ actions: [], designedActions: 0 })).toMatchObject({ outcome: 'proven' });
  });

  it('is proven in part if a mute rule holds back its actions', () => {
    expect(outcome({ mutedBy: 'night', actions: [{ ...action, executed: 0, reached: 0 }] })).toEqual({
      outcome: 'partly',
      text: 'fired with the alarms of its rule and cleared; mute rule night holds back its actions, so nothing shows that they work',
    });
    expect(outcome({ mutedBy: 'night', cleared: false })).toEqual({ outcome: 'unproven', text: 'it did not clear' });
  });

  it.each<[what: string, changes: Partial<Observed>, text: string]>([
    ['it did not fire', { fired: false, cleared: false }, 'it did not fire when the alarms of its rule fired'],
    ['it did not clear', { cleared: false }, 'it did not clear'],
    ['its actions are disabled', { actionsEnabled: false }, 'its actions are disabled'],
    ['its action was removed', { actions: [] }, 'it has no action, and the template gives it one'],
    [
      'its action was not executed',
      { actions: [{ ...action, executed: 1 }] },
      'it executed on-alarm:live 1 times instead of 2',
    ],
    [
      'its function never ran',
      { actions: [{ ...action, reached: 0 }] },
      'it executed on-alarm:live, which never ran to its end',
    ],
    ['nothing emits its metric', { blind: 'nothing emits shop Errors' }, 'nothing emits shop Errors'],
    [
      'a filter did not count its line',
      { lines: { written: 3, counted: 2 } },
      'its metric shows 2 of the 3 log lines that its filters had to count',
    ],
  ])('is unproven if %s', (_what, changes, text) => {
    expect(outcome(changes)).toEqual({ outcome: 'unproven', text });
  });

  it.each<[what: string, changes: Partial<Observed>, plan: DrillPlan, text: string]>([
    ['only its state was set', {}, state, 'only its actions are proven: only AWS writes to AWS/SQS'],
    [
      'its action cannot be followed',
      { actions: [{ ...action, reached: undefined }] },
      children,
      'the end of on-alarm:live cannot be followed',
    ],
    [
      'its function ran less often than it was started',
      { actions: [{ ...action, reached: 7 }] },
      children,
      'function on-alarm ran only 7 times for 10 actions',
    ],
  ])('is proven in part if %s', (_what, changes, plan, text) => {
    expect(outcome(changes, plan).outcome).toBe('partly');
    expect(outcome(changes, plan).text).toContain(text);
  });
});
