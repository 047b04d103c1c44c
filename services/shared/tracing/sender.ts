/** Sends ended spans to a collector. What cannot be sent delays no handler for long, fails none, and is sent later if possible. */
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { asError } from '../as-error.ts';
import type { Log } from '../logger.ts';

export interface SenderPorts {
  /** Posts a request of OTLP/JSON. Rejects if the collector did not accept it. */
  readonly post: (body: Uint8Array) => Promise<void>;
  readonly log: Log;
  /** Real milliseconds from any start. */
  readonly monotonicMs: () => number;
}

export interface Sender {
  readonly add: (span: ReadableSpan) => void;
  /** Never rejects. */
  readonly flush: () => Promise<void>;
}

/** Spans in a request; CloudWatch accepts 10,000, of 5 MB together. */
const MAX_REQUEST = 2000;

/** Spans that wait for a collector that cannot be reached: some megabytes. */
const MAX_WAITING = 5000;

/** Real milliseconds after a failure in which nothing is sent, so that a dead collector does not delay every handler. */
const PAUSE_MS = 5000;

const LOGGED_EVERY_MS = 60_000;

export function spanSender({ post, log, monotonicMs }: SenderPorts): Sender {
  let waiting: ReadableSpan[] = [];
  let dropped = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let quietUntil = Number.NEGATIVE_INFINITY;

  const report = (thrown: unknown): void => {
    if (monotonicMs() < quietUntil) return;
    quietUntil = monotonicMs() + LOGGED_EVERY_MS;
    log.warn('Spans could not be sent', {
      event: 'tracing.failed',
      waiting: waiting.length,
      dropped,
      error: asError(thrown),
    });
  };

  return {
    add(span) {
      if (waiting.length < MAX_WAITING) waiting.push(span);
      else dropped += 1;
    },
    async flush() {
      while (waiting.length > 0 && monotonicMs() >= pausedUntil) {
        const sending = waiting.splice(0, MAX_REQUEST);
        try {
          const body = JsonTraceSerializer.serializeRequest(sending);
          if (body !== undefined) await post(body);
        } catch (thrown) {
          waiting = [...sending, ...waiting].slice(0, MAX_WAITING);
          pausedUntil = monotonicMs() + PAUSE_MS;
          report(thrown);
        }
      }
    },
  };
}
