import { type Account, formatArn, type Permission } from '../core/index.ts';
import { parseFunctionRef } from './registry.ts';

/** What an action on a function needs; with a qualifier, on that version or alias. */
export function onFunction(
  action: string,
  functionRef: string,
  givenQualifier: string | null,
  { region, accountId }: Account,
): Permission {
  const { name, qualifier = givenQualifier ?? undefined } = parseFunctionRef(functionRef);
  const resource = `function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;
  return { action: `lambda:${action}`, resource: formatArn({ service: 'lambda', region, accountId, resource }) };
}
