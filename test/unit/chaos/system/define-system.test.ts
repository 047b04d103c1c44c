import { describe, expect, it } from '@jest/globals';
import { lineOf } from '../../../../chaos/schemas/mistakes.ts';
import {
  type Connection,
  conserved,
  defineSystem,
  describeSystem,
  exactlyOnce,
  type Invariant,
  openSystem,
  type StoreView,
  SystemError,
  type SystemDefinition,
} from '../../../../chaos/system/index.ts';
import { sample } from '../sample-system.ts';

function problemsOf(define: () => unknown): string[] {
  try {
    define();
  } catch (error) {
    if (error instanceof SystemError) return error.problems.map(lineOf);
    throw error;
  }
  return [];
}

const changed =
  (change: object): (() => unknown) =>
  () =>
    defineSystem({ ...sample, ...change });
const saga = (change: object) => changed({ saga: { ...sample.saga, ...change } });

describe('defineSystem', () => {
  it('returns a definition without mistakes as it is', () => {
    expect(defineSystem(sample)).toBe(sample);
  });

  it.each<[what: string, define: () => unknown, problem: string]>([
    [
      'an unknown field',
      changed({ stores: [] }),
      'stores: unknown field; the fields are name, reconciliation, evidence, saga, invariants, expect, steps, journeys, profiles, credentials, seed, warmUp, drift, releases, sabotages, synth',
    ],
    ['no name', changed({ name: 'My Shop' }), 'name must be lower-case words joined by hyphens'],
    [
      'no reconciliation',
      changed({ reconciliation: {} }),
      'reconciliation must be the result of defineReconciliation, or a function that returns it, not an object',
    ],
    ['a hook that is no function', changed({ seed: 'seed.ts' }), 'seed must be a function, not "seed.ts"'],
    [
      'an owner that does not take part',
      saga({ owner: 'order' }),
      'saga.owner: order is not a participant; choose one of: loan, copy, fee',
    ],
    [
      'a rollback that is no end',
      saga({ rollback: 'undone' }),
      'saga.rollback: undone is not an end; choose one of: completed, rolled-back, waitlisted',
    ],
    [
      'no rollback where a step can give up',
      changed({
        saga: { ...sample.saga, rollback: undefined },
        steps: { fees: { charge: { role: 'prepare' } } },
      }),
      'saga.rollback is missing: the step fees/charge has the role prepare, so name the end of a saga that is rolled back; choose one of: completed, rolled-back, waitlisted',
    ],
    [
      'a step that follows an unknown one',
      changed({ steps: { fees: { charge: { role: 'prepare', after: ['hold'] } } } }),
      'steps.fees.charge.after: hold is not a step; choose one of: fees/charge',
    ],
    [
      'steps that wait for each other',
      changed({ steps: { fees: { a: { role: 'prepare', after: ['b'] }, b: { role: 'prepare', after: ['a'] } } } }),
      'steps.fees.a.after: the step waits for itself',
    ],
    [
      'an end that no state leads to',
      saga({ ends: { ...sample.saga?.ends, gone: { loan: [], copy: ['none'], fee: ['none'] } } }),
      'saga.ends.gone.loan must name at least one state, or `none` for no record',
    ],
    [
      'an end that leaves a participant out',
      saga({ ends: { ...sample.saga?.ends, gone: { loan: ['GONE'], copy: ['none'] } } }),
      'saga.ends.gone.fee is missing: name the states in which it may rest, or `none` for no record',
    ],
    [
      'an end with an unknown participant',
      saga({ ends: { ...sample.saga?.ends, gone: { loan: ['GONE'], copy: ['none'], fee: ['none'], cart: ['X'] } } }),
      'saga.ends.gone.cart is not a participant; choose one of: loan, copy, fee',
    ],
    [
      'two ends with the same states',
      saga({ ends: { ...sample.saga?.ends, again: { loan: ['LENT'], copy: ['TAKEN'], fee: ['PAID', 'WAIVED'] } } }),
      'saga.ends.again: has states that also lead to the end completed',
    ],
    ['a status that no answer has', saga({ accepted: [99] }), 'saga.accepted[0] must be at least 100, not 99'],
    [
      'a step with an unknown role',
      changed({ steps: { shelf: { hold: { role: 'reserve' } } } }),
      'steps.shelf.hold.role must be "prepare", "commit", "rollback", "drive" or "other", not "reserve"',
    ],
    [
      'a journey that leads to no end',
      changed({ journeys: { module: 'j.ts', journeys: { lend: { end: 'lent' } } } }),
      'journeys.journeys.lend.end: lent is not an end; choose one of: completed, rolled-back, waitlisted',
    ],
    [
      'a journey with an end but no saga',
      changed({ saga: undefined, journeys: { module: 'j.ts', journeys: { lend: { end: 'completed' } } } }),
      'journeys.journeys.lend.end needs the definition of a saga; add `saga`',
    ],
    [
      'a journey with a reserved name',
      changed({ journeys: { module: 'j.ts', journeys: { request: { end: null } } } }),
      'journeys.journeys.request is the name of the journey that experiments describe themselves; choose another',
    ],
    [
      'two invariants of one name',
      changed({ invariants: [...(sample.invariants ?? []), ...(sample.invariants ?? []).slice(0, 1)] }),
      'invariants[2]: charged-once appears twice',
    ],
  ])('refuses %s, by its path', (_what, define, problem) => {
    expect(problemsOf(define)).toContain(problem);
  });

  it('needs no rollback where no step can give up', () => {
    const steps = { fees: { charge: { role: 'commit' } } };
    expect(problemsOf(changed({ saga: { ...sample.saga, rollback: undefined }, steps }))).toEqual([]);
  });

  it('reports every mistake at once', () => {
    const problems = problemsOf(changed({ name: '', seed: 1, steps: { shelf: { hold: { role: 'x' } } } }));
    expect(problems.map((line) => line.split(/:? /)[0])).toEqual(['name', 'steps.shelf.hold.role', 'seed']);
  });

  it('reports a mistake in one part beside those of how the parts fit together, in the order of the file', () => {
    const problems = problemsOf(
      changed({
        name: 'My Shop',
        saga: {
          participants: { loan: { view: 'desk.loans', status: 'x' }, copy: { view: 'shelf.holds' } },
          owner: 'lone',
          times: { accepted: 'createdAt' },
          ends: { gone: { loan: [], copy: ['none'] }, odd: {}, more: { loan: ['X'], copy: ['Y'], cart: ['Z'] } },
          accepted: [99],
        },
        steps: { fees: { charge: { role: 'pay', after: ['ghost'], delivered: 'sqs' } } },
        invariants: [7, { ...sample.invariants?.[0], name: 'charged-once', judge: 3 }, sample.invariants?.[0]],
        journeys: { module: 7, journeys: { lend: { end: 'lent' } } },
        colour: 'blue',
      }),
    );
    expect(problems.map((line) => line.split(/:? /)[0])).toEqual([
      'name',
      'saga.participants.loan.status',
      'saga.owner',
      'saga.times.changed',
      'saga.ends.gone.loan',
      'saga.ends.odd.loan',
      'saga.ends.odd.copy',
      'saga.ends.more.cart',
      'saga.accepted[0]',
      'steps.fees.charge.role',
      'steps.fees.charge.after',
      'steps.fees.charge.delivered',
      'invariants[0]',
      'invariants[1].judge',
      'invariants[2]',
      'journeys.module',
      'journeys.journeys.lend.end',
      'colour',
    ]);
  });

  it('says that a step may also be delivered to by nothing', () => {
    expect(problemsOf(changed({ steps: { fees: { charge: { role: 'commit', delivered: 'sqs' } } } }))).toEqual([
      'steps.fees.charge.delivered must be "stream", "queue", "request" or false, not "sqs"',
    ]);
  });

  it.each([undefined, null, 'shop', 7, []])('refuses %p with an error of its own', (given) => {
    expect(() => defineSystem(given as unknown as SystemDefinition)).toThrow(SystemError);
  });
});

