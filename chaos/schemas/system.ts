import * as z from 'zod';

/**
 * A system under test as a client sees it: what `evenkeel up --json` prints and what commands attach to. Physical names
 * are `<prefix><name>`; this document holds what cannot be derived from the prefix.
 */
export const SystemDescription = z.strictObject({
  target: z.enum(['local', 'aws']),
  stage: z.string(),
  region: z.string(),
  /** The prefix of every table, function, alarm, queue and schedule, such as `shop-dev-`. */
  prefix: z.string(),
  /** Invoke URL of the REST API's stage, without a trailing slash. */
  apiUrl: z.url(),
  /** The outputs of the system's stacks, by name. */
  outputs: z.record(z.string(), z.string()),
  /** Values of API keys: the key whose id is the output `ApiKeyId<Name>` has the name `<name>`, in lower case. */
  apiKeys: z.record(z.string(), z.string()),
  /** Folder of the cloud assembly that the system was booted from. Absent for the system that ships with evenkeel. */
  app: z.string().optional(),
  /** Environment to set for any AWS client: AWS_REGION, AWS_ENDPOINT_URL_*, credentials of the local system. Empty on AWS. */
  environment: z.record(z.string(), z.string()),
  /** GET returns { now: ISO time, speed: number }. Absent on AWS, where time is UTC. */
  clockUrl: z.url().optional(),
  /** GET returns the signs of life of the system's own processes: `PulseReport`. Absent on AWS. */
  pulseUrl: z.url().optional(),
  /** The process that runs the system, if it runs on this machine; `--system` takes it as the system's id. */
  pid: z.int().optional(),
  /** The folder of the project that started the system, if it runs on this machine. */
  folder: z.string().optional(),
});

export type SystemDescription = z.infer<typeof SystemDescription>;
