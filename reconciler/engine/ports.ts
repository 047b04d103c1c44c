/** What a run needs from outside: a clock, a ledger, a lease. */
import type { ClockJumpedError } from './errors.ts';
import type { GuardedWrite } from './view.ts';

export interface Clock {
  /** Epoch milliseconds on the clock of the system that is reconciled. */
  now(): number;
  /** Resolves after `ms` on that clock, or rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Real milliseconds from an arbitrary start, for durations. */
  elapsed(): number;
  /**
   * Calls `jumped` whenever a reading of the clock shows that it was set, until the returned function is called. Absent
   * for a clock that cannot be set.
   *
   * @throws ClockJumpedError if the clock is set during the call
   */
  watch?(jumped: (error: ClockJumpedError) => void, signal: AbortSignal): Promise<() => void>;
}

export type Action =
  | { readonly kind: 'write'; readonly view: string; readonly write: GuardedWrite['kind'] }
  | { readonly kind: 'call'; readonly owner: string; readonly compensation: string };

/** What a write leaves in the row, so that a later read shows whether it happened. */
export interface Planned {
  /** Canonical texts of the fields that a creation or an update writes. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** The image that is restored; null if the row is deleted. */
  readonly image?: string | null | undefined;
}

/** A repair as the ledger records it before it is made. */
export interface Intent {
  readonly operationId: string;
  readonly rule: string;
  readonly key: string;
  readonly action: Action;
  /** The row as it was; null if there was none. */
  readonly preImage: string | null;
  /** For a call: which side the image was taken from. */
  readonly imageSide?: 'left' | 'right';
  readonly planned: Planned;
  readonly at: Date;
  /** The repair that this operation undoes. */
  readonly undoes?: { readonly runId: string; readonly operationId: string };
}

export type Conclusion =
  /** Without an image: the row was written again before the outcome was recorded. */
  | { readonly status: 'done'; readonly postImage?: string | null }
  /**
   * `refused` by its guard; `failed` with an error; `not-done` because the run was killed first; `unknown` because the
   * row was written since and no longer shows whether the operation was done.
   */
  | { readonly status: 'refused' | 'failed' | 'not-done' | 'unknown'; readonly reason: string };

/** The record of a run's repairs. */
export interface Ledger {
  /**
   * @throws LeaseLostError if the run no longer holds the lease
   */
  intend(intent: Intent): Promise<void>;
  conclude(operationId: string, conclusion: Conclusion, at: Date): Promise<void>;
}

export interface Lease {
  /** Extends the lease. @throws LeaseLostError if another run has taken it */
  renew(): Promise<void>;
}

export type Progress =
  /** Sent often while a store is read; `bytes` is the rule's total so far. */
  | { readonly kind: 'reading'; readonly rule: string; readonly bytes: number }
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