const viewOf = (name: string, ...fields: string[]): StoreView => ({
  name,
  fields: Object.fromEntries(fields.map((field) => [field, 'text'])),
  sensitive: new Set(),
  async *scan() {
    // It holds no row.
  },
  read: () => Promise.resolve(new Map()),
});

const views = [
  viewOf('desk.loans', 'state', 'createdAt', 'updatedAt'),
  viewOf('shelf.holds', 'state', 'loanId', 'title', 'copies'),
  viewOf('fees.charges', 'status'),
  viewOf('fees.entries', 'kind', 'loanId'),
  viewOf('shelf.titles', 'owned', 'free'),
];
const loaded = (change: Partial<SystemDefinition>) => ({
  definition: { ...sample, reconciliation: { rules: [{ name: 'titles', views }] }, ...change },
  digest: 'd1',
});

describe('opening a definition', () => {
  it('finds every view of the rules and of the evidence', () => {
    const more = viewOf('search.index');
    const { views: found } = describeSystem(loaded({ evidence: () => [more] }));
    expect([...found.keys()]).toEqual([...views.map(({ name }) => name), 'search.index']);
  });

  it('names every view and field that does not exist', () => {
    const wrong = loaded({
      saga: {
        ...(sample.saga ?? ({} as never)),
        times: { accepted: 'createdAt', changed: 'touchedAt' },
        participants: {
          loan: { view: 'desk.loans' },
          copy: { view: 'shelf.holds', correlationId: 'loan' },
          fee: { view: 'fees' },
        },
      },
      invariants: [{ name: 'own', views: ['shelf.gone'], at: ['end'], judge: () => ({ violations: [], summary: '' }) }],
    });
    const known = views.map(({ name }) => name).join(', ');
    expect(problemsOf(() => describeSystem(wrong))).toEqual([
      'saga.participants.copy.correlationId: shelf.holds has no field loan (did you mean loanId?); it has: state, loanId, title, copies',
      `saga.participants.fee.view: there is no view fees; the views are: ${known}`,
      'saga.times.changed: desk.loans has no field touchedAt; it has: state, createdAt, updatedAt',
      `invariants[0].views[0]: there is no view shelf.gone; the views are: ${known}`,
    ]);
  });

  it.each<[what: string, invariant: Invariant, problems: readonly string[]]>([
    [
      'a field by which records are found once',
      exactlyOnce({ name: 'once', view: 'shelf.holds', by: ['state', 'loanID'] }),
      ['by[1]: shelf.holds has no field loanID (did you mean loanId?); it has: state, loanId, title, copies'],
    ],
    [
      'a field that a record must have to count',
      exactlyOnce({ name: 'once', view: 'shelf.holds', by: ['loanId'], where: { stat: 'HELD' } }),
      ['where.stat: shelf.holds has no field stat (did you mean state?); it has: state, loanId, title, copies'],
    ],
    [
      'fields and views of sums, beside what is wrong with the sums',
      conserved({
        name: 'sums',
        sums: {
          'all owned': [{ view: 'shelf.titles', field: 'ownd' }],
          held: [
            { view: 'shelf.holds', by: 'loan', where: { stat: 'HELD' } },
            { view: 'shelf.hold', by: 'loan' },
          ],
          lost: [],
        },
      }),
      [
        'sums.all owned[0].field: shelf.titles has no field ownd (did you mean owned?); it has: owned, free',
        'sums.held[0].where.stat: shelf.holds has no field stat (did you mean state?); it has: state, loanId, title, copies',
        'sums.held[0].by: shelf.holds has no field loan (did you mean loanId?); it has: state, loanId, title, copies',
        `sums.held[1].view: there is no view shelf.hold (did you mean shelf.holds?); the views are: ${views.map(({ name }) => name).join(', ')}`,
      ],
    ],
    [
      'a field that an invariant of its own says it reads',
      {
        name: 'own',
        views: ['shelf.titles'],
        at: ['end'],
        judge: () => ({ violations: [], summary: '' }),
        reads: [{ path: 'reads[0]', view: 'shelf.titles', field: 'pages' }],
      },
      ['reads[0]: shelf.titles has no field pages; it has: owned, free'],
    ],
  ])('refuses an invariant that names what no view has: %s', (_what, invariant, problems) => {
    expect(problemsOf(() => describeSystem(loaded({ invariants: [invariant] })))).toEqual(
      problems.map((problem) => `invariants[0].${problem}`),
    );
  });

  it('refuses two views of one name', () => {
    expect(problemsOf(() => describeSystem(loaded({ evidence: () => [viewOf('desk.loans')] })))).toContain(
      'evidence[0]: desk.loans is also the name of another view',
    );
  });

  it('gives the functions of a definition the connection', () => {
    const connection = { system: { prefix: 'x-' } } as Connection;
    const asked: Connection[] = [];
    const reconciliation = (given: Connection) => {
      asked.push(given);
      return { rules: [{ name: 'titles', views }] };
    };
    expect(openSystem(loaded({ reconciliation }), connection).connection).toBe(connection);
    expect(asked).toEqual([connection]);
  });
});
