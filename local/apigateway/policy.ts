/** Evaluates an authoriser's policy for one call: an explicit deny wins, and anything not allowed is denied. */
import * as z from 'zod';
import { wildcard } from '../core/index.ts';

const oneOrMany = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

export const policySchema = z.object({
  Statement: z.array(z.object({ Effect: z.enum(['Allow', 'Deny']), Action: oneOrMany, Resource: oneOrMany })),
});
export type Policy = z.output<typeof policySchema>;

const matchesPattern = (pattern: string, text: string): boolean => wildcard(pattern, { one: '?' })(text);

/** @param methodArn `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>` */
export function decide({ Statement }: Policy, methodArn: string): 'allowed' | 'denied' | 'not allowed' {
  const effects = Statement.filter(
    ({ Action, Resource }) =>
      Action.some((action) => matchesPattern(action.toLowerCase(), 'execute-api:invoke')) &&
      Resource.some((resource) => matchesPattern(resource, methodArn)),
  ).map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return 'denied';
  return effects.includes('Allow') ? 'allowed' : 'not allowed';
}
