/** The SQS queues from which a system's functions receive messages, as its templates say. */
import { resolve } from '@evenkeel/local/provision/template/resolve';
import type { StackDesign } from './design.ts';
import { stackScope, UnresolvedError } from './stack-scope.ts';

const MAPPING = 'AWS::Lambda::EventSourceMapping';
const QUEUE = 'AWS::SQS::Queue';

/** @returns their URLs. Queues that the stacks do not have, such as one that another system owns, are left out */
export function feedingQueuesOf(stacks: readonly StackDesign[], exported: ReadonlyMap<string, string>): string[] {
  const urls = new Map<string, string>();
  for (const { template, stack } of stacks) {
    for (const [logicalId, { Type }] of Object.entries(template.Resources)) {
      const url = stack.resources.get(logicalId);
      if (Type === QUEUE && url !== undefined) urls.set(nameIn(url), url);
    }
  }
  const found = new Set<string>();
  for (const { template, stack } of stacks) {
    const scope = stackScope(template, stack, exported);
    for (const { Type, Properties = {} } of Object.values(template.Resources)) {
      if (Type !== MAPPING || Properties['Enabled'] === false) continue;
      const source = sourceOf(Properties['EventSourceArn'], (value) => resolve(value, scope));
      const url = source?.split(':')[2] === 'sqs' ? urls.get(source.split(':').at(-1) ?? '') : undefined;
      if (url !== undefined) found.add(url);
    }
  }
  return [...found].sort();
}

/** The name of a queue, which is the last part of its URL. */
export const nameIn = (url: string): string => url.split('/').at(-1) ?? url;

function sourceOf(value: unknown, resolved: (value: unknown) => unknown): string | undefined {
  try {
    const source = resolved(value);
    return typeof source === 'string' ? source : undefined;
  } catch (error) {
    if (error instanceof UnresolvedError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A queue that feeds a function, by its name in the template. */
export interface FeedingQueue {
  readonly name: string;
  readonly visibilitySeconds: number;
}

interface Templates {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> | undefined }>
  >;
}

/** SQS's default. */
const VISIBILITY_SECONDS = 30;

/** The queues that feed functions of the same stack, without a running system. @param prefix is left out of their names */
export function queuesInTemplates(templates: readonly Templates[], prefix: string): FeedingQueue[] {
  return templates.flatMap(({ Resources }) => {
    const fed = new Set(
      Object.values(Resources)
        .filter(({ Type, Properties }) => Type === MAPPING && Properties?.['Enabled'] !== false)
        .flatMap(({ Properties }) => logicalIdIn(Properties?.['EventSourceArn']) ?? []),
    );
    return [...fed].flatMap((logicalId) => {
      const { Type, Properties = {} } = Resources[logicalId] ?? { Type: '' };
      if (Type !== QUEUE) return [];
      const { QueueName: name, VisibilityTimeout: seconds } = Properties;
      const known = typeof name === 'string' ? name : logicalId;
      return [
        {
          name: known.startsWith(prefix) ? known.slice(prefix.length) : known,
          visibilitySeconds: typeof seconds === 'number' ? seconds : VISIBILITY_SECONDS,
        },
      ];
    });
  });
}

/** The resource in `{ "Fn::GetAtt": [logicalId, "Arn"] }`. */
function logicalIdIn(arn: unknown): string | undefined {
  const parts = typeof arn === 'object' && arn !== null && 'Fn::GetAtt' in arn ? arn['Fn::GetAtt'] : undefined;
  const [logicalId] = Array.isArray(parts) ? (parts as readonly unknown[]) : [];
  return typeof logicalId === 'string' ? logicalId : undefined;
}
