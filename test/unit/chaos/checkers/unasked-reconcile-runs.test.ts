/** What reconcile runs may say in an experiment that judges none, and seeds no drift. */
import { describe, expect, it } from '@jest/globals';
import {
  type Journal,
  type LedgerEntry,
  LoadFault,
  type ReconcileResult,
  type RunEvent,
  type StoredRecord,
} from '../../../../chaos/schemas/index.ts';
import type { SagaState, SystemDefinition } from '../../../../chaos/system/index.ts';
import { sample } from '../sample-system.ts';
import { checkNamed } from '../one-check.ts';
import { at, type Changes, evidence, events, journal, ledger, reconcile, sagas, snapshot } from '../sound-run.ts';

type Rule = ReconcileResult['rules'][number];
type Difference = ReconcileResult['differences'][number];

const [rule] = reconcile.rules as [Rule];
const [difference] = reconcile.differences as [Difference];
const [entry] = ledger as [LedgerEntry];
const CLEAN: Partial<Rule> = { outcome: 'clean', candidates: 0, drift: 0, repaired: 0 };
const DEFERRED: Partial<Rule> = { ...CLEAN, outcome: 'unsettled', deferred: 2 };
const INCONCLUSIVE: Partial<Rule> = { ...CLEAN, outcome: 'inconclusive', reason: 'a page is missing' };

const { reconcile: judged, ...unjudged } = journal.experiment;
const QUIET: Changes = {
  journal: { experiment: { ...unjudged, drift: [] } },
  events: events.filter(({ kind }) => kind !== 'drift.seeded'),
  drifted: snapshot('drifted', 18),
  ledger: [],
};

/** A run of half a second. The load goes on from 1 s to 16 s. */
function withRun(seconds: number, own: Partial<Rule>, differences: readonly Difference[] = []): Changes {
  const run: ReconcileResult = {
    ...reconcile,
    startedAt: at(seconds),
    endedAt: at(seconds + 0.5),
    outcome: own.outcome ?? rule.outcome,
    rules: [{ ...rule, ...own }],
    differences: [...differences],
  };
  return { ...QUIET, reconciles: [run] };
}

function answer(name: string, changes: Changes) {
  const found = checkNamed(name, evidence(changes));
  return { result: found?.result, lines: found?.evidence };
}

const SOUND = { result: 'valid', lines: [] };
const FOUND = 'titles emma: found by hourly, and no drift was seeded';
const loan = { ...difference, key: 'r1-hit-0' };
const PLAIN: SystemDefinition = { name: sample.name, reconciliation: sample.reconciliation };
const base = { ...difference, key: 'r1-base-0' };
const drained = (held: readonly SagaState[]) => snapshot('drained', 16, held);
/** A saga whose owner has not ended it, and one of which the owner has no record. */
const OPEN: SagaState = { correlationId: 'r1-open-0', records: { loan: { state: 'OPEN' }, copy: null, fee: null } };
const UNOWNED: SagaState = {
  correlationId: 'r1-hit-0',
  records: { loan: null, copy: { loanId: 'r1-hit-0', state: 'HELD', title: 'emma', copies: 1 }, fee: null },
};
/** The fee of `r1-base-0`, whose owner ended it in second 3, was last written in this one. */
const writtenAt = (seconds: number): Changes => {
  const { views, ...rest } = drained(sagas);
  const fee: StoredRecord = { key: 'r1-base-0', fields: { status: 'PAID', cents: 500 }, touchedAt: at(seconds) };
  return { drained: { ...rest, views: new Map([...views, ['fees.charges', new Map([['r1-base-0', fee]])]]) } };
};
const hold = { ...difference, key: 'hold-r1-hit-0' };

