/** What the events and the results say of reconcile runs. */
import { describe, expect, it } from '@jest/globals';
import { reconcileRunsComparison } from '../../../../../chaos/checkers/agreement/reconcile-runs.ts';
import type { Experiment, ReconcileResult, RunEvent } from '../../../../../chaos/schemas/index.ts';
import { at, type Changes, journal, reconcile } from '../../sound-run.ts';
import { altered, both, type Case, contradictions, experimented, moment, plus, without } from './compared.ts';

const began = (seconds = 20, runId = 'hourly'): RunEvent => ({
  ...moment(seconds),
  kind: 'reconcile.began',
  runId,
  trigger: 'schedule',
});
const ended = (seconds = 22, runId = 'hourly'): RunEvent => ({
  ...moment(seconds),
  kind: 'reconcile.ended',
  runId,
  outcome: 'clean',
  drift: 0,
  repaired: 0,
});
const LATER: ReconcileResult = {
  ...reconcile,
  runId: 'later',
  startedAt: at(23),
  endedAt: at(24),
  outcome: 'clean',
  rules: [],
  differences: [],
};

describe('a reconcile run', () => {
  const [rule] = reconcile.rules;
  const [difference] = reconcile.differences;
  const skipping: Changes = { reconciles: [{ ...reconcile, notDue: ['loans'] }] };
  const ASKED = experimented({ reconcile: { ...journal.experiment.reconcile!, by: 'run-now' } });
  const differ = (what: string, noted: string | number, is: string | number) => [
    `${what} of hourly, in the events and in its result: ${noted} and ${is}`,
  ];
  const omits = (noted: number, is: number) => [
    `differences that hourly omits, in the events and in its result: ${noted} and ${is}`,
  ];

  it.each<Case>([
    ['is sound', {}, []],
    ['begins twice', plus(began(21)), ['hourly began more than once']],
    ['ends twice', plus(ended(23)), ['hourly ended more than once']],
    ['has no beginning', { events: without('reconcile.began') }, ['hourly has no event of its start']],
    ['has no end', { events: without('reconcile.ended') }, ['hourly has no event of its end']],
    ['has no result', { reconciles: [] }, ['hourly has no result']],
    [
      'has a result only',
      { events: without('reconcile.began', 'reconcile.ended') },
      ['hourly has no event of its start'],
    ],
    ['begins at another time', altered('reconcile.began', { at: at(19) }), differ('start', at(19), at(20))],
    ['ends at another time', altered('reconcile.ended', { at: at(23) }), differ('end', at(23), at(22))],
    ['has another outcome', altered('reconcile.ended', { outcome: 'drift' }), differ('outcome', 'drift', 'repaired')],
    ['has another count of differences', altered('reconcile.ended', { drift: 2 }), differ('drift', 2, 1)],
    ['has another count of repairs', altered('reconcile.ended', { repaired: 0 }), differ('repairs', 0, 1)],
    [
      'repairs some of its differences',
      {
        ...altered('reconcile.ended', { drift: 2 }),
        reconciles: [
          {
            ...reconcile,
            rules: [{ ...rule!, drift: 2 }],
            differences: [difference!, { ...difference!, key: 'persuasion', repaired: false }],
          },
        ],
      },
      [],
    ],
    ['says that it omits differences', altered('reconcile.ended', { omitted: 1 }), omits(1, 0)],
    [
      'omits differences',
      {
        ...altered('reconcile.ended', { drift: 2, omitted: 1 }),
        reconciles: [{ ...reconcile, rules: [{ ...rule!, drift: 2 }] }],
      },
      [],
    ],
    [
      'omits differences, and does not say so',
      { ...altered('reconcile.ended', { drift: 2 }), reconciles: [{ ...reconcile, rules: [{ ...rule!, drift: 2 }] }] },
      omits(0, 1),
    ],
    [
      'lists differences that it did not count',
      { ...altered('reconcile.ended', { drift: 0, repaired: 0 }), reconciles: [{ ...reconcile, rules: [] }] },
      omits(0, -1),
    ],
    [
      'leaves the counts of a resumed rule to the run that it resumes',
      {
        ...altered('reconcile.ended', { drift: 0, repaired: 0 }),
        reconciles: [
          { ...reconcile, rules: [{ ...rule!, resumedFrom: { runId: 'first', startedAt: at(18) } }], differences: [] },
        ],
      },
      [],
    ],
    ['is scheduled, and skips rules that are not due', skipping, []],
    ...(['run-now', 'deploy'] as const).map(
      (trigger): Case => [
        `is triggered by ${trigger}, and skips rules`,
        both(both(altered('reconcile.began', { trigger }), skipping), ASKED),
        ['hourly skipped rules that were not due, as only a scheduled run does'],
      ],
    ),
    [
      'comes after another one',
      { ...plus(began(23, 'later'), ended(24, 'later')), reconciles: [reconcile, LATER] },
      [],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(reconcileRunsComparison, changes)).toEqual(lines);
  });
});

describe('a reconcile run that was requested', () => {
  type Asking = Partial<Pick<Experiment, 'reconcile' | 'steadyState' | 'stopConditions'>>;
  const { steadyState } = journal.experiment;
  const ALARMS = { probe: 'alarms' } as const;
  const CLEAN = { probe: 'reconcile-clean', timeoutSeconds: 60 } as const;
  const MODULE = { probe: 'module', file: 'own.ts' } as const;
  const asking = (change: Asking): Changes => experimented(change);
  const stopping = (probe: typeof ALARMS | typeof CLEAN): Changes =>
    asking({ stopConditions: [{ when: 'probe-fails', probe, everySeconds: 1 }] });
  const unasked = ['the experiment asks for no run, and hourly was requested'];

  it.each<Case>([
    ['by nobody', {}, unasked],
    ['by nobody in an experiment that waits for none', asking({ reconcile: undefined }), unasked],
    ['by the experiment', asking({ reconcile: { ...journal.experiment.reconcile!, by: 'run-now' } }), []],
    ['by a probe before the load', asking({ steadyState: { ...steadyState, before: [ALARMS, CLEAN] } }), []],
    ['by a probe after it', asking({ steadyState: { ...steadyState, after: [ALARMS, CLEAN] } }), []],
    ["perhaps by a module of the experiment's own", asking({ steadyState: { ...steadyState, after: [MODULE] } }), []],
    ['by a probe that may stop the run', stopping(CLEAN), []],
    ['by no probe that may stop the run', stopping(ALARMS), unasked],
    [
      'by no alarm that may stop the run',
      asking({ stopConditions: [{ when: 'alarm', name: 'errors-shelf' }] }),
      unasked,
    ],
  ])('%s', (_what, changes, lines) => {
    const requested = altered('reconcile.began', { trigger: 'run-now' });
    expect(contradictions(reconcileRunsComparison, both(requested, changes))).toEqual(lines);
  });
});
