/** The parts of an Amazon Resource Name that vary here; the partition is always `aws`. */
interface Arn {
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** All that follows the account, e.g. `function:checkout` or `table/orders/stream/2026-01-01`. */
  readonly resource: string;
}

export const formatArn = ({ service, region, accountId, resource }: Arn): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** The parts of an ARN, or undefined for a string that is none. */
export function parseArn(text: string): Arn | undefined {
  const match = /^arn:aws[\w-]*:(?<service>[^:]+):(?<region>[^:]*):(?<accountId>[^:]*):(?<resource>.+)$/u.exec(text);
  if (!match?.groups) return undefined;
  const { service = '', region = '', accountId = '', resource = '' } = match.groups;
  return { service, region, accountId, resource };
}