describe('a reconcile run of an experiment that judges none', () => {
  it.each<[what: string, changes: Changes]>([
    ['did not take place', { ...QUIET, reconciles: [] }],
    ['found nothing before the load', withRun(0.2, CLEAN)],
    ['found nothing after it', withRun(19, CLEAN)],
    ['found a saga in progress', withRun(7, {}, [loan])],
    ['found a record of a saga in progress', withRun(7, {}, [hold])],
    ['found a saga that had ended just before', withRun(13, {}, [base])],
    ['found a record of a saga that was written after its end', { ...withRun(15, {}, [base]), ...writtenAt(5) }],
    ['found a saga that began just after it', withRun(-4.5, {}, [loan])],
    ['found a saga of which only one record is there', { ...withRun(15, {}, [loan]), drained: drained([UNOWNED]) }],
    ['left keys undecided before the load', withRun(0.2, DEFERRED)],
    [
      'left keys undecided after it, while a saga goes on',
      { ...withRun(19, DEFERRED), drained: drained([...sagas, OPEN]) },
    ],
    ['reached no conclusion until the load began', withRun(0.5, INCONCLUSIVE)],
    ['left keys undecided while the load went on', withRun(10, DEFERRED)],
    ['reached no conclusion while faults acted', withRun(10, INCONCLUSIVE)],
  ])('is sound if it %s', (_what, changes) => {
    expect(judged).toBeDefined();
    expect(answer('reconciliation', changes)).toEqual(SOUND);
  });

  it.each([19, 16])('is unsound if it found after the load, in second %d, what the load left', (seconds) => {
    expect(answer('reconciliation', withRun(seconds, {}, [difference]))).toEqual({ result: 'invalid', lines: [FOUND] });
  });

  it.each<[result: string, changes: Changes, differences: number, summary: string]>([
    ['valid', withRun(19, CLEAN), 0, 'No drift was seeded, and 1 reconcile run found nothing that the load had left.'],
    ['invalid', withRun(19, {}, [difference]), 1, 'The load left 1 difference to the reconciler.'],
    [
      'unknown',
      withRun(10, {}, [difference]),
      1,
      'Reconcile runs found differences that nothing in this run explains.',
    ],
    ['unknown', withRun(0.2, INCONCLUSIVE), 0, 'Reconcile runs decided nothing about some keys.'],
  ])('is %s, with the number of differences', (result, changes, value, summary) => {
    expect(checkNamed('reconciliation', evidence(changes))).toMatchObject({
      result,
      summary,
      measured: [{ name: 'differences found', unit: 'keys', value, budget: 0 }],
    });
  });

  it('proves nothing of what it found after the load if a store was absent', () => {
    const gap = { kind: 'heartbeat-gap', who: 'DynamoDB Local', fromMs: 6000, toMs: 12_000 } as const;
    const gone: RunEvent = { at: at(12), elapsedMs: 12_000, ...gap };
    const changes = withRun(19, {}, [difference]);
    expect(answer('reconciliation', { ...changes, events: [...(changes.events ?? []), gone] }).result).toBe('unknown');
  });

  it.each<[what: string, changes: Changes, line: string]>([
    ['found a difference before the load', withRun(0.2, {}, [difference]), FOUND],
    ['found a difference while the load went on', withRun(10, {}, [difference]), FOUND],
    [
      'found after the load what the load did not touch',
      withRun(19, {}, [{ ...difference, key: 'dune' }]),
      'titles dune: found by hourly, and no drift was seeded',
    ],
    [
      'found a saga that had ended long before',
      withRun(13.1, {}, [base]),
      'titles r1-base-0: found by hourly, and no drift was seeded',
    ],
    [
      'found a saga whose records were written long before',
      { ...withRun(15.1, {}, [base]), ...writtenAt(5) },
      'titles r1-base-0: found by hourly, and no drift was seeded',
    ],
    [
      'found a saga in a system without sagas',
      { ...withRun(7, {}, [loan]), system: PLAIN },
      'titles r1-hit-0: found by hourly, and no drift was seeded',
    ],
    [
      'found a record of which the stores show no view',
      { ...withRun(7, {}, [{ ...difference, key: 'dune' }]), drained: { ...drained(sagas), views: new Map() } },
      'titles dune: found by hourly, and no drift was seeded',
    ],
    [
      'reached no conclusion in a run without phases',
      { ...withRun(10, INCONCLUSIVE), events: QUIET.events!.filter(({ kind }) => kind !== 'phase.began') },
      'hourly: titles reached no conclusion: a page is missing',
    ],
    [
      'reached no conclusion before the load, and does not say why',
      withRun(0.2, { ...INCONCLUSIVE, reason: undefined }),
      'hourly: titles reached no conclusion',
    ],
    [
      'left keys undecided in a system without sagas',
      { ...withRun(19, DEFERRED), system: PLAIN },
      'hourly: titles left 2 keys undecided, although all sagas had ended',
    ],
    [
      'found a saga that began long after it',
      {
        ...withRun(-11, {}, [loan]),
        drained: snapshot('drained', 16, sagas),
      },
      'titles r1-hit-0: found by hourly, and no drift was seeded',
    ],
    [
      'reached no conclusion before the load',
      withRun(0.2, INCONCLUSIVE),
      'hourly: titles reached no conclusion: a page is missing',
    ],
    [
      'left keys undecided after the load',
      withRun(19, DEFERRED),
      'hourly: titles left 2 keys undecided, although all sagas had ended',
    ],
  ])('leaves the question open if it %s', (_what, changes, line) => {
    expect(answer('reconciliation', changes)).toEqual({ result: 'unknown', lines: [line] });
  });

  it('is sound if it found what a release wrote, and nothing else', () => {
    const code = LoadFault.parse({
      id: 'forgets',
      fault: 'release',
      scenario: 'base',
      leaseSeconds: 60,
      parameters: { function: 'desk-api', defect: 'code', code: 'no-copies' },
    });
    const hit: RunEvent = {
      ...{ at: at(3), elapsedMs: 3000, kind: 'fault.hit', faultId: code.id },
      ...{ correlationId: 'r1-base-0', point: 'release', attempt: 1 },
    };
    const drift = () => ({ rule: 'titles', key: 'dune' });
    const releases = [{ name: 'no-copies', summary: 'It forgets copies.', overrides: [], drift }];
    const { experiment } = QUIET.journal as Pick<Journal, 'experiment'>;
    const found = (...differences: readonly Difference[]) =>
      answer('reconciliation', {
        ...withRun(19, {}, differences),
        journal: { experiment: { ...experiment, faults: [...experiment.faults, code] } },
        events: [...QUIET.events!, hit],
        system: { ...sample, releases },
      });
    const dune = { ...difference, key: 'dune' };
    expect(found(dune)).toEqual(SOUND);
    expect(found(dune, difference)).toEqual({ result: 'invalid', lines: [FOUND] });
    expect(found({ ...dune, rule: 'loans' })).toEqual({
      result: 'unknown',
      lines: ['loans dune: found by hourly, and no drift was seeded'],
    });
  });

  const repaired: Changes = { ...withRun(19, {}, [difference]), ledger: [{ ...entry, intendedAt: at(19.2) }] };

  it.each<[what: string, changes: Changes, lines: readonly string[]]>([
    [
      'has no entry for a repair',
      { ...repaired, ledger: [] },
      ['titles emma: repaired by hourly, but its ledger has no entry'],
    ],
    [
      'has an entry of what the run did not find',
      { ...withRun(0.2, CLEAN), ledger: [{ ...entry, intendedAt: at(0.3) }] },
      ['titles emma: in the ledger of hourly, which did not find it'],
    ],
    [
      'has another row than the stores held after the drain',
      repaired,
      ['desk.titles emma: name before its repair is "Emma" and "Ema", by the ledger and the stores'],
    ],
  ])('violates its ledger if that %s', (_what, changes, lines) => {
    expect(answer('ledger-whole', changes)).toEqual({ result: 'invalid', lines });
  });

  it('needs no ledger if it repaired nothing', () => {
    const missing = { ledgers: 'there is none' };
    expect(answer('ledger-whole', { ...withRun(0.2, CLEAN), missing })).toEqual(SOUND);
    expect(answer('ledger-whole', { ...repaired, missing })).toEqual({ result: 'unknown', lines: ['there is none'] });
    for (const part of ['events', 'reconciles'] as const)
      expect(answer('ledger-whole', { ...QUIET, missing: { [part]: 'cut' } })).toEqual({
        result: 'unknown',
        lines: ['cut'],
      });
    expect(answer('ledger-whole', withRun(0.2, CLEAN))).toEqual(SOUND);
  });
});
