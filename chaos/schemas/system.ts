import * as z from 'zod';
import { ChaosError } from '../errors.ts';

/**
 * A system under test as a client sees it: what `evenkeel up --json` prints and what commands attach to. Physical names
 * are `<prefix><name>`; this document holds what cannot be derived from a name.
 */
export const SystemDescription = z.strictObject({
  target: z.enum(['local', 'aws']),
  stage: z.string(),
  region: z.string(),
  /** Starts the name of every table, function, alarm, queue and schedule; `evenkeel-<stage>-` for the commerce system. */
  prefix: z.string(),
  /** Invoke URL of the REST API's stage, without a trailing slash. */
  apiUrl: z.url(),
  /** API key values by usage plan. Commerce system only. */
  apiKeys: z.strictObject({ basic: z.string(), premium: z.string(), power: z.string() }).optional(),
  /** The Aurora cluster and its administrator's secret, for the Data API. Commerce system only. */
  cluster: z.strictObject({ arn: z.string(), secretArn: z.string() }).optional(),
  /** Secret that signs the API's access tokens. Commerce system only. */
  tokenSecretArn: z.string().optional(),
  /** Folder of the cloud assembly that a custom system was booted from. */
  app: z.string().optional(),
  /** Environment to set for any AWS client: AWS_REGION, AWS_ENDPOINT_URL_*, credentials of the local system. Empty on AWS. */
  environment: z.record(z.string(), z.string()),
  /** GET returns { now: ISO time, speed: number }. Absent on AWS, where time is UTC. */
  clockUrl: z.url().optional(),
  /** The process that runs the system, if it runs on this machine. */
  pid: z.int().optional(),
});

export type SystemDescription = z.infer<typeof SystemDescription>;

/** What the commerce system has and a custom system may lack. */
const commerceParts = {
  apiKeys: 'API keys of the plans Basic, Premium and Power',
  cluster: 'an Aurora cluster',
  tokenSecretArn: 'a secret that signs access tokens',
} as const;

type CommercePart = keyof typeof commerceParts;

/** The commerce system, or one that is built like it. */
export type CommerceSystem = SystemDescription & {
  readonly [Part in CommercePart]: NonNullable<SystemDescription[Part]>;
};

/** An operation needs the commerce system, and the system is a custom one. */
export class NotCommerceError extends ChaosError {
  override readonly name = 'NotCommerceError';
}

/** @throws NotCommerceError with what the system lacks */
export function commerceOf(system: SystemDescription): CommerceSystem {
  if (isCommerce(system)) return system;
  const missing = missingFrom(system).map((part) => commerceParts[part]);
  throw new NotCommerceError(
    `The system ${system.prefix}* is not the commerce system: it lacks ${missing.join(', ')}. ` +
      'Only experiments with `system: custom`, and commands that do not need the commerce system, work on it.',
  );
}

export const isCommerce = (system: SystemDescription): system is CommerceSystem => missingFrom(system).length === 0;

const missingFrom = (system: SystemDescription): CommercePart[] =>
  (Object.keys(commerceParts) as CommercePart[]).filter((part) => system[part] === undefined);
