/** One rule's pass over its two sides: what differs, and stays different. */
import { compare } from './compare.ts';
import { TooFewRowsError } from './errors.ts';
import type { Clock, Progress } from './ports.ts';
import type { EngineRule, Finding } from './rule.ts';
import { type Settled, settle } from './settle.ts';
import type { Reading } from './view.ts';

export interface Search {
  readonly rows: { readonly left: number; readonly right: number };
  readonly candidates: number;
  readonly findings: readonly Finding[];
  readonly deferred: number;
}

export interface SearchPorts {
  readonly clock: Clock;
  readonly reading: Reading;
  readonly progress: (progress: Progress) => void;
  /** Before each wait: keeps the lease. */
  readonly holdOn: () => Promise<void>;
}

export async function search(rule: EngineRule, open: readonly Finding[], ports: SearchPorts): Promise<Search> {
  const { sides, relation, name } = rule;
  const { clock, reading, progress, holdOn } = ports;
  const { rows, candidates } = await compare(sides.scanLeft(reading), sides.scanRight(reading), relation);
  progress({ kind: 'scanned', rule: name, ...rows, candidates: candidates.length });
  expectRows(rule, rows);
  const settled = await settle(candidates, rule, clock, reading, async (round, left) => {
    progress({ kind: 'settling', rule: name, round, candidates: left });
    await holdOn();
  });
  const findings = settled.flatMap((key) => findingOf(rule, key, open));
  const deferred = settled.filter(({ standing }) => standing === 'deferred').length;
  progress({ kind: 'settled', rule: name, drift: findings.length, deferred });
  return { rows, candidates: candidates.length, findings, deferred };
}

function expectRows({ name, expectRows }: EngineRule, rows: Search['rows']): void {
  for (const side of ['left', 'right'] as const) {
    if (rows[side] >= expectRows[side]) continue;
    throw new TooFewRowsError(name, side, rows[side], expectRows[side]);
  }
}

function findingOf(rule: EngineRule, { key, standing, pair }: Settled, open: readonly Finding[]): Finding[] {
  if (standing !== 'drift' && standing !== 'stuck') return [];
  if (rule.explained(pair, key, open)) return [];
  return [{ rule: rule.name, key, standing, pair }];
}
