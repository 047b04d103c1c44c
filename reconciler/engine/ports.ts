/** What a run needs of the world outside. */
import type { GuardedWrite } from './view.ts';

export interface Clock {
  /** Epoch milliseconds on the clock of the system that is reconciled. */
  now(): number;
  /** Resolves after `ms` on that clock, or rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Real milliseconds from an arbitrary start, for durations. */
  elapsed(): number;
}

/** A repair as it is written down before it happens. */
export interface Intent {
  readonly operationId: string;
  readonly rule: string;
  readonly key: string;
  readonly action:
    | { readonly kind: 'write'; readonly view: string; readonly write: GuardedWrite['kind'] }
    | { readonly kind: 'call'; readonly owner: string; readonly compensation: string };
  /** The row as it was, null where there was none. */
  readonly preImage: string | null;
  readonly at: Date;
}

export type Conclusion =
  | { readonly status: 'done'; readonly postImage: string | null }
  | { readonly status: 'refused' | 'failed'; readonly reason: string };

/** The record of a run's repairs. */
export interface Ledger {
  /** Throws LeaseLostError where the run is no longer the one that may write. */
  intend(intent: Intent): Promise<void>;
  conclude(operationId: string, conclusion: Conclusion, at: Date): Promise<void>;
}

export interface Lease {
  /** Holds on to it; throws LeaseLostError where it went to another run. */
  renew(): Promise<void>;
}

export type Progress =
  | {
      readonly kind: 'scanned';
      readonly rule: string;
      readonly left: number;
      readonly right: number;
      readonly candidates: number;
    }
  | { readonly kind: 'settling'; readonly rule: string; readonly round: number; readonly candidates: number }
  | { readonly kind: 'settled'; readonly rule: string; readonly drift: number; readonly deferred: number }
  | {
      readonly kind: 'repaired';
      readonly rule: string;
      readonly key: string;
      readonly repaired: boolean;
      readonly reason?: string;
    };
