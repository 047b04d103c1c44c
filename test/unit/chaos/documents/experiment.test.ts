import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { DocumentError, parseExperiment, type Surroundings } from '../../../../chaos/documents/index.ts';
import { readExperiment, readPlan, shippedExperiments, shippedPlans } from '../../../../chaos/library.ts';
import { forecast } from '../../../../chaos/prediction/index.ts';

const VALID = `
version: 1
name: valid
title: A valid experiment
hypothesis: It holds.
steadyState: { before: [{ probe: alarms }], after: [{ probe: http, path: /products }] }
phases:
  - name: broken
    seconds: 10
    drainSeconds: 5
    scenarios: [{ name: load, journey: checkout, rate: 5 }]
faults:
  - { id: sold-out, fault: out-of-stock, scenario: load, rate: 0.5, leaseSeconds: 20 }
drift:
  - { id: lost, fault: store-drift, count: 1, parameters: { kind: reservation-lost } }
reconcile: { by: run-now, timeoutSeconds: 30 }
expect: { alarms: [{ name: drift, cause: lost, withinSeconds: 60 }] }
budgets: { detectSeconds: 60, rollbackSeconds: 10, convergeSeconds: 60 }
`;

type Document = Record<string, unknown>;

/** The problems of the valid experiment after a change, as `path: message`. */
function problemsAfter(change: (document: Document) => void, surroundings: Surroundings = {}): string[] {
  const document = parse(VALID) as Document;
  change(document);
  try {
    parseExperiment(stringify(document), 'test.yaml', surroundings);
    return [];
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

const fault = (changes: object) => (document: Document) => Object.assign((document['faults'] as object[])[0]!, changes);
const document = (changes: object) => (given: Document) => Object.assign(given, changes);
const scenario = (changes: object) => (given: Document) =>
  Object.assign((given['phases'] as { scenarios: object[] }[])[0]!.scenarios[0]!, changes);

/** An exception in a step, instead of the valid experiment's fault. */
const exception = (step: string, changes: object = {}) =>
  fault({ fault: 'exception', parameters: { service: 'payment', step, point: 'after-commit' }, ...changes });
const slow = { fault: 'latency', parameters: { service: 'payment', step: 'prepare', ms: 500 } };
const second = (changes: object) => (given: Document) => {
  const [first] = given['faults'] as object[];
  (given['faults'] as object[]).push({ ...first, id: 'second', ...changes });
};
const both =
  (...changes: ((given: Document) => void)[]) =>
  (given: Document) => {
    for (const change of changes) change(given);
  };
const custom = both(
  document({ system: 'custom', drift: [], expect: {} }),
  (given) => delete given['reconcile'],
  scenario({ journey: 'request', request: { path: '/' } }),
  fault({ fault: 'exception', parameters: { service: 'notes', point: 'before-commit' } }),
);

describe('an experiment document', () => {
  it('is read with default values if it is valid', () => {
    const experiment = parseExperiment(VALID, 'test.yaml', { alarms: ['drift'] });
    expect(experiment.faults[0]).toMatchObject({ attempts: 'always', parameters: {} });
    expect(experiment.expect.alarms[0]?.clears).toBe(true);
  });

  it.each([
    ['an unknown fault', fault({ fault: 'earthquake' }), 'faults[0].fault: there is no fault earthquake'],
    ['a rate above 1', fault({ rate: 2 }), 'faults[0].rate: Too big'],
    ['an unknown field', fault({ color: 'red' }), 'faults[0].color: is not a known field here'],
    [
      'an unknown parameter',
      fault({ parameters: { depth: 3 } }),
      'faults[0].parameters.depth: is not a known field here',
    ],
    [
      'a scenario that is in no phase',
      fault({ scenario: 'nobody' }),
      'faults[0].scenario: scenario nobody is in 0 phases',
    ],
    ['a lease that ends with the drain', fault({ leaseSeconds: 15 }), 'faults[0].leaseSeconds: a lease of 15 s'],
    ['attempts that reach the failure limit', fault({ attempts: 3 }), 'faults[0].attempts: 3 attempts reach'],
    [
      'an unknown drift',
      (document: Document) => Object.assign((document['drift'] as object[])[0]!, { parameters: { kind: 'flood' } }),
      'drift[0].parameters.kind',
    ],
    [
      'an id used twice',
      (document: Document) => Object.assign((document['drift'] as object[])[0]!, { id: 'sold-out' }),
      'drift[0].id: sold-out is already in use',
    ],
    [
      'an unknown journey',
      (document: Document) =>
        Object.assign((document['phases'] as { scenarios: object[] }[])[0]!.scenarios[0]!, { journey: 'loiter' }),
      'phases[0].scenarios[0].journey: there is no journey loiter',
    ],
    ['a missing budget', (document: Document) => Object.assign(document, { budgets: {} }), 'budgets.detectSeconds'],
    [
      'an alarm without a cause',
      (document: Document) =>
        Object.assign(document, { expect: { alarms: [{ name: 'drift', cause: 'nothing', withinSeconds: 1 }] } }),
      'expect.alarms[0].cause: there is no fault or drift',
    ],
    ['a rate and iterations', fault({ iterations: [1] }), 'faults[0].rate: cannot be combined with iterations'],
    [
      'an iteration beyond the planned ones',
      both((given) => delete (given['faults'] as { rate?: number }[])[0]!.rate, fault({ iterations: [3, 50] })),
      'faults[0].iterations[1]: there is no iteration 50: load plans 50',
    ],
    [
      'a journey without its request',
      scenario({ journey: 'request' }),
      'phases[0].scenarios[0].journey: sends the request that',
    ],
    [
      'a request for another journey',
      scenario({ request: { path: '/' } }),
      'phases[0].scenarios[0].request: checkout sends',
    ],
    [
      'a fault in sagas without a scenario',
      (given: Document) => delete (given['faults'] as { scenario?: string }[])[0]!.scenario,
      'faults[0]: out-of-stock hits operations of a scenario',
    ],
    [
      'a scenario for a function that serves no operation',
      fault({ fault: 'alarm-action-fails' }),
      'faults[0].scenario: alarm-action-fails acts',
    ],
    [
      'a load that starts no saga',
      scenario({ journey: 'browse' }),
      'faults[0].scenario: the journey browse of load starts no saga',
    ],
    [
      'no lease',
      (given: Document) => delete (given['faults'] as { leaseSeconds?: number }[])[0]!.leaseSeconds,
      'faults[0].leaseSeconds',
    ],
    ['no steady state', (given: Document) => delete given['steadyState'], 'steadyState'],
    [
      'a place at which no fault can act',
      fault({ fault: 'exception', parameters: { service: 'catalog', step: 'prepare', point: 'after-commit' } }),
      'faults[0].parameters.service: no fault can act on catalog prepare',
    ],
    [
      'a delivery fault in a step without deliveries',
      fault({ fault: 'lost-event', parameters: { service: 'payment', step: 'rollback' } }),
      'faults[0].parameters.step: a rollback is a direct call',
    ],
    [
      'a lost event with a number of attempts',
      fault({ fault: 'lost-event', attempts: 1, parameters: { service: 'payment', step: 'prepare' } }),
      'faults[0].attempts: a lost event',
    ],
    [
      'attempts of two faults that together reach the failure limit',
      both(exception('prepare', { attempts: 1 }), second({ attempts: 2 })),
      'faults[1].attempts: together with sold-out',
    ],
    ['a stall that is not stated', fault(slow), 'faults[0].stall: latency blocks the stream'],
    [
      'a stall that would jam its stream',
      fault({ ...slow, stall: { secondsPerHit: 0.5, shards: 2 } }),
      'faults[0].stall: stalls 2.5 hits/s x 0.5 s / 2 shards = 0.625 of at most 0.5',
    ],
    [
      'a stall of listed iterations that would jam its stream',
      both(
        (given) => delete (given['faults'] as { rate?: number }[])[0]!.rate,
        fault({ ...slow, iterations: [1, 2], stall: { secondsPerHit: 3 } }),
      ),
      'faults[0].stall: stalls 0.2 hits/s x 3 s / 1 shard = 0.6',
    ],
    [
      'an alarm with two entries',
      document({ expect: { alarms: [1, 2].map(() => ({ name: 'drift', cause: 'lost', withinSeconds: 1 })) } }),
      'expect.alarms[1]: drift is already expected above',
    ],
    [
      'a further cause that does not exist',
      document({ expect: { alarms: [{ name: 'drift', cause: 'lost', also: ['nothing'], withinSeconds: 1 }] } }),
      'expect.alarms[0].also[0]: there is no fault or drift',
    ],
    [
      'an outcome of an unknown scenario',
      document({ expect: { outcomes: [{ scenario: 'nobody', status: [200] }] } }),
      'expect.outcomes[0].scenario: there is no scenario nobody',
    ],
    [
      'an outcome of an unknown fault',
      document({ expect: { outcomes: [{ scenario: 'load', hitBy: 'nobody', status: [200] }] } }),
      'expect.outcomes[0].hitBy: there is no fault nobody',
    ],
    [
      'an outcome of operations that do not exist',
      both(fault({ rate: 1 }), document({ expect: { outcomes: [{ scenario: 'load', status: [200] }] } })),
      'expect.outcomes[0].scenario: expects operations that no fault hits',
    ],
    [
      'a stop condition on an unknown alarm',
      document({ stopConditions: [{ when: 'alarm', name: 'fire' }] }),
      'stopConditions[0].name: there is no alarm fire',
    ],
    [
      'a probe of an unknown alarm',
      document({ steadyState: { before: [{ probe: 'alarms', names: ['fire'] }], after: [{ probe: 'alarms' }] } }),
      'steadyState.before[0].names[0]: there is no alarm fire',
    ],
    [
      'a probe module that does not exist',
      document({ steadyState: { before: [{ probe: 'module', file: 'level.mjs' }], after: [{ probe: 'alarms' }] } }),
      'steadyState.before[0].file: there is no file level.mjs',
    ],
    [
      'a metric probe without a limit',
      document({ stopConditions: [{ when: 'probe-fails', probe: { probe: 'metric', name: 'Rollbacks' } }] }),
      'stopConditions[0].probe: has no limit for the metric',
    ],
    [
      'drift without a reconcile run to find it',
      (given: Document) => delete given['reconcile'],
      'drift[0]: seeds drift, which only a reconcile run finds',
    ],
    [
      'drift in a custom system',
      both(
        custom,
        document({ drift: [{ id: 'd', fault: 'store-drift', count: 1, parameters: { kind: 'reservation-lost' } }] }),
      ),
      'drift[0]: drift needs the stores',
    ],
    [
      'a reconcile run on a custom system',
      both(custom, document({ reconcile: { by: 'run-now', timeoutSeconds: 9 } })),
      'reconcile: a judged',
    ],
    [
      'a commerce journey on a custom system',
      both(custom, scenario({ journey: 'checkout', request: undefined })),
      'phases[0].scenarios[0].journey: checkout needs the commerce',
    ],
    [
      'a commerce fault on a custom system',
      both(custom, fault({ fault: 'over-limit', parameters: {} })),
      'faults[0].fault: over-limit acts only on the commerce',
    ],
  ])('is refused for %s', (_what, change, problem) => {
    const problems = problemsAfter(change, { alarms: ['drift'], exists: () => false });
    expect(problems.some((one) => one.startsWith(problem))).toBe(true);
  });

  it('is refused for an alarm that the template does not have, if the template is known', () => {
    expect(problemsAfter(() => undefined, { alarms: ['errors-payment'] })).toEqual([
      'expect.alarms[0].name: there is no alarm drift; known: errors-payment',
    ]);
    expect(problemsAfter(() => undefined)).toEqual([]);
  });

  it('refuses the former name of a custom system', () => {
    expect(problemsAfter(both(custom, document({ system: 'own' }))).join()).toContain(
      'system: Invalid option: expected one of "commerce"|"custom"',
    );
  });

  it('reports all problems at once, from the schema and from validation', () => {
    const problems = problemsAfter(
      (document) => {
        fault({ fault: 'earthquake', rate: 2, attempts: 7, scenario: 'nobody' })(document);
        Object.assign(document, { title: 3, mood: 'gloomy' });
      },
      { alarms: ['errors-payment'] },
    );
    const paths = problems.map((problem) => problem.slice(0, problem.indexOf(':')));
    expect(paths.sort()).toEqual(
      [
        'expect.alarms[0].name',
        'faults[0].attempts',
        'faults[0].fault',
        'faults[0].rate',
        'faults[0].scenario',
        'mood',
        'title',
      ].sort(),
    );
  });

  it.each(['', '7', '[]', 'phases: {}', 'faults: [1, null]', 'expect: 3'])(
    'is refused with a readable error when it is %j',
    (text) => {
      expect(() => parseExperiment(text, 'test.yaml')).toThrow(DocumentError);
    },
  );

  it('reports the line of broken YAML', () => {
    expect(() => parseExperiment('a: [1\nb: 2', 'test.yaml')).toThrow(/line \d/);
  });

  it('reports the line of each problem, or of its nearest parent', () => {
    const text = VALID.replace('rate: 0.5', 'rate: 2').replace(', rollbackSeconds: 10', '');
    const lines = text.split('\n');
    const lineOf = (part: string) => lines.findIndex((line) => line.includes(part)) + 1;
    expect(() => parseExperiment(text, 'test.yaml')).toThrow(
      new RegExp(
        `line ${lineOf('sold-out')}, faults\\[0\\].rate: .*\n.*line ${lineOf('budgets')}, budgets.rollbackSeconds: `,
      ),
    );
  });

  it('is checked against the alarms of a custom system too, if its templates are known', () => {
    const expecting = document({ expect: { alarms: [{ name: 'errors', cause: 'sold-out', withinSeconds: 60 }] } });
    expect(problemsAfter(both(custom, expecting), { alarms: ['errors'] })).toEqual([]);
    expect(problemsAfter(both(custom, expecting), { alarms: ['delays'] })).toEqual([
      'expect.alarms[0].name: there is no alarm errors; known: delays',
    ]);
  });

  it('says how many problems to fix', () => {
    const parsed = (change: (text: string) => string) => () => parseExperiment(change(VALID), 'test.yaml');
    expect(parsed((text) => text.replace('rate: 0.5', 'rate: 2'))).toThrow(
      'test.yaml cannot be run. Fix this problem and try again:\n  line',
    );
    expect(parsed((text) => text.replace('rate: 0.5', 'rate: 2').replace('name: valid', 'name: So'))).toThrow(
      'Fix these 2 problems and try again',
    );
  });

  it('may say what it teaches', () => {
    expect(problemsAfter(document({ teaches: 'That it holds.' }))).toEqual([]);
  });

  it('may use a custom system', () => {
    expect(problemsAfter(custom)).toEqual([]);
  });
});

describe('the shipped plans', () => {
  it('are valid, with their experiments', async () => {
    const plans = await Promise.all((await shippedPlans()).map(({ path }) => readPlan(path)));
    expect(plans.map(({ plan }) => plan.name).sort()).toEqual(['full', 'gameday', 'short']);
    for (const { plan, experiments } of plans) {
      for (const { minSpeed } of experiments) expect(plan.speed).toBeGreaterThanOrEqual(minSpeed);
    }
  });
});

describe('the shipped experiments', () => {
  it('hit something with every fault, whatever the seed, if they are short', async () => {
    const seeds = Array.from({ length: 30 }, (_, seed) => seed + 1);
    const full = (await shippedPlans()).find(({ name }) => name === 'full');
    const { experiments } = await readPlan(full?.path ?? '');
    expect(experiments.length).toBeGreaterThanOrEqual(10);
    for (const experiment of experiments) {
      const barren = seeds.flatMap((seed) =>
        forecast(experiment, seed).faults.flatMap(({ id, hits }) => (hits === 0 ? [`${id} ${seed}`] : [])),
      );
      expect(barren).toEqual([]);
    }
  });

  it('include at least eight that take at most a minute from start to verdict', async () => {
    const aroundSeconds = 12;
    const all = await Promise.all((await shippedExperiments()).map(({ path }) => readExperiment(path)));
    const seconds = all.map(({ phases, reconcile, minSpeed }) => {
      const load = phases.reduce((sum, phase) => sum + phase.seconds + phase.drainSeconds, 0);
      return load + (reconcile?.afterSeconds ?? 0) / Math.max(minSpeed, 20) + aroundSeconds;
    });
    expect(seconds.filter((each) => each <= 60).length).toBeGreaterThanOrEqual(8);
  });
});
