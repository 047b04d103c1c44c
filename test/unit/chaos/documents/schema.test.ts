import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { experimentSchema } from '../../../../chaos/documents/index.ts';
import { faults } from '../../../../chaos/faults/listed.ts';
import { shippedExperiments } from '../../../../chaos/library.ts';

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, validateFormats: false });
const conforms = ajv.compile(experimentSchema());
const documents = await Promise.all(
  (await shippedExperiments()).map(
    async ({ name, path }) => [name, parse(await readFile(path, 'utf8')) as Document] as const,
  ),
);

type Document = Record<string, unknown> & { faults?: { parameters?: unknown; fault: string }[] };

describe('the JSON Schema of experiments', () => {
  it.each(documents)('accepts %s', (_name, document) => {
    expect(conforms(document) ? [] : conforms.errors).toEqual([]);
  });

  it('lists every fault', () => {
    const items = experimentSchema().properties?.['faults'] as { items: { properties: { fault: { enum: string[] } } } };
    const names = faults.map(({ name }) => name).filter((name) => name !== 'store-drift');
    expect(items.items.properties.fault.enum).toEqual(names);
  });

  const [, valid] = documents.find(([name]) => name === 'commerce_short') ?? [];
  const changed = (change: (document: Document) => void) => {
    const document = structuredClone(valid ?? {});
    change(document);
    return conforms(document);
  };

  it.each<[string, (document: Document) => void]>([
    ['an unknown fault', ({ faults: [first] = [] }) => Object.assign(first ?? {}, { fault: 'earthquake' })],
    [
      'a parameter of another fault',
      ({ faults: [first] = [] }) => Object.assign(first ?? {}, { parameters: { ms: 3 } }),
    ],
    [
      'a fault without the parameters it needs',
      ({ faults: given = [] }) => delete given.find(({ fault }) => fault === 'exception')?.parameters,
    ],
    [
      'an unknown drift',
      (document) =>
        Object.assign(document, {
          drift: [{ id: 'd', fault: 'store-drift', count: 1, parameters: { kind: 'flood' } }],
        }),
    ],
    [
      'a share and iterations',
      ({ faults: [first] = [] }) => Object.assign(first ?? {}, { rate: 0.5, iterations: [1] }),
    ],
    ['no steady state', (document) => delete document['steadyState']],
  ])('is not kept by %s', (_what, change) => {
    expect(changed(() => undefined)).toBe(true);
    expect(changed(change)).toBe(false);
  });

  it('describes fields for editors', () => {
    expect(JSON.stringify(experimentSchema())).toContain('Real seconds after which the fault ends by itself');
  });
});
