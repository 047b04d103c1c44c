import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const section = (title: string): string =>
  readFileSync('docs/architecture.md', 'utf8')
    .split('\n## ')
    .find((text) => text.startsWith(`${title}\n`)) ?? '';

describe("one row's way from the command to the ledger", () => {
  const steps = [...section("One row's way").matchAll(/^\d+\. `([^`]+)`: .*$/gm)];
  const files = steps.map(([, file = '']) => file);

  it('is at most 22 files with at most 3 turns back', () => {
    expect(files.length).toBeGreaterThan(10);
    expect(files.length).toBeLessThanOrEqual(22);
    expect(steps.filter(([line]) => line.includes('(turn: ')).length).toBeLessThanOrEqual(3);
  });

  it('names files that exist, each once, from the command to the ledger', () => {
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(new Set(files).size).toBe(files.length);
    expect([files[0], files.at(-1)]).toEqual(['cli/commands/reconcile/run.ts', 'reconciler/control/ledger.ts']);
  });
});
