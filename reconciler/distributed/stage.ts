import type { Clock, EngineRule, Reading } from '../engine/index.ts';
import { ReconcilerError } from '../engine/index.ts';
import type { Reconciliation } from '../rules/index.ts';
import type { ControlTables } from '../tables.ts';
import type { Batch, PlannedRule, Unit } from './batch.ts';

/** What every stage works with. */
export interface StageContext {
  readonly reconciliation: Reconciliation;
  readonly tables: ControlTables;
  readonly clock: Clock;
  /** Aborted when the function's time is up. */
  readonly signal: AbortSignal;
  /** The most workers that run at the same time. */
  readonly workers: number;
}

/** The functions of a distributed run do not all run the same rules. */
class ChangedRuleError extends ReconcilerError {
  constructor(rule: string) {
    super(`the rule ${rule} was changed while a distributed run compared it; the next run compares it again`);
  }
}

/** @throws ChangedRuleError */
export function engineRule({ reconciliation }: Pick<StageContext, 'reconciliation'>, planned: PlannedRule): EngineRule {
  const found = reconciliation.rules.find(({ name }) => name === planned.rule);
  if (found?.digest !== planned.digest) throw new ChangedRuleError(planned.rule);
  return found.engine;
}

/** What a worker read. */
export interface Meter {
  bytes: number;
  readUnits: number;
}

/** Reads one part, with a fair share of its view's read capacity. */
export function readingOf({ signal, workers }: StageContext, unit: Unit, meter: Meter): Reading {
  return {
    signal,
    part: unit.part,
    readShare: 1 / Math.max(1, Math.min(workers, unit.rule.parts[unit.side].length)),
    received: (bytes) => {
      meter.bytes += bytes;
    },
    consumed: (readUnits) => {
      meter.readUnits += readUnits;
    },
  };
}

/** Names of what the stages of a batch leave in the control table. */
export const stateName = {
  sketch: ({ id }: Pick<Batch, 'id'>, unit: number): string => `batch#${id}#sketch#${unit}`,
  merged: ({ id }: Pick<Batch, 'id'>, group: number): string => `batch#${id}#merged#${group}`,
  read: ({ id }: Pick<Batch, 'id'>, round: number, unit: number): string => `batch#${id}#read#${round}#${unit}`,
  decision: ({ id }: Pick<Batch, 'id'>, round: number, rule: string): string => `batch#${id}#decision#${round}#${rule}`,
  joined: ({ id }: Pick<Batch, 'id'>, round: number, rule: string): string => `batch#${id}#joined#${round}#${rule}`,
};
