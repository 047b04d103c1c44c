import { describe, expect, it } from '@jest/globals';
import { ReconcileResult } from '../../../chaos/schemas/index.ts';
import type * as reconciler from '../../../reconciler/index.ts';

type Rule = reconciler.ReconcileResult['rules'][number];
type Difference = reconciler.ReconcileResult['differences'][number];
type Recovered = NonNullable<reconciler.ReconcileResult['recovered']>[number];

/** Typed as `Required`, so that a field the reconciler gains does not compile here until it is added. */
const rule: Required<Rule> = {
  name: 'order-payment',
  outcome: 'repaired',
  rows: { left: 12, right: 11 },
  candidates: 3,
  drift: 2,
  repaired: 2,
  deferred: 0,
  accepted: 1,
  bytes: 2048,
  readUnits: 1.5,
  seconds: 0.25,
  reason: 'one key was repaired by an earlier run',
  pass: 'changes',
  resumedFrom: { runId: 'earlier', startedAt: '2026-01-01T11:00:00.000Z' },
};
const difference: Required<Difference> = {
  rule: 'order-payment',
  key: 'r1-base-0',
  kind: 'different',
  fields: { state: { left: 'COMPLETED', right: null }, lines: { left: [{ quantity: 2 }], right: [] } },
  masters: { state: 'left' },
  repaired: false,
  reason: 'the row changed in the meantime',
  cause: {
    kind: 'conflict',
    summary: 'Both replicas were written.',
    records: [{ key: 'r1-base-0', view: 'orders-us', at: '2026-01-01T11:00:00.000Z', fields: { seats: '2.5' } }],
    moreRecords: 2,
    derivedAt: '2026-01-01T11:00:00.000Z',
    losingWrite: { key: 'r1-base-0', view: 'orders-eu' },
  } satisfies Required<reconciler.Cause>,
};
const recovered: Required<Recovered> = {
  runId: 'killed',
  operationId: 'killed/1',
  status: 'done',
  reason: 'the row holds what was to be written',
};
const full: Required<reconciler.ReconcileResult> = {
  runId: 'hourly',
  outcome: 'repaired',
  startedAt: '2026-01-01T12:00:00.000Z',
  endedAt: '2026-01-01T12:00:02.000Z',
  rules: [rule],
  differences: [difference],
  plan: { id: 'plan-1', digest: 'abc', operations: 4 },
  recovered: [recovered],
  notDue: ['stock-counters'],
};

const kinds: Record<Difference['kind'], true> = {
  'missing-left': true,
  'missing-right': true,
  different: true,
  unreadable: true,
};
const statuses: Record<Recovered['status'], true> = { done: true, 'not-done': true, unknown: true, intended: true };
const outcomes: Record<reconciler.ReconcileResult['outcome'], true> = {
  clean: true,
  repaired: true,
  drift: true,
  unsettled: true,
  inconclusive: true,
  stopped: true,
};

const keysOf = <Key extends string>(record: Record<Key, true>) => Object.keys(record) as Key[];
const parsed = (result: unknown) => ReconcileResult.safeParse(result).success;

describe("chaos's schema of a reconcile result", () => {
  it('keeps every field that the reconciler can write, and changes none', () => {
    expect(ReconcileResult.parse(JSON.parse(JSON.stringify(full)))).toEqual(full);
  });

  it.each(keysOf(outcomes))('knows the outcome %s, of a run and of a rule', (outcome) => {
    expect(parsed({ ...full, outcome, rules: [{ ...rule, outcome }] })).toBe(true);
  });

  it.each(keysOf(kinds))('knows a difference of kind %s', (kind) => {
    expect(parsed({ ...full, differences: [{ ...difference, kind }] })).toBe(true);
  });

  it.each(keysOf(statuses))('knows a recovered write that is %s', (status) => {
    expect(parsed({ ...full, recovered: [{ ...recovered, status }] })).toBe(true);
  });

  it.each<[what: string, result: object]>([
    ['a field of a run', { ...full, mood: 'good' }],
    ['a field of a rule', { ...full, rules: [{ ...rule, mood: 'good' }] }],
    ['a field of a difference', { ...full, differences: [{ ...difference, mood: 'good' }] }],
    ['a field of a recovered write', { ...full, recovered: [{ ...recovered, mood: 'good' }] }],
    ['an outcome of a rule', { ...full, rules: [{ ...rule, outcome: 'fine' }] }],
  ])('refuses %s that it does not know', (_what, result) => {
    expect(parsed(result)).toBe(false);
  });
});
