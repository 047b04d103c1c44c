/** One rule's pass over its two sides: what differs, and stays different. */
import { type Bounds, compare, compareChanged, own } from './compare/index.ts';
import { TooFewRowsError } from './errors.ts';
import type { Clock, Progress } from './ports.ts';
import type { EngineRule, Finding } from './rule.ts';
import { settle } from './settle.ts';
import { isFound, type Settled } from './standing.ts';
import type { Reading } from './view.ts';

export interface Search {
  readonly rows: { readonly left: number; readonly right: number };
  readonly candidates: number;
  /** All findings that were told. */
  readonly drift: number;
  /** The first `keep` of them, or nearly as many of those of a crowd. */
  readonly findings: readonly Finding[];
  readonly deferred: number;
  /** Only keys that were written lately were looked at, and `rows` are of those. */
  readonly pass?: 'changes';
}

export interface SearchPorts extends Bounds {
  readonly clock: Clock;
  readonly reading: Reading;
  readonly progress: (progress: Progress) => void;
  /** Before each wait: keeps the lease. */
  readonly holdOn: () => Promise<void>;
  /** Looks only at keys that were written since then, epoch milliseconds. */
  readonly since?: number;
  /** Findings that are held in memory. */
  readonly keep: number;
  /** Is told every finding as it settles. */
  readonly found?: (finding: Finding) => Promise<void> | undefined;
}

export async function search(rule: EngineRule, open: readonly Finding[], ports: SearchPorts): Promise<Search> {
  const { name } = rule;
  const { reading, progress, holdOn } = ports;
  const { since } = ports;
  const { rows, candidates, crowd, tokens, pass } =
    since === undefined ? await compare(rule, reading, ports) : await compareChanged(rule, since, reading, ports);
  const suspects = crowd ?? candidates;
  const findings: Finding[] = [];
  const counts = { drift: 0, deferred: 0 };
  try {
    progress({ kind: 'scanned', rule: name, ...rows, candidates: suspects.count });
    if (pass === undefined) expectRows(rule, rows);
    await settle(suspects, rule, {
      ...ports,
      tokens,
      began: async (round, left) => {
        progress({ kind: 'settling', rule: name, round, candidates: left });
        await holdOn();
      },
      settled: (settled) => {
        if (settled.standing === 'deferred') counts.deferred += 1;
        const finding = findingOf(rule, settled, open);
        if (finding === undefined) return undefined;
        counts.drift += 1;
        if (settled.hasImages && findings.length < ports.keep) findings.push({ ...finding, key: own(finding.key) });
        return ports.found?.(finding);
      },
    });
  } finally {
    await candidates.close();
  }
  progress({ kind: 'settled', rule: name, ...counts });
  return { rows, candidates: suspects.count, findings, ...counts, ...(pass && { pass }) };
}

function expectRows({ name, expectRows }: EngineRule, rows: Search['rows']): void {
  for (const side of ['left', 'right'] as const) {
    if (rows[side] >= expectRows[side]) continue;
    throw new TooFewRowsError(name, side, rows[side], expectRows[side]);
  }
}

function findingOf(rule: EngineRule, { key, standing, pair }: Settled, open: readonly Finding[]): Finding | undefined {
  if (!isFound(standing)) return undefined;
  return rule.explained(pair, key, open) ? undefined : { rule: rule.name, key, standing, pair };
}
