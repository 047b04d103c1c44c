/** One rule's pass over its two sides: finds what differs and still differs after settling. */
import { type Bounds, compare, compareChanged, type Comparison, detached } from './compare/index.ts';
import { type PreparedComparison, recalled } from './in-parts/index.ts';
import type { Clock, Progress } from './ports.ts';
import { type AbsentField, AbsentFieldError } from './errors.ts';
import type { Reading } from './row.ts';
import { checkRows, type RowCounts } from './row-count.ts';
import type { EngineRule, Finding } from './rule.ts';
import { settle } from './settle.ts';
import { isFound, type Settled } from './standing.ts';

export interface Search {
  readonly rows: { readonly left: number; readonly right: number };
  readonly candidates: number;
  /** Number of findings. */
  readonly drift: number;
  /** The first `keep` findings; for a dense diff possibly a few fewer. */
  readonly findings: readonly Finding[];
  readonly deferred: number;
  /** Set when only recently written keys were looked at; `rows` counts those. */
  readonly pass?: 'changes';
}

export interface SearchPorts extends Bounds {
  readonly clock: Clock;
  readonly reading: Reading;
  readonly progress: (progress: Progress) => void;
  /** Called before each wait; keeps the lease. */
  readonly holdOn: () => Promise<void>;
  /** What workers found out, if they have compared the sides. */
  readonly prepared?: PreparedComparison;
  /** Looks only at keys written since then, epoch milliseconds. */
  readonly since?: number;
  /** Rows of each side at the last complete pass. */
  readonly rowsBefore?: RowCounts;
  /** Maximum number of findings held in memory. */
  readonly keep: number;
  /** Called with every finding as it settles. */
  readonly found?: (finding: Finding) => Promise<void> | undefined;
}

/** @param open findings of earlier rules that have not been repaired: they may explain a difference of this rule */
export async function search(rule: EngineRule, open: readonly Finding[], ports: SearchPorts): Promise<Search> {
  const { name } = rule;
  const { clock, reading, spool, memory, progress, holdOn, keep } = ports;
  const absent: AbsentField[] = [];
  const scanning: Reading = {
    ...reading,
    scratch: { spool, rows: Math.max(1, Math.floor(memory.rows / 4)) },
    absent: (field) => {
      absent.push(field);
    },
  };
  const compared = await comparisonOf(rule, scanning, ports);
  const { rows, candidates, denseDiff, tokens, pass } = compared;
  absent.push(...(ports.prepared?.absent ?? []));
  const suspects = denseDiff ?? candidates;
  const findings: Finding[] = [];
  const counts = { drift: 0, deferred: 0 };
  try {
    progress({ kind: 'scanned', rule: name, ...rows, candidates: suspects.count });
    if (pass === undefined) checkRows(rule, rows, ports.rowsBefore);
    if (suspects.count > 0) checkFields(rule, absent);
    await settle(suspects, rule, {
      clock,
      reading,
      spool,
      memory,
      keep,
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
        if (settled.hasImages && findings.length < keep) findings.push({ ...finding, key: detached(finding.key) });
        return ports.found?.(finding);
      },
    });
  } finally {
    await candidates.close();
  }
  progress({ kind: 'settled', rule: name, ...counts });
  return { rows, candidates: suspects.count, findings, ...counts, ...(pass && { pass }) };
}

function comparisonOf(rule: EngineRule, reading: Reading, ports: SearchPorts): Promise<Comparison> {
  const { prepared, since } = ports;
  if (prepared !== undefined) return recalled(rule, prepared, ports);
  return since === undefined ? compare(rule, reading, ports) : compareChanged(rule, since, reading, ports);
}

/** A field that both sides lack is no difference. One that a single side lacks differs in every row. */
function checkFields({ name, compared = [] }: EngineRule, absent: readonly AbsentField[]): void {
  for (const field of compared) {
    const views = new Map(absent.filter((one) => one.field === field).map((one) => [one.view, one]));
    const [only, other] = views.values();
    if (only !== undefined && other === undefined) throw new AbsentFieldError(name, only);
  }
}

function findingOf(rule: EngineRule, { key, standing, pair }: Settled, open: readonly Finding[]): Finding | undefined {
  if (!isFound(standing)) return undefined;
  return rule.explained(pair, key, open) ? undefined : { rule: rule.name, key, standing, pair };
}
