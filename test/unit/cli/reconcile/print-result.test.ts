import { describe, expect, it } from '@jest/globals';
import type { ReconcileResult } from '../../../../reconciler/index.ts';
import { commandLine, commandName } from '../../../../cli/command-name.ts';
import { printResult, shownKey } from '../../../../cli/commands/reconcile/print-result.ts';

const result = (differences: number, more: Partial<ReconcileResult> = {}): ReconcileResult => ({
  runId: '20260314T150000Z-9f2c1a',
  outcome: 'drift',
  startedAt: '2026-03-14T15:00:00Z',
  endedAt: '2026-03-14T15:00:09Z',
  rules: [
    {
      name: 'orders',
      outcome: 'drift',
      rows: { left: 1_200_000, right: 1_195_900 },
      candidates: differences,
      drift: differences,
      repaired: 0,
      deferred: 0,
      accepted: 0,
      bytes: 1,
      seconds: 1,
    },
  ],
  differences: Array.from({ length: differences }, (_, at) => ({
    rule: 'orders',
    key: `["ch","${at}"]`,
    kind: 'different' as const,
    fields: { total: { left: '1', right: '2' } },
    masters: {},
    repaired: false,
  })),
  ...more,
});

function printed(...given: [ReconcileResult, Parameters<typeof printResult>[2]]): string[] {
  const lines: string[] = [];
  printResult(given[0], { print: (line) => lines.push(line) }, given[1]);
  return lines;
}

describe('the printed result of a run', () => {
  it('says that nothing was compared if both views are empty', () => {
    const [rule] = result(0).rules;
    const of = (left: number) => ({
      rules: rule === undefined ? [] : [{ ...rule, outcome: 'clean' as const, rows: { left, right: left } }],
    });
    expect(printed(result(0, of(0)), { options: [] })[1]).toContain('nothing was compared: neither view shows a row');
    expect(printed(result(0, of(1)), { options: [] })[1]).not.toContain('nothing was compared');
  });

  it('lists differences by rule and key, numbers in their order', () => {
    const found = result(12);
    const lines = printed({ ...found, differences: found.differences.toReversed() }, { options: [] });
    const keys = lines.flatMap((line) => /orders ch \/ (\d+) different/.exec(line)?.[1] ?? []);
    expect(keys).toEqual(Array.from({ length: 12 }, (_, at) => String(at)));
  });

  it('shows at most 100 differences, and says how many more there are', () => {
    const lines = printed(result(4100), { options: [] });
    expect(lines.filter((line) => line.includes('different'))).toHaveLength(100);
    expect(lines.at(-1)).toBe('    and 4,000 more; --json prints all of them');
    const writing = printed(result(4100), { options: [], showsAll: '--drift FILE writes all of them' });
    expect(writing.at(-1)).toBe('    and 4,000 more; --drift FILE writes all of them');
    expect(lines[1]).toContain('1,200,000 | 1,195,900 rows, 4,100 drift');
    expect(printed(result(3), { options: [] }).join('\n')).not.toContain('more');
    expect(printed(result(1), { options: [], omittedDifferences: 20 }).at(-1)).toBe('    and 20 more');
  });

  it('shows a key of several parts as its parts', () => {
    expect(printed(result(1), { options: [] })[2]).toContain('orders ch / 0 different');
    expect(shownKey('["a b","c/d"]')).toBe('"a b" / "c/d"');
    expect(shownKey('plain')).toBe('plain');
    expect(shownKey('["one"]')).toBe('["one"]');
    expect(shownKey('[“broken')).toBe('[“broken');
  });

  it('ends with the command that makes a plan, as a shell takes it', () => {
    const plan = { id: 'p-1', digest: 'd', operations: 4000 };
    const [line = ''] = printed(result(0, { plan }), { options: ['--config', "/my folder/it's.ts"] }).slice(-1);
    expect(line).toContain(`plan p-1: 4,000 operations; to make them: `);
    expect(line).toMatch(/evenkeel reconcile --repair --approve p-1 --config '\/my folder\/it'\\''s\.ts'$/);
  });
});

describe('the name of the command', () => {
  it('is what a shell finds: with npx, unless it was started without npm', () => {
    expect(commandName({})).toBe('evenkeel');
    expect(commandName({ npm_execpath: '/usr/lib/npm' })).toBe('npx evenkeel');
    expect(commandLine('up')).toMatch(/evenkeel up$/);
  });
});
