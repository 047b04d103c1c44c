import * as z from 'zod';

/**
 * A system under test as a client sees it: what `evenkeel up --json` prints and commands attach to. Physical names
 * are `evenkeel-<stage>-<name>`; this document carries what a name alone does not tell.
 */
export const SystemDescription = z.strictObject({
  target: z.enum(['local', 'aws']),
  stage: z.string(),
  region: z.string(),
  /** `evenkeel-<stage>-`: in front of every table, function, alarm, queue and schedule. */
  prefix: z.string(),
  /** Invoke URL of the REST API's stage, without a trailing slash. */
  apiUrl: z.url(),
  /** API key values by usage plan. */
  apiKeys: z.strictObject({ basic: z.string(), premium: z.string(), power: z.string() }),
  /** Data API coordinates of the Aurora cluster, and the administrator's secret. */
  cluster: z.strictObject({ arn: z.string(), secretArn: z.string() }),
  /** Secret that signs the API's access tokens. */
  tokenSecretArn: z.string(),
  /** Environment to set for any AWS client: AWS_REGION, AWS_ENDPOINT_URL_*, credentials of the local system. Empty on AWS. */
  environment: z.record(z.string(), z.string()),
  /** GET answers { now: ISO time, speed: number }; absent on AWS, where time is UTC. */
  clockUrl: z.url().optional(),
  /** Process that holds the system, where it is on this machine. */
  pid: z.int().optional(),
});

export type SystemDescription = z.infer<typeof SystemDescription>;
