import * as z from 'zod';
import type { ResourceType } from '../../core/index.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Groups that define networks or engine settings. They have only a name here, and no effect on the engine. */
const groupType = (type: string, nameProperty: string): ResourceType<Properties> => ({
  type,
  parse: (properties) => z.record(z.string(), z.unknown()).parse(properties),
  create: (properties, { defaultName }) => {
    const name = properties[nameProperty];
    return Promise.resolve({ ref: (typeof name === 'string' ? name : defaultName).toLowerCase() });
  },
});

export const groupTypes = [
  groupType('AWS::RDS::DBSubnetGroup', 'DBSubnetGroupName'),
  groupType('AWS::RDS::DBClusterParameterGroup', 'DBClusterParameterGroupName'),
  groupType('AWS::RDS::DBParameterGroup', 'DBParameterGroupName'),
] as const;
