import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { experimentSchema } from '../../../../chaos/documents/index.ts';
import { faults } from '../../../../chaos/faults/listed.ts';
import { sample } from '../sample-system.ts';

const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, validateFormats: false });
const conforms = ajv.compile(experimentSchema(sample));

type Document = Record<string, unknown> & { faults?: { parameters?: unknown; fault: string }[] };

const VALID = `
version: 1
name: valid
title: A valid experiment
hypothesis: It holds.
steadyState: { before: [{ probe: alarms }], after: [{ probe: http, path: /titles }] }
phases: [{ name: broken, seconds: 10, scenarios: [{ name: load, journey: lend, rate: 5 }] }]
faults:
  - { id: late, fault: latency, scenario: load, rate: 0.5, leaseSeconds: 20, parameters: { service: shelf, ms: 5 } }
  - { id: broken, fault: exception, scenario: load, leaseSeconds: 20, parameters: { service: shelf, point: after-commit } }
drift: [{ id: wrong, fault: store-drift, count: 1, parameters: { kind: title-misspelt, letters: 2 } }]
budgets: { detectSeconds: 60, rollbackSeconds: 10, convergeSeconds: 60 }
`;

describe('the JSON Schema of experiments', () => {
  it('lists every fault', () => {
    const items = experimentSchema().properties?.['faults'] as { items: { properties: { fault: { enum: string[] } } } };
    const names = faults.map(({ name }) => name).filter((name) => name !== 'store-drift');
    expect(items.items.properties.fault.enum).toEqual(names);
  });

  const changed = (change: (document: Document) => void) => {
    const document = parse(VALID) as Document;
    change(document);
    return conforms(document) ? [] : conforms.errors;
  };

  it('accepts a valid experiment', () => {
    expect(changed(() => undefined)).toEqual([]);
  });

  it('has the kinds of drift of a system only if it is given its definition', () => {
    expect(ajv.compile(experimentSchema())(parse(VALID))).toBe(false);
  });

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
      'a parameter that a drift does not have',
      (document) =>
        Object.assign(document, {
          drift: [{ id: 'd', fault: 'store-drift', count: 1, parameters: { kind: 'title-misspelt', words: 1 } }],
        }),
    ],
    [
      'a share and iterations',
      ({ faults: [first] = [] }) => Object.assign(first ?? {}, { rate: 0.5, iterations: [1] }),
    ],
    ['no steady state', (document) => delete document['steadyState']],
  ])('is not kept by %s', (_what, change) => {
    expect(changed(change)).not.toEqual([]);
  });

  it('describes fields for editors', () => {
    expect(JSON.stringify(experimentSchema())).toContain('Real seconds after which the fault ends by itself');
  });
});
