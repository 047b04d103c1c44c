/** The port through which handlers, steps and store calls leave spans. A trace is one saga, by its correlation id. */

export type SpanKind = 'server' | 'consumer' | 'producer' | 'client' | 'internal';

export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes?: Attributes;
  /** Whose trace the span belongs to. By default it belongs to the span around it; without one, there is no span. */
  readonly correlationId?: string | undefined;
  /** Whether an error that the work throws is the span's failure. By default every error is. */
  readonly isFailure?: (error: unknown) => boolean;
}

/** A span that has ended before it is reported. */
export interface EndedSpan extends Omit<SpanStart, 'isFailure'> {
  readonly correlationId: string;
  readonly from: Date;
  readonly to: Date;
  /** What went wrong, if anything did. */
  readonly failure?: string | undefined;
  /** The span of the saga itself, of which a trace has one. */
  readonly isSaga?: boolean;
}

/** What the work inside a span may say about it. */
export interface Span {
  set(attributes: Attributes): void;
  fail(reason: string): void;
}

export interface Tracer {
  /** Runs the work inside a span, which fails if the work does. */
  span<Result>(start: SpanStart, work: (span: Span) => Promise<Result>): Promise<Result>;
  record(ended: EndedSpan): void;
  /** Notes in the current span that something has durably reached a state, such as `COMMITTING`. */
  reached(state: string): void;
  /** Sends what has ended. Never fails. */
  flush(): Promise<void>;
}

const unseen: Span = { set() {}, fail() {} };

/** Leaves no spans. */
export const silent: Tracer = {
  span: (_start, work) => work(unseen),
  record() {},
  reached() {},
  flush: () => Promise.resolve(),
};
