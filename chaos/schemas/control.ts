/** Lambda functions bundle these schemas, so they use the small `zod/mini`. */
import * as z from 'zod/mini';

/**
 * A fault as it is stored in the control table (`evenkeel-<stage>-chaos-control`, partition key `faultId`, everything
 * else as one JSON text in `document`). The injector reads it.
 */
export const ArmedFault = z.strictObject({
  faultId: z.string(),
  fault: z.string(),
  experiment: z.string(),
  run: z.string(),
  seed: z.int(),
  /** Null: the fault hits every call at its place, whatever operation the call serves. */
  scenario: z.nullable(z.string()),
  rate: z.number(),
  iterations: z.optional(z.array(z.int())),
  attempts: z.union([z.int().check(z.gte(1)), z.literal('always')]),
  parameters: z.record(z.string(), z.json()),
  /** Virtual time from which the injector ignores the fault, even if nobody released it. */
  until: z.iso.datetime(),
  /** Who armed it: a user and host, or an AWS principal. */
  by: z.string(),
});

/**
 * The structured line that the injector logs before it acts. The log line, not the act, is the record of a hit: it
 * survives an exception and a kill.
 */
export const HitLine = z.object({
  event: z.literal('fault.hit'),
  faultId: z.string(),
  /** The operation's id or, if the call serves no operation, the subject's, such as the alarm's name. */
  correlationId: z.string(),
  point: z.string(),
  attempt: z.int().check(z.gte(1)),
});

/** The structured line that the injector logs once for each place that it serves while a run has armed faults. */
export const ServedLine = z.object({
  event: z.literal('fault.place'),
  service: z.string(),
  step: z.string(),
  run: z.string(),
});

/**
 * Name of the role that EventBridge Scheduler assumes to end a lease; the construct `ChaosControl` creates it. Role
 * names are unique per account, not per region, so the name contains the region.
 */
export function leaseRoleName(prefix: string, region: string): string {
  return `${prefix}chaos-lease-${region}`;
}

export type ArmedFault = z.infer<typeof ArmedFault>;
export type HitLine = z.infer<typeof HitLine>;
export type ServedLine = z.infer<typeof ServedLine>;
