/** Spans as functions send them, in OTLP/JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
import * as z from 'zod';
import type { Peer, TraceSpan } from '../schemas/index.ts';
import { MAX_FAILURE_LENGTH } from '../schemas/evidence/trace-span.ts';

const Value = z.looseObject({
  stringValue: z.string().optional(),
  intValue: z.union([z.string(), z.number()]).optional(),
  boolValue: z.boolean().optional(),
});

const attributes = z
  .array(z.looseObject({ key: z.string(), value: Value }))
  .default([])
  .transform((list) => new Map(list.map(({ key, value }) => [key, value.stringValue ?? ''])));

const nanoseconds = z.union([z.string(), z.number()]).transform((text) => Number(BigInt(text) / 1_000_000n));

const Span = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  name: z.string(),
  kind: z.int(),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes,
  status: z
    .looseObject({ code: z.int().default(0), message: z.string().default('') })
    .default({ code: 0, message: '' }),
});

const Request = z.looseObject({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes }).default({ attributes: new Map() }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(Span) })),
    }),
  ),
});

/** A span before the run has given it a moment. Its times are milliseconds on the target's clock. */
export interface SentSpan extends Omit<TraceSpan, 'at' | 'elapsedMs' | 'durationMs'> {
  readonly from: number;
  readonly to: number;
}

const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** The status code of a span that has failed. */
const ERROR = 2;

/**
 * The spans of a request that belong to a saga.
 *
 * @param prefix of the stage, which the names of functions, tables and queues lose
 * @throws z.ZodError if it is no request of OTLP in JSON
 */
export function spansIn(request: unknown, prefix: string): SentSpan[] {
  return Request.parse(request).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const name = resource.attributes.get('faas.name') ?? 'unknown';
    return scopeSpans.flatMap(({ spans }) => spans.flatMap((span) => asSent(span, without(prefix, name), prefix)));
  });
}

function asSent(span: z.output<typeof Span>, ownFunction: string, prefix: string): SentSpan[] {
  const { traceId, spanId, parentSpanId, name, kind, startTimeUnixNano: from, endTimeUnixNano: to, status } = span;
  const attribute = (key: string): string | undefined => nonEmpty(span.attributes.get(key));
  const correlationId = attribute('evenkeel.correlation_id');
  if (correlationId === undefined) return [];
  const peer = peerIn(attribute, prefix);
  const states = attribute('evenkeel.states')?.split(' ');
  const [fault, repair] = [attribute('evenkeel.fault.id'), attribute('evenkeel.repair.rule')];
  const failure = status.code === ERROR ? status.message.slice(0, MAX_FAILURE_LENGTH) : undefined;
  return [
    {
      from,
      to,
      traceId,
      spanId,
      ...(parentSpanId !== '' && { parentId: parentSpanId }),
      correlationId,
      function: ownFunction,
      name: name.replace(prefix, ''),
      kind: KINDS[kind] ?? 'internal',
      ...(peer && { peer }),
      ...(states && { states }),
      ...(fault !== undefined && { fault }),
      ...(repair !== undefined && { repair }),
      ...(failure !== undefined && { failure }),
    },
  ];
}

function peerIn(attribute: (key: string) => string | undefined, prefix: string): Peer | undefined {
  const destination = attribute('messaging.destination.name');
  const isStream = attribute('messaging.system') === 'aws.dynamodb_streams';
  const named: readonly (readonly [Peer['kind'], string | undefined])[] = [
    [isStream ? 'stream' : 'queue', destination],
    ['table', attribute('db.collection.name')],
    ['database', attribute('db.namespace')],
    ['function', attribute('faas.invoked_name')],
  ];
  for (const [kind, name] of named) if (name !== undefined) return { kind, name: without(prefix, name) };
  return undefined;
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

const without = (prefix: string, name: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
