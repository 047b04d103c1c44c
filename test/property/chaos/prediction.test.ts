import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { correlationIdOf, type LoadFault, type Operation } from '../../../chaos/schemas/index.ts';
import { predict } from '../../../chaos/prediction/index.ts';
import type { StepDefinition, StepRole, SystemDefinition } from '../../../chaos/system/index.ts';
import { experiment } from '../../unit/chaos/sound-run.ts';

/** The saga has these ends, the first of which is the rollback. */
const ENDS = ['undone', 'done', 'queued'];
const SERVICES = ['one', 'two', 'three'];
const STEPS = ['first', 'second', 'prepare', 'commit', 'handle'];
const ACCEPTED = 202;

const roles = fc.constantFrom<StepRole>('prepare', 'commit', 'rollback', 'drive', 'other');
const stepDefinitions = fc.record<StepDefinition>({ role: roles });
const steps = fc.dictionary(
  fc.constantFrom(...SERVICES),
  fc.dictionary(fc.constantFrom(...STEPS), stepDefinitions, { maxKeys: STEPS.length }),
);
const journeys = fc
  .record({ a: fc.constantFrom(null, ...ENDS), b: fc.constantFrom(null, ...ENDS), c: fc.constantFrom(null, ...ENDS) })
  .map((ends) => Object.fromEntries(Object.entries(ends).map(([name, end]) => [name, { end }])));

/** Any definition of a system with a saga. */
const definitions = fc.record({ steps: fc.option(steps, { nil: undefined }), journeys }).map(definitionOf);

function definitionOf({
  steps: given,
  journeys: named,
}: {
  steps: SystemDefinition['steps'] | undefined;
  journeys: Record<string, { end: string | null }>;
}): SystemDefinition {
  const [rollback = ''] = ENDS;
  return {
    name: 'random',
    reconciliation: { rules: [] },
    saga: {
      participants: { request: { view: 'requests' } },
      owner: 'request',
      times: { accepted: 'createdAt', changed: 'updatedAt' },
      ends: Object.fromEntries(ENDS.map((end) => [end, { request: [end.toUpperCase()] }])),
      rollback,
      accepted: [ACCEPTED],
    },
    journeys: { module: 'journeys.ts', journeys: named },
    ...(given !== undefined && { steps: given }),
  };
}

