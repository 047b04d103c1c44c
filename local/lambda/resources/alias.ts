import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';

const weight = z.object({ FunctionVersion: z.string(), FunctionWeight: z.coerce.number().min(0).max(1) });

const properties = z.object({
  FunctionName: z.string(),
  Name: z.string(),
  FunctionVersion: z.string(),
  RoutingConfig: z.object({ AdditionalVersionWeights: z.array(weight).default([]) }).optional(),
});

export const aliasType = (lambda: Lambda): ResourceType<z.output<typeof properties>> => ({
  type: 'AWS::Lambda::Alias',
  parse: (given) => properties.parse(given),
  create({ FunctionName, Name, FunctionVersion, RoutingConfig }) {
    const fn = lambda.registry.find(FunctionName);
    const weights = (RoutingConfig?.AdditionalVersionWeights ?? []).map((given) => ({
      version: given.FunctionVersion,
      weight: given.FunctionWeight,
    }));
    for (const { version } of [{ version: FunctionVersion }, ...weights]) lambda.registry.resolve(fn.name, version);
    fn.aliases.set(Name, { version: FunctionVersion, weights });
    const arn = `${fn.arn}:${Name}`;
    return Promise.resolve({ ref: arn, attributes: { AliasArn: arn } });
  },
});
