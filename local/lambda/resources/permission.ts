import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { parseFunctionRef } from '../registry.ts';

const properties = z.object({
  FunctionName: z.string(),
  Principal: z.string(),
  Action: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});
type Properties = z.output<typeof properties>;

const principalOf = (principal: string): unknown => {
  if (principal === '*') return '*';
  return principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal };
};

/** The statement that Lambda adds to the function's policy. */
const statementOf = ({ Principal, Action, SourceArn, SourceAccount }: Properties, resource: string) => ({
  Effect: 'Allow',
  Principal: principalOf(Principal),
  Action,
  Resource: resource,
  Condition: {
    ...(SourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    ...(SourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
  },
});

/** `AWS::Lambda::Permission`: who may invoke a function, or only one of its versions or aliases. */
export const permissionType = (lambda: Lambda): ResourceType<Properties> => ({
  type: 'AWS::Lambda::Permission',
  update: 'create',
  parse: (given) => properties.parse(given),
  create(permission, { defaultName }) {
    const { arn } = lambda.registry.find(permission.FunctionName);
    const { qualifier } = parseFunctionRef(permission.FunctionName);
    const resource = qualifier === undefined ? arn : `${arn}:${qualifier}`;
    const document = { Version: '2012-10-17', Statement: [statementOf(permission, resource)] };
    lambda.site.access.attachToResource(resource, document);
    return Promise.resolve({ ref: defaultName, attributes: { Id: defaultName } });
  },
});
