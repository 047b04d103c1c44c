import * as z from 'zod';
import { Count, Text } from './format.ts';

const Grant = z.strictObject({ role: Text, action: Text, resource: Text });

/**
 * What the calls since the system's start say about the policies of its roles. Only a system on this machine knows it,
 * and no check reads it. A copy of the local servers' own type, because chaos does not import them.
 */
export const AccessReport = z.strictObject({
  /** All grants of all roles: an action on a resource each. */
  grants: Count,
  /** Grants that allowed no call. */
  unused: z.array(Grant),
  /** Grants for what is not simulated, such as traces. */
  unchecked: z.array(Grant),
  /** Calls that a policy denied, or that none allowed. */
  denied: z.array(
    z.strictObject({
      caller: Text,
      action: Text,
      resource: Text,
      /** Such as `because no identity-based policy allows the sqs:SendMessage action`. */
      reason: Text,
      count: Count.min(1),
    }),
  ),
});

export type AccessReport = z.infer<typeof AccessReport>;
