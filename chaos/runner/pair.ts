/** A run on one region of a system that has two, and what it needs of the run on the other one, which goes on beside it. */
import type { RegionFault, RegionRole } from '../schemas/index.ts';

/** A copy that differs from the one in the home region. */
export interface ReplicaDifference {
  readonly rule: string;
  readonly view: string;
  readonly key: string;
}

/** What the rules of the other region say. */
export interface ReplicaComparison {
  /** The views whose records they compared with those of the home region. */
  readonly views: readonly string[];
  readonly found: readonly ReplicaDifference[];
}

/** A region's customers were sent to another one. */
export interface CustomersMoved {
  /** Virtual time, ISO 8601. */
  readonly at: string;
  /** The region closest to the customers. */
  readonly near: string;
  readonly to: string;
}

/**
 * Moments that one run reaches and the other one waits for. The home region's run seeds drift only when the other's has
 * read its stores at rest, and the other's run reconciles only when nothing that the home region repairs is on its way.
 */
export type PairMoment = 'at-rest' | 'reconciled';

export interface RegionPair {
  /** Token that starts the correlation ids of both runs. */
  readonly run: string;
  /** The region of this run. */
  readonly own: RegionRole;
  /** Names of the regions, such as us-east-1. */
  readonly names: Readonly<Record<RegionRole, string>>;
  /** Virtual seconds within which the customers of a lost region must be moved. */
  readonly moveWithinSeconds: number;
  /** Begins a fault once both runs ask for it; resolves in both when it has begun. */
  begin(fault: RegionFault, signal: AbortSignal): Promise<void>;
  /**
   * Ends a fault once both runs ask for it; resolves in both when it has ended, and all writes that waited have arrived.
   *
   * @returns what the other region's rules found before replication was resumed; undefined for another fault
   */
  end(fault: RegionFault, signal: AbortSignal): Promise<ReplicaComparison | undefined>;
  /** Ends whatever has begun and not ended, at once. Safe to call twice. */
  restore(): void;
  /** Where customers were sent until now. */
  moves(): readonly CustomersMoved[];
  reached(moment: PairMoment): void;
  /** Resolves when the run in the other region has reached the moment. Rejects with the signal's reason. */
  awaitOther(moment: PairMoment, signal: AbortSignal): Promise<void>;
}
