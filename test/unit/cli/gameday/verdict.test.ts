import { describe, expect, it } from '@jest/globals';
import type { RunSummary } from '../../../../chaos/index.ts';
import type { FinishedRun } from '../../../../cli/gameday/run-one.ts';
import { printVerdict } from '../../../../cli/gameday/verdict.ts';
import { createTerminal } from '../../../../cli/terminal.ts';

const NONE = { seeded: null, found: null, repaired: null };

const printed = (drift: RunSummary['drift'], regions?: object): string[] => {
  const lines: string[] = [];
  const terminal = createTerminal({ json: false, quiet: true, color: false });
  const summary = { verdict: 'PASS', reasons: [], failures: [], times: [], ends: null, hits: {}, drift };
  const journal = { experiment: { title: 'A run' }, system: null, command: 'evenkeel chaos run a', regions };
  const run = { journal, summary, report: 'report.html' } as unknown as FinishedRun;
  printVerdict(run, { ...terminal, print: (line) => lines.push(line) });
  return lines;
};

describe('the figures of drift in a printed verdict', () => {
  it('are those that the run measured, and no question marks for the others', () => {
    expect(printed({ seeded: 9, found: 9, repaired: 8 })).toContain('  drift: 9 seeded, 9 found, 8 repaired');
    expect(printed({ seeded: 9, found: null, repaired: null })).toContain('  drift: 9 seeded');
    const none = printed(NONE).join('\n');
    expect(none).not.toContain('drift');
    expect(none).not.toContain('?');
  });
});

describe('the heading of a printed verdict', () => {
  it('names the region of a run on one of two, and no region otherwise', () => {
    const regions = { own: 'other', home: 'us-east-1', other: 'eu-west-1', moveWithinSeconds: 98 };
    expect(printed(NONE, regions)).toContain('PASS  A run (eu-west-1)');
    expect(printed(NONE, { ...regions, own: 'home' })).toContain('PASS  A run (us-east-1)');
    expect(printed(NONE)).toContain('PASS  A run');
  });
});
