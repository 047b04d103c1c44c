import { describe, expect, it } from '@jest/globals';
import { checkAll } from '../../../../chaos/judge.ts';
import { incomplete } from '../../../../chaos/evidence/index.ts';
import type { Invariant, InvariantAnswer, RunState } from '../../../../chaos/system/index.ts';
import { checkNamed } from '../one-check.ts';
import { sample } from '../sample-system.ts';
import { type Changes, evidence, journal } from '../sound-run.ts';

const answering = (judge: Invariant['judge'], at: Invariant['at'] = ['drained']): Changes => ({
  system: { ...sample, invariants: [{ name: 'own', views: ['desk.loans'], at, judge }] },
});

const answer = (more: Partial<InvariantAnswer> = {}): InvariantAnswer => ({
  violations: [],
  summary: 'It holds.',
  ...more,
});

const own = (run: ReturnType<typeof evidence>) => checkNamed('own', run);

describe("an invariant of the system's own", () => {
  it('is a check, between those on the ends of sagas and those on the load', () => {
    const names = checkAll(evidence(answering(() => answer()))).map(({ name }) => name);
    expect(names.slice(2, 5)).toEqual(['refused-left-nothing', 'own', 'sagas-asked-for']);
  });

  it.each<[what: string, given: InvariantAnswer, result: string]>([
    ['there are no violations', answer(), 'valid'],
    ['there are violations', answer({ violations: ['r1-base-0: wrong'] }), 'invalid'],
    ['its violations prove nothing', answer({ violations: ['r1-base-0: wrong'], undecided: true }), 'unknown'],
  ])('if %s, is %s', (_what, given, result) => {
    const { violations, summary } = given;
    expect(own(evidence(answering(() => given)))).toEqual({
      name: 'own',
      result,
      summary,
      evidence: violations,
      measured: [],
    });
  });

  it('sees the snapshots that it asks for, the operations and their prediction', () => {
    const seen: Partial<RunState>[] = [];
    const run = evidence(
      answering(
        ({ snapshots, operations, prediction, isEndRepaired }) => {
          seen.push({ snapshots, operations, prediction, isEndRepaired });
          return answer();
        },
        ['before', 'end'],
      ),
    );
    own(run);
    expect(Object.keys(seen[0]?.snapshots ?? {})).toEqual(['before', 'end']);
    expect(seen[0]?.snapshots?.end.sagas).toHaveLength(3);
    expect(seen[0]?.operations).toHaveLength(3);
    expect(seen[0]?.prediction?.get('r1-hit-0')?.end).toBe('rolled-back');
    expect(seen[0]?.isEndRepaired).toBe(true);
  });

  it.each<[what: string, status: typeof journal.status, drift: typeof journal.experiment.drift, isRepaired: boolean]>([
    ['was stopped after it had seeded drift', 'stopped', journal.experiment.drift, false],
    ['was stopped, and seeds no drift', 'stopped', [], true],
    ['completed', 'completed', journal.experiment.drift, true],
  ])('of a run that %s knows whether the end is repaired', (_what, status, drift, isRepaired) => {
    const changes = answering(({ isEndRepaired }) => answer({ summary: String(isEndRepaired) }));
    const run = evidence({ ...changes, journal: { status, experiment: { ...journal.experiment, drift } } });
    expect(own(run)?.summary).toBe(String(isRepaired));
  });

  it('is unknown if it throws, and no other check is', () => {
    const checks = checkAll(
      evidence(
        answering(() => {
          throw new TypeError('no field cents');
        }),
      ),
    );
    expect(checks.filter(({ result }) => result !== 'valid')).toEqual([
      {
        name: 'own',
        result: 'unknown',
        summary: 'The invariant itself failed, so this check decides nothing.',
        evidence: ['TypeError: no field cents'],
        measured: [],
      },
    ]);
  });

  it('is unknown if a snapshot that it asks for is incomplete', () => {
    const whole = evidence(answering(() => answer()));
    const cut = { ...whole, parts: { ...whole.parts, drained: incomplete('state/drained/snapshot.json is missing') } };
    expect(own(cut)).toMatchObject({ result: 'unknown', evidence: ['state/drained/snapshot.json is missing'] });
  });

  it('needs the history only if it reads the operations', () => {
    const cutShort = (changes: Changes) => {
      const whole = evidence(changes);
      return { ...whole, parts: { ...whole.parts, history: incomplete('history.ndjson is missing') } };
    };
    expect(own(cutShort(answering(() => answer())))?.result).toBe('valid');
    const reading = answering(({ operations }) => answer({ summary: `${operations.length} operations.` }));
    expect(own(cutShort(reading))).toMatchObject({ result: 'unknown', evidence: ['history.ndjson is missing'] });
  });
});
