import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const section = (title: string): string =>
  readFileSync('docs/architecture.md', 'utf8')
    .split('\n## ')
    .find((text) => text.startsWith(`${title}\n`)) ?? '';

describe('the path of one row from the command to the ledger', () => {
  const steps = [...section('The path of one row').matchAll(/^\d+\. `([^`]+)`: .*$/gm)];
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

describe('the path of one fault from the document to the report', () => {
  const rows = section('The path of one fault')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const files = rows.flatMap((row) => [...row.matchAll(/`([a-z]+\/[^`]+)`/g)].map(([, file = '']) => file));

  it('is at most 35 files', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.length).toBeLessThanOrEqual(35);
  });

  it('names files that exist, each once', () => {
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(new Set(files).size).toBe(files.length);
  });
});
