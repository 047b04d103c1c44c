import * as z from 'zod';
import { Experiment } from '../schemas/index.ts';
import { faults } from '../faults/listed.ts';

type Schema = z.core.JSONSchema.JSONSchema;

/** Written straight into a store, not into a function. */
const DRIFT = 'store-drift';

/**
 * JSON Schema of an experiment's file, for editors: with the parameters that each kind of fault takes. What it cannot
 * say, such as that a scenario is there, `chaos validate` does.
 */
export function experimentSchema(): Schema {
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
            ...(takesSome(parameters) ? { required: ['parameters'] } : {}),
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

/** A schema as a part of another, which alone says what dialect it is. */
function embedded(parameters: unknown): Schema {
  return Object.fromEntries(Object.entries(parameters as Schema).filter(([name]) => name !== '$schema'));
}

function takesSome(parameters: unknown): boolean {
  return ((parameters as Schema).required ?? []).length > 0;
}
