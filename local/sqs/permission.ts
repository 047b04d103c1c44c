import { type Account, formatArn, type Permission } from '../core/index.ts';

/** The name of a queue, from its name, URL or ARN. */
export const queueNameOf = (reference: string): string => reference.split(/[:/]/u).at(-1) ?? '';

/** What an action on a queue needs. */
export const onQueue = (
  action: string,
  queueReference: string,
  { region, accountId }: Account,
): readonly Permission[] => [
  {
    action: `sqs:${action}`,
    resource: formatArn({ service: 'sqs', region, accountId, resource: queueNameOf(queueReference) }),
  },
];
