import { describe, expect, it } from '@jest/globals';
import {
  planOf,
  planRepair,
  type PlannedRepair,
  repairsIn,
  ruleOf,
  staleness,
} from '../../../reconciler/engine/plan.ts';
import type { EngineRule, Finding, Row, View } from '../../../reconciler/index.ts';

const view = { name: 'copies', fields: { name: 'text' }, write: () => Promise.reject(new Error()) } as unknown as View;

const row = (key: string, name: string, version = 1n): Row => ({
  key,
  fields: { name },
  version,
  image: JSON.stringify({ name, version: Number(version) }),
});

const repairOf = (key: string, left: Row | undefined, right: Row | undefined): PlannedRepair => {
  const finding: Finding = {
    rule: 'copies',
    key,
    standing: 'drift',
    pair: { ...(left && { left }), ...(right && { right }) },
  };
  const rule = {
    remedy: () => ({
      kind: 'write',
      steps: [
        right === undefined
          ? { view, write: { kind: 'create', key, fields: left?.fields ?? {} } }
          : { view, write: { kind: 'update', key, fields: left?.fields ?? {}, guard: right }, before: right },
      ],
    }),
  } as unknown as EngineRule;
  return planRepair(rule, finding);
};

describe('a plan', () => {
  const moved = repairOf('a', row('a', 'new'), row('a', 'old'));
  const created = repairOf('b', row('b', 'new'), undefined);
  const plan = planOf('run', [moved, created]);

  it('names each operation, its guard and its pre-image', () => {
    const operations = [moved, created].flatMap((repair) => repair.operations);
    expect(operations.map(({ operationId, guard, preImage }) => [operationId, guard, preImage])).toEqual([
      ['copies#a', 'version', '{"name":"old","version":1}'],
      ['copies#b', 'absence', null],
    ]);
    expect(plan.id).toBe(`run-${plan.digest.slice(0, 8)}`);
  });

  it('is the same plan for the same rows, whatever order their columns came in', () => {
    const other = { ...row('a', 'old'), image: '{"version":1,"name":"old"}' };
    expect(planOf('run', [repairOf('a', row('a', 'new'), other), created])).toEqual(plan);
    expect(staleness(plan, [moved, created])).toBeUndefined();
  });

  it.each([
    ['the guarded row', repairOf('a', row('a', 'new'), row('a', 'old', 2n)), 'copies#a changed'],
    ['the master', repairOf('a', row('a', 'newer'), row('a', 'old')), 'copies#a changed'],
    ['the finding itself', repairOf('c', row('c', 'x'), undefined), 'copies#a no longer needs a repair'],
  ])('is stale if %s has changed', (_what, other, reason) => {
    expect(staleness(plan, [other, created])).toContain(reason);
  });

  it('makes only the repairs that it contains', () => {
    const new_ = repairOf('z', row('z', 'new'), undefined);
    expect(repairsIn(plan, [moved, new_, created])).toEqual([moved, created]);
  });

  it('gives operations different names, short enough for a ledger', () => {
    const long = repairOf('k'.repeat(5000), row('k', 'new'), undefined).operations[0]!;
    expect(Buffer.byteLength(long.operationId)).toBeLessThan(1024);
    expect(ruleOf(long.operationId)).toBe('copies');
  });
});
