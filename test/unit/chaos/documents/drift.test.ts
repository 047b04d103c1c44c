import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { DocumentError, parseExperiment } from '../../../../chaos/documents/index.ts';
import type { DescribedStores, StoreView } from '../../../../chaos/system/index.ts';
import { sample } from '../sample-system.ts';

const view = (name: string, isWritable: boolean): StoreView => ({
  name,
  fields: { state: 'text', cents: 'integer' },
  sensitive: new Set(),
  scan: () => {
    throw new Error('nothing is read');
  },
  read: () => Promise.reject(new Error('nothing is read')),
  ...(isWritable && { write: () => Promise.reject(new Error('nothing is written')) }),
});
const [prices, orders, notes] = [view('prices', true), view('orders', false), view('notes', true)];
const stores: DescribedStores = {
  views: new Map([prices, orders, notes].map((one) => [one.name, one])),
  reconciliation: { rules: [{ name: 'price-list', views: [prices, orders] }] },
};

function problemsWith(parameters: object): string[] {
  const document = {
    version: 1,
    name: 'drifts',
    title: 'Drift',
    hypothesis: 'It is found.',
    steadyState: { before: [{ probe: 'alarms' }], after: [{ probe: 'alarms' }] },
    phases: [{ name: 'calm', seconds: 5, drainSeconds: 1, scenarios: [{ name: 'load', journey: 'lend', rate: 1 }] }],
    drift: [{ id: 'odd', fault: 'store-drift', count: 1, parameters }],
    reconcile: { by: 'run-now', timeoutSeconds: 30 },
    expect: {},
    budgets: { detectSeconds: 60, rollbackSeconds: 10, convergeSeconds: 60 },
  };
  try {
    parseExperiment(stringify(document), 'test.yaml', { system: sample, stores });
    return [];
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

describe('drift in an experiment', () => {
  it('is valid for a writable view that a rule reads', () => {
    expect(problemsWith({ kind: 'field-changed', view: 'prices', rule: 'price-list', field: 'cents' })).toEqual([]);
  });

  it.each([
    [
      'a view that does not exist',
      { kind: 'row-lost', view: 'price' },
      'drift[0].parameters.view: there is no view price; writable views are: prices, notes',
    ],
    [
      'a view that is not writable',
      { kind: 'row-lost', view: 'orders' },
      'drift[0].parameters.view: orders is not writable: set `writable: true` in the view; writable views are: prices, notes',
    ],
    [
      'a view that no rule reads',
      { kind: 'row-duplicated', view: 'notes' },
      'drift[0].parameters.view: no rule reads notes, so no reconcile run can find drift in it',
    ],
    [
      'a rule that does not read the view',
      { kind: 'row-lost', view: 'prices', rule: 'notes-kept' },
      'drift[0].parameters.rule: notes-kept is no rule that reads prices; choose one of: price-list',
    ],
    [
      'a field that the view does not have',
      { kind: 'field-changed', view: 'prices', field: 'price' },
      'drift[0].parameters.field: prices has no field price; it has: state, cents',
    ],
    [
      'a state whose field the view does not have',
      { kind: 'state-rewound', view: 'prices', state: 'NEW', field: 'status' },
      'drift[0].parameters.field: prices has no field status; it has: state, cents',
    ],
    [
      'a version that the view does not have',
      { kind: 'stale-copy', view: 'prices', field: 'cents', version: 'edition' },
      'drift[0].parameters.version: prices has no field edition; it has: state, cents',
    ],
    [
      'a field to keep that the view does not have',
      { kind: 'row-orphaned', view: 'prices', keep: ['state', 'title'] },
      'drift[0].parameters.keep[1]: prices has no field title; it has: state, cents',
    ],
  ])('is refused for %s', (_what, parameters, problem) => {
    expect(problemsWith(parameters)).toEqual([problem]);
  });
});
