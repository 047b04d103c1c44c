import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';
import { createAlias, updateAlias } from '../aliases.ts';
import type { Lambda } from '../lambda.ts';

const weight = z.object({ FunctionVersion: z.string(), FunctionWeight: z.coerce.number().min(0).max(1) });

const properties = z.object({
  FunctionName: z.string(),
  Name: z.string(),
  FunctionVersion: z.string(),
  Description: z.string().default(''),
  RoutingConfig: z.object({ AdditionalVersionWeights: z.array(weight).default([]) }).optional(),
});

type AliasProperties = z.output<typeof properties>;

const settingsOf = ({ FunctionVersion, Description, RoutingConfig }: AliasProperties) => ({
  version: FunctionVersion,
  description: Description,
  weights: (RoutingConfig?.AdditionalVersionWeights ?? []).map((given) => ({
    version: given.FunctionVersion,
    weight: given.FunctionWeight,
  })),
});

/**
 * An alias. If its update policy names a deployment group, an update to another version is a deployment of CodeDeploy,
 * which shifts the traffic.
 */
export const aliasType = (lambda: Lambda): ResourceType<AliasProperties> => ({
  type: 'AWS::Lambda::Alias',
  parse: (given) => properties.parse(given),
  create(parsed) {
    const fn = lambda.registry.find(parsed.FunctionName);
    createAlias(fn, parsed.Name, settingsOf(parsed));
    const arn = `${fn.arn}:${parsed.Name}`;
    return Promise.resolve({ ref: arn, attributes: { AliasArn: arn } });
  },
  async update(parsed, { previous, provisioned, shiftTraffic }) {
    const fn = lambda.registry.find(parsed.FunctionName);
    const before = fn.aliases.get(parsed.Name);
    if (shiftTraffic !== undefined && before !== undefined && before.version !== parsed.FunctionVersion) {
      await shiftTraffic({
        functionName: fn.name,
        alias: parsed.Name,
        from: before.version,
        to: parsed.FunctionVersion,
      });
    } else updateAlias(fn, parsed.Name, settingsOf(parsed));
    return {
      ...provisioned,
      undo: () => {
        updateAlias(fn, parsed.Name, settingsOf(previous));
        return Promise.resolve();
      },
    };
  },
});
