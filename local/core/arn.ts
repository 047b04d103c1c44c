/** The parts of an Amazon Resource Name, without the partition, which is always `aws` here. */
interface Arn {
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** Everything after the account, e.g. `function:checkout` or `table/orders/stream/2026-01-01`. */
  readonly resource: string;
}

export const formatArn = ({ service, region, accountId, resource }: Arn): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** The parts of an ARN, or undefined if the text is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:aws[\w-]*:(?<service>[^:]+):(?<region>[^:]*):(?<accountId>[^:]*):(?<resource>.+)$/u.exec(text);
  if (!match?.groups) return undefined;
  const { service = '', region = '', accountId = '', resource = '' } = match.groups;
  return { service, region, accountId, resource };
}

/**
 * An ARN with the region of the account. DynamoDB Local names a region of its own in the ARNs that it makes, and accepts
 * no other in those that it is passed; policies name either.
 */
export const inAccountRegion = (text: string, region: string): string =>
  text.replace(/^arn:aws:dynamodb:ddblocal:/u, `arn:aws:dynamodb:${region}:`);
