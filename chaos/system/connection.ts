import type { SystemDescription } from '../schemas/system.ts';

/** Region, endpoint and credentials of an AWS SDK client. On AWS, the SDK's defaults apply to absent members. */
export interface ClientConfiguration {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A running system, as the functions of a definition see it. */
export interface Connection {
  readonly system: SystemDescription;
  /**
   * Configures an AWS SDK client: `new DynamoDBClient(connection.client('DYNAMODB'))`.
   *
   * @param service its name in `AWS_ENDPOINT_URL_<service>`
   */
  client(service: string): ClientConfiguration;
  /**
   * An output of the system's stacks.
   *
   * @throws SystemError naming the outputs that exist
   */
  output(name: string): string;
  readonly signal: AbortSignal;
  /** Shows a line of progress. */
  readonly progress: (text: string) => void;
}
