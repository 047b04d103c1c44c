import * as z from 'zod';
import { type Account, AwsError, formatArn, type Permission } from '../../core/index.ts';
import { policyDocument } from '../policy/document.ts';

/** The text of a policy document in a request. */
export const documentText = z.string().min(1);

/** @throws AwsError MalformedPolicyDocument */
export function documentOf(text: string): unknown {
  try {
    const document: unknown = JSON.parse(text);
    policyDocument.parse(document);
    return document;
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new AwsError('MalformedPolicyDocument', `Syntax errors in policy: ${reason}`);
  }
}

/** What an operation on a role needs. */
export const onRole = (operation: string, name: string, { accountId }: Account): readonly Permission[] => [
  {
    action: `iam:${operation}`,
    resource: formatArn({ service: 'iam', region: '', accountId, resource: `role/${name}` }),
  },
];
