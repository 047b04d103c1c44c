import * as z from 'zod';
import type { ResourceType } from '../core/index.ts';

const propertiesSchema = z.looseObject({ Name: z.string().optional(), Value: z.coerce.string() });

/** The parameters of Systems Manager that stacks store, by name. Other stacks read them as the values of their own parameters. */
export type StoredParameters = Map<string, string>;

/** `AWS::SSM::Parameter`. */
export const parameterType = (stored: StoredParameters): ResourceType<z.output<typeof propertiesSchema>> => ({
  type: 'AWS::SSM::Parameter',
  update: 'create',
  parse: (properties) => propertiesSchema.parse(properties),
  create({ Name, Value }, { defaultName }) {
    const name = Name ?? defaultName;
    stored.set(name, Value);
    return Promise.resolve({ ref: name, attributes: { Type: 'String', Value } });
  },
});