const operations = fc
  .array(
    fc.record({
      journey: fc.constantFrom('a', 'b', 'c', 'request'),
      status: fc.constantFrom(ACCEPTED, ACCEPTED, ACCEPTED, 400, 429, 500, 503, 0),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((drawn) => drawn.map(operationOf));

const faults = fc
  .array(
    fc.record({
      fault: fc.constantFrom('exception', 'port-answer', 'lost-event', 'poison-record', 'duplicate-delivery'),
      rate: fc.double({ min: 0.01, max: 1, noNaN: true }),
      attempts: fc.constantFrom<LoadFault['attempts']>(1, 2, 'always'),
      service: fc.constantFrom(...SERVICES),
      step: fc.constantFrom(...STEPS),
      point: fc.constantFrom('before-commit', 'after-commit'),
    }),
    { maxLength: 5 },
  )
  .map((drawn) => drawn.map(faultOf));

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

function operationOf({ journey, status }: { journey: string; status: number }, iteration: number): Operation {
  const correlationId = correlationIdOf({ run: 'r1', scenario: 'hit', iteration });
  const sent = { sentAt: '2026-01-01T00:00:00Z', elapsedMs: 0, durationMs: 1 };
  return { correlationId, scenario: 'hit', iteration, journey, status, ...sent };
}

function faultOf(
  drawn: Pick<LoadFault, 'fault' | 'rate' | 'attempts'> & Record<'service' | 'step' | 'point', string>,
  index: number,
): LoadFault {
  const { fault, rate, attempts, service, step, point } = drawn;
  const more: Readonly<Record<string, LoadFault['parameters']>> = {
    exception: { point },
    'port-answer': { port: 'store.put', answer: null },
  };
  const parameters = { service, step, ...more[fault] };
  return { id: `fault-${index}`, fault, rate, attempts, scenario: 'hit', leaseSeconds: 60, parameters };
}

const placeOf = (parameters: LoadFault['parameters']) =>
  parameters as { readonly service: string; readonly step: string };

const predicted = (faulty: LoadFault[], seed: number, sent: Operation[], system: SystemDefinition | undefined) =>
  predict({ ...experiment, faults: faulty }, seed, sent, system);

const hitsOf = (...given: Parameters<typeof predicted>) =>
  [...predicted(...given).values()].flatMap(({ correlationId, hitBy, mayBeHitBy }) =>
    [...hitBy, ...mayBeHitBy].map((id) => `${id} ${correlationId}`),
  );

describe('the prediction for any definition', () => {
  it('is the same every time, whatever the order of the operations', () => {
    fc.assert(
      fc.property(definitions, faults, seeds, operations, (system, faulty, seed, sent) => {
        const once = predicted(faulty, seed, sent, system);
        expect(new Map([...predicted(faulty, seed, sent.toReversed(), system)].reverse())).toEqual(once);
      }),
    );
  });

  it('has an end of the saga for each operation that was accepted and starts one, and for no other', () => {
    fc.assert(
      fc.property(definitions, faults, seeds, operations, (system, faulty, seed, sent) => {
        const ends = predicted(faulty, seed, sent, system);
        for (const { correlationId, journey, status } of sent) {
          const end = ends.get(correlationId)?.end;
          const starts = (system.journeys?.journeys[journey]?.end ?? null) !== null;
          // Nothing says what the plain requests of these experiments start.
          const unknown = journey === 'request' ? ['undecided'] : [];
          if (!starts) expect([undefined, 'none', ...unknown]).toContain(end);
          else if (status === ACCEPTED) expect(ENDS).toContain(end);
          else expect(end).toBe(status > 0 && status < 500 ? 'refused' : undefined);
        }
      }),
    );
  });

  it('is the end of the journey, or else the rollback, and without faults always the former', () => {
    fc.assert(
      fc.property(definitions, faults, seeds, operations, (system, faulty, seed, sent) => {
        const own = (journey: string) => system.journeys?.journeys[journey]?.end ?? null;
        const accepted = sent.filter(({ journey, status }) => status === ACCEPTED && own(journey) !== null);
        const broken = predicted(faulty, seed, accepted, system);
        const undisturbed = predicted([], seed, accepted, system);
        for (const { correlationId, journey } of accepted) {
          expect([own(journey), system.saga?.rollback]).toContain(broken.get(correlationId)?.end);
          expect(undisturbed.get(correlationId)).toMatchObject({ end: own(journey), by: 'services', hitBy: [] });
        }
      }),
    );
  });

  it('names causes for each saga that the services roll back or do not end, and for no other', () => {
    fc.assert(
      fc.property(definitions, faults, seeds, operations, (system, faulty, seed, sent) => {
        for (const { end, by, causes } of predicted(faulty, seed, sent, system).values()) {
          expect(causes.length > 0).toBe(end === system.saga?.rollback || by === 'reconciler');
        }
      }),
    );
  });

  it('depends on the roles of the steps, not on their names', () => {
    const renamed = (name: string) => `${name}-renamed`;
    fc.assert(
      fc.property(fc.tuple(steps, journeys), faults, seeds, operations, ([given, named], faulty, seed, sent) => {
        const inSteps = faulty.filter(
          ({ parameters }) => given[placeOf(parameters).service]?.[placeOf(parameters).step],
        );
        // The injector's own default step offers no ports, whatever its role.
        const movable = inSteps.filter(({ parameters }) => placeOf(parameters).step !== 'handle');
        const others = Object.fromEntries(
          Object.entries(given).map(([service, own]) => [
            service,
            Object.fromEntries(Object.entries(own).map(([step, one]) => [renamed(step), one])),
          ]),
        );
        const moved = movable.map((fault) => ({
          ...fault,
          parameters: { ...fault.parameters, step: renamed(placeOf(fault.parameters).step) },
        }));
        expect(predicted(moved, seed, sent, definitionOf({ steps: others, journeys: named }))).toEqual(
          predicted(movable, seed, sent, definitionOf({ steps: given, journeys: named })),
        );
      }),
    );
  });

  it('lets a single fault hit no fewer operations at a higher rate', () => {
    const one = faults.filter(({ length }) => length > 0).map(([first]) => first as LoadFault);
    const more = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(definitions, one, more, seeds, operations, (system, fault, extra, seed, sent) => {
        const higher = { ...fault, rate: fault.rate + extra * (1 - fault.rate) };
        expect(hitsOf([higher], seed, sent, system)).toEqual(
          expect.arrayContaining(hitsOf([fault], seed, sent, system)),
        );
      }),
    );
  });

  it('never lists a hit as both certain and possible', () => {
    fc.assert(
      fc.property(
        fc.option(definitions, { nil: undefined }),
        faults,
        seeds,
        operations,
        (system, faulty, seed, sent) => {
          const hits = hitsOf(faulty, seed, sent, system);
          expect(new Set(hits).size).toBe(hits.length);
        },
      ),
    );
  });

  it('takes the end that the experiment states, or leaves the operation as it was', () => {
    fc.assert(
      fc.property(
        definitions,
        faults,
        seeds,
        operations,
        fc.constantFrom(...ENDS),
        (system, faulty, seed, sent, end) => {
          const [first] = faulty;
          if (first === undefined) return;
          const outcomes = [{ scenario: 'hit', hitBy: first.id, status: [ACCEPTED], end }];
          const stating = { ...experiment, faults: faulty, expect: { alarms: [], outcomes } };
          const sagas = sent.filter(({ journey }) => (system.journeys?.journeys[journey]?.end ?? null) !== null);
          const plain = predicted(faulty, seed, sagas, system);
          for (const one of predict(stating, seed, sagas, system).values()) {
            if (one.hitBy.includes(first.id) && ENDS.includes(one.end)) expect(one.end).toBe(end);
            else expect(one).toEqual(plain.get(one.correlationId));
          }
        },
      ),
    );
  });
});
