import * as z from 'zod';
import { ChaosError } from '../errors.ts';

/**
 * A system under test as a client sees it: what `evenkeel up --json` prints and commands attach to. Physical names
 * are `<prefix><name>`; this document carries what a name alone does not tell.
 */
export const SystemDescription = z.strictObject({
  target: z.enum(['local', 'aws']),
  stage: z.string(),
  region: z.string(),
  /** In front of every table, function, alarm, queue and schedule; `evenkeel-<stage>-` of the commerce system. */
  prefix: z.string(),
  /** Invoke URL of the REST API's stage, without a trailing slash. */
  apiUrl: z.url(),
  /** API key values by usage plan, of the commerce system. */
  apiKeys: z.strictObject({ basic: z.string(), premium: z.string(), power: z.string() }).optional(),
  /** Data API coordinates of the Aurora cluster, and the administrator's secret; of the commerce system. */
  cluster: z.strictObject({ arn: z.string(), secretArn: z.string() }).optional(),
  /** Secret that signs the API's access tokens, of the commerce system. */
  tokenSecretArn: z.string().optional(),
  /** Folder of the cloud assembly it was booted from, where that is an app of the user's own. */
  app: z.string().optional(),
  /** Environment to set for any AWS client: AWS_REGION, AWS_ENDPOINT_URL_*, credentials of the local system. Empty on AWS. */
  environment: z.record(z.string(), z.string()),
  /** GET answers { now: ISO time, speed: number }; absent on AWS, where time is UTC. */
  clockUrl: z.url().optional(),
  /** Process that holds the system, where it is on this machine. */
  pid: z.int().optional(),
});

export type SystemDescription = z.infer<typeof SystemDescription>;

/** What the commerce system has and one of the user's own need not have. */
const commerceParts = {
  apiKeys: 'API keys of the plans Basic, Premium and Power',
  cluster: 'an Aurora cluster',
  tokenSecretArn: 'a secret that signs access tokens',
} as const;

type CommercePart = keyof typeof commerceParts;

/** A system that is, or is built like, the commerce system. */
export type CommerceSystem = SystemDescription & {
  readonly [Part in CommercePart]: NonNullable<SystemDescription[Part]>;
};

/** Something was asked of a system that only the commerce system can do. */
export class NotCommerceError extends ChaosError {
  override readonly name = 'NotCommerceError';
}

/** @throws NotCommerceError naming what the system lacks */
export function commerceOf(system: SystemDescription): CommerceSystem {
  if (isCommerce(system)) return system;
  const lacking = lackingOf(system).map((part) => commerceParts[part]);
  throw new NotCommerceError(
    `The system ${system.prefix}* is not the commerce system: it lacks ${lacking.join(', ')}. ` +
      'Only experiments with `system: own` and commands that need no commerce work on it.',
  );
}

export const isCommerce = (system: SystemDescription): system is CommerceSystem => lackingOf(system).length === 0;

const lackingOf = (system: SystemDescription): CommercePart[] =>
  (Object.keys(commerceParts) as CommercePart[]).filter((part) => system[part] === undefined);
