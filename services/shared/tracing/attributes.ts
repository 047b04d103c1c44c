/**
 * Names of the attributes of spans. Those without prefix `evenkeel` are OpenTelemetry's own:
 * https://opentelemetry.io/docs/specs/semconv/
 */
import type { Attributes } from './tracer.ts';

export const CORRELATION_ID = 'evenkeel.correlation_id';

/** The states that were durably reached within the span, in order, separated by spaces. */
export const STATES = 'evenkeel.states';

/** The fault that was injected, by the id that its experiment gives it. */
export const FAULT_ID = 'evenkeel.fault.id';

/** The rule of the reconciler by which a record was repaired. */
export const REPAIR_RULE = 'evenkeel.repair.rule';

export const queueAttributes = (name: string): Attributes => ({
  'messaging.system': 'aws_sqs',
  'messaging.destination.name': name,
});

const streamAttributes = (table: string): Attributes => ({
  'messaging.system': 'aws.dynamodb_streams',
  'messaging.destination.name': table,
});

/** What delivered a record, from the ARN in it: `arn:aws:sqs:…:<queue>` or `arn:aws:dynamodb:…:table/<table>/stream/…`. */
export function deliveredBy(arn: string | undefined): Attributes {
  const resource = arn?.split(':').slice(5).join(':');
  if (resource === undefined || resource === '') return {};
  const [kind, table] = resource.split('/');
  return kind === 'table' && table !== undefined ? streamAttributes(table) : queueAttributes(resource);
}
