import { CANONICAL_VERSION } from '../canonical.ts';
import type { Reading } from '../row.ts';
import type { EngineRule } from '../rule.ts';
import { cellsFor, type SketchPlan } from '../sketch/index.ts';

export type Side = 'left' | 'right';
export const SIDES: readonly Side[] = ['left', 'right'];

/** How a rule is compared in parts. */
export interface PartsPlan {
  readonly sketch: SketchPlan;
  /** The parts of each side, as its view describes them. */
  readonly parts: Readonly<Record<Side, readonly string[]>>;
}

export interface PlanPartsOptions {
  readonly reading: Reading;
  /** 32 hexadecimal digits, chosen at random for each run. */
  readonly seed: string;
  /** The number of parts of each side. */
  readonly parts: Readonly<Record<Side, number>>;
}

/**
 * Maximum number of cells. A process holds two sketches of 36 bytes a cell; more cells mean fewer rows that are read
 * again because they share a cell with a difference.
 */
const MAX_CELLS = 2 ** 20;

/**
 * Whether workers can compare the rule: its sides must be equal, and readable in parts. A rule that runs after others
 * waits for their repairs, so it is compared by the run itself.
 */
export const canBeInParts = ({ relation, sides, after }: Pick<EngineRule, 'relation' | 'sides' | 'after'>): boolean =>
  relation.kind === 'equal' && sides.parts !== undefined && after.length === 0;

/** Undefined for a rule that cannot be compared in parts. */
export async function planParts(rule: EngineRule, options: PlanPartsOptions): Promise<PartsPlan | undefined> {
  const { sides } = rule;
  const { reading, seed } = options;
  if (!canBeInParts(rule) || sides.parts === undefined) return undefined;
  const [left, right] = await Promise.all([sides.pushLeft?.(reading), sides.pushRight?.(reading)]);
  const maxCells = Math.min(MAX_CELLS, left?.maxCells ?? MAX_CELLS, right?.maxCells ?? MAX_CELLS);
  const cells = cellsFor(await sides.estimate?.(reading), maxCells);
  return {
    sketch: { version: CANONICAL_VERSION, seed, cells },
    parts: {
      left: await sides.parts.left.list(options.parts.left, reading),
      right: await sides.parts.right.list(options.parts.right, reading),
    },
  };
}
