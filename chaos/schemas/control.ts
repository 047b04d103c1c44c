/** Functions bundle these schemas, so they are made of the small `zod/mini`. */
import * as z from 'zod/mini';

/**
 * A fault as it stands in the control table (`evenkeel-<stage>-chaos-control`, partition key `faultId`, the rest as
 * one JSON text in `document`), read by the injector.
 */
export const ArmedFault = z.strictObject({
  faultId: z.string(),
  fault: z.string(),
  experiment: z.string(),
  run: z.string(),
  seed: z.int(),
  /** Null: every call of the place is meant, whatever it serves. */
  scenario: z.nullable(z.string()),
  rate: z.number(),
  iterations: z.optional(z.array(z.int())),
  attempts: z.union([z.int().check(z.gte(1)), z.literal('always')]),
  parameters: z.record(z.string(), z.json()),
  /** Virtual time at which the injector stops heeding it, whoever else forgot. */
  until: z.iso.datetime(),
  /** Who armed it: a user and host, or an AWS principal. */
  by: z.string(),
});

/**
 * The structured line the injector logs before it acts. The line, not the act, is the injection ledger: it survives
 * an exception and a kill.
 */
export const HitLine = z.object({
  event: z.literal('fault.hit'),
  faultId: z.string(),
  /** Of the operation; where the call serves none, what it is about, such as the alarm's name. */
  correlationId: z.string(),
  point: z.string(),
  attempt: z.int().check(z.gte(1)),
});

/**
 * Name of the role that EventBridge Scheduler assumes to end a lease, as the construct `ChaosControl` makes it. Roles
 * are of an account and not of a region, hence the region in it.
 */
export function leaseRoleName(prefix: string, region: string): string {
  return `${prefix}chaos-lease-${region}`;
}

export type ArmedFault = z.infer<typeof ArmedFault>;
export type HitLine = z.infer<typeof HitLine>;
