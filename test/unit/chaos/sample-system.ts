/** A small made-up system: a library lends books. Its steps have names of their own, except those of the fees. */
import * as z from 'zod';
import { conserved, exactlyOnce } from '../../../chaos/system/invariants.ts';
import {
  type AcceptedRequest,
  change,
  type DriftKind,
  either,
  type Expectations,
  record,
  type SagaDefinition,
  type Steps,
  type SystemDefinition,
  time,
} from '../../../chaos/system/index.ts';

const saga: SagaDefinition = {
  participants: {
    loan: { view: 'desk.loans' },
    copy: { view: 'shelf.holds', correlationId: 'loanId' },
    fee: { view: 'fees.charges', state: 'status' },
  },
  owner: 'loan',
  times: { accepted: 'createdAt', changed: 'updatedAt' },
  ends: {
    completed: { loan: ['LENT'], copy: ['TAKEN'], fee: ['PAID'] },
    'rolled-back': { loan: ['CANCELLED'], copy: ['none', 'FREED'], fee: ['none', 'WAIVED'] },
    waitlisted: { loan: ['WAITING'], copy: ['none'], fee: ['none'] },
  },
  rollback: 'rolled-back',
  accepted: [202],
};

const steps: Steps = {
  shelf: { hold: { role: 'prepare' }, take: { role: 'commit' }, free: { role: 'rollback', delivered: false } },
  fees: {
    prepare: { role: 'prepare', failureLimit: 5 },
    commit: { role: 'commit' },
    rollback: { role: 'rollback', delivered: false },
  },
  keeper: { drive: { role: 'drive' }, alarm: { role: 'other', servesOperations: false } },
  search: { handle: { role: 'other', delivered: 'request' } },
  letters: { send: { role: 'other', delivered: 'queue' } },
};

const loanOf = ({ correlationId }: AcceptedRequest, state: string) =>
  record('desk.loans', correlationId, { state, createdAt: time(), updatedAt: time({ notBefore: 'createdAt' }) });

const copyOf = ({ correlationId: loanId, asked }: AcceptedRequest, state: string) =>
  record('shelf.holds', { loanId }, { state, title: asked['title'] ?? null, copies: 1 });

const feeOf = ({ correlationId }: AcceptedRequest, status: string) =>
  record('fees.charges', correlationId, { status, cents: 500 });

const expect: Expectations = {
  request(request, end) {
    const { correlationId: loanId, asked } = request;
    switch (end) {
      case 'completed':
        return [
          loanOf(request, 'LENT'),
          copyOf(request, 'TAKEN'),
          feeOf(request, 'PAID'),
          record('fees.entries', { loanId }, { kind: 'CHARGE', cents: 500 }),
          change('shelf.titles', typeof asked['title'] === 'string' ? asked['title'] : '', 'free', -1, { min: 0 }),
        ];
      case 'rolled-back':
        return [
          loanOf(request, 'CANCELLED'),
          either([copyOf(request, 'FREED')], []),
          either([feeOf(request, 'WAIVED')], []),
        ];
      case 'waitlisted':
        return [loanOf(request, 'WAITING')];
      case null:
      default:
        return [];
    }
  },
};

const titleMisspelt: DriftKind<never> = {
  kind: 'title-misspelt',
  summary: 'A title on the desk has other letters than on the shelf.',
  parameters: z.strictObject({ letters: z.int().optional() }) as z.ZodType as z.ZodType<never>,
  rule: () => 'titles',
  candidates: () => [],
  seed: () => Promise.resolve({ description: 'misspelt', consequences: [] }),
  undo: () => Promise.resolve(true),
};

export const sample: SystemDefinition = {
  name: 'library',
  reconciliation: { rules: [] },
  saga,
  steps,
  expect,
  invariants: [
    exactlyOnce({ name: 'charged-once', view: 'fees.entries', by: ['loanId', 'kind'] }),
    conserved({
      name: 'copies-conserved',
      sums: {
        owned: [{ view: 'shelf.titles', field: 'owned' }],
        'free and out': [
          { view: 'shelf.titles', field: 'free' },
          { view: 'shelf.holds', field: 'copies', where: { state: ['HELD', 'TAKEN'] }, by: 'title' },
        ],
      },
    }),
  ],
  journeys: {
    module: 'journeys.ts',
    journeys: {
      lend: { end: 'completed' },
      overdrawn: { end: 'rolled-back' },
      taken_out: { end: 'waitlisted' },
      browse: { end: null },
    },
  },
  drift: [titleMisspelt],
};
