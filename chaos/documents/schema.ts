import * as z from 'zod';
import { Experiment } from '../schemas/index.ts';
import { faultsOf } from '../faults/listed.ts';
import type { SystemDefinition } from '../system/index.ts';

type Schema = z.core.JSONSchema.JSONSchema;

/** The fault that the run writes into a store. All others act in functions. */
const DRIFT = 'store-drift';

/**
 * JSON Schema of experiment files, for editors. It includes the parameters of each kind of fault. `chaos validate` checks
 * what the schema cannot, such as whether a scenario exists.
 *
 * @param system adds its own kinds of drift to the generic ones
 */
export function experimentSchema(system?: Pick<SystemDefinition, 'drift'>): Schema {
  const faults = faultsOf(system);
  const schema = z.toJSONSchema(Experiment, { io: 'input' });
  const inFunctions = faults.filter(({ name }) => name !== DRIFT);
  const drift = faults.find(({ name }) => name === DRIFT);
  return {
    ...schema,
    title: 'An evenkeel chaos experiment',
    properties: {
      ...schema.properties,
      faults: withItems(schema, 'faults', (item) => ({
        ...item,
        properties: {
          ...item.properties,
          fault: { ...named(item, 'fault'), enum: inFunctions.map(({ name }) => name) },
        },
        not: { required: ['rate', 'iterations'] },
        allOf: inFunctions.map(({ name, summary, parameters }) => ({
          if: { properties: { fault: { const: name } }, required: ['fault'] },
          // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
          then: {
            properties: { parameters: { ...embedded(parameters), description: summary } },
            ...(hasRequired(parameters) ? { required: ['parameters'] } : {}),
          },
        })),
      })),
      drift: withItems(schema, 'drift', (item) => ({
        ...item,
        properties: {
          ...item.properties,
          parameters: { ...embedded(drift?.parameters), description: drift?.summary ?? '' },
        },
      })),
    },
  };
}

function withItems(schema: Schema, property: string, change: (item: Schema) => Schema): Schema {
  const list = named(schema, property);
  return { ...list, items: change(list.items as Schema) };
}

function named(schema: Schema, property: string): Schema {
  return schema.properties?.[property] as Schema;
}

/** A schema that is embedded in another one, which already states the dialect. */
function embedded(parameters: unknown): Schema {
  return Object.fromEntries(Object.entries(parameters as Schema).filter(([name]) => name !== '$schema'));
}

function hasRequired(parameters: unknown): boolean {
  return ((parameters as Schema).required ?? []).length > 0;
}
