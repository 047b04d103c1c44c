import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { DocumentError, parseExperiment } from '../../../../chaos/documents/index.ts';
import { readPlan, shippedPlans } from '../../../../chaos/library.ts';

const SOUND = `
version: 1
name: sound
title: A sound experiment
hypothesis: It holds.
teaches: That it holds.
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

/** The problems of the sound experiment after a change, as `path: message`. */
function problemsAfter(change: (document: Document) => void, alarms?: readonly string[]): string[] {
  const document = parse(SOUND) as Document;
  change(document);
  try {
    parseExperiment(stringify(document), 'test.yaml', { alarms });
    return [];
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return error.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

const fault = (changes: object) => (document: Document) => Object.assign((document['faults'] as object[])[0]!, changes);

describe('an experiment as a document', () => {
  it('is read when it is sound, with what it leaves out filled in', () => {
    const experiment = parseExperiment(SOUND, 'test.yaml', { alarms: ['drift'] });
    expect(experiment.faults[0]).toMatchObject({ attempts: 'always', parameters: {} });
    expect(experiment.expect.alarms[0]?.clears).toBe(true);
  });

  it.each([
    ['an unknown fault', fault({ fault: 'earthquake' }), 'faults[0].fault: there is no fault earthquake'],
    ['a rate above 1', fault({ rate: 2 }), 'faults[0].rate: Too big'],
    ['an unknown field', fault({ color: 'red' }), 'faults[0].color: is not known here'],
    ['an unknown parameter', fault({ parameters: { depth: 3 } }), 'faults[0].parameters.depth: is not known here'],
    ['a scenario of no phase', fault({ scenario: 'nobody' }), 'faults[0].scenario: scenario nobody stands in 0 phases'],
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
      'drift[0].id: sold-out is taken already',
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
  ])('is refused for %s', (_what, change, problem) => {
    const problems = problemsAfter(change, ['drift']);
    expect(problems.some((one) => one.startsWith(problem))).toBe(true);
  });

  it('is refused for an alarm that the template does not have, where the template is known', () => {
    expect(problemsAfter(() => undefined, ['errors-payment'])).toEqual([
      'expect.alarms[0].name: there is no alarm drift; known: errors-payment',
    ]);
    expect(problemsAfter(() => undefined)).toEqual([]);
  });

  it('tells every problem at once, of the schema and beyond it', () => {
    const problems = problemsAfter(
      (document) => {
        fault({ fault: 'earthquake', rate: 2, attempts: 7, scenario: 'nobody' })(document);
        Object.assign(document, { title: 3, mood: 'gloomy' });
      },
      ['errors-payment'],
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
    'is refused in words when it is %j',
    (text) => {
      expect(() => parseExperiment(text, 'test.yaml')).toThrow(DocumentError);
    },
  );

  it('tells the line of broken YAML', () => {
    expect(() => parseExperiment('a: [1\nb: 2', 'test.yaml')).toThrow(/line \d/);
  });
});

describe('the plans that ship', () => {
  it('are sound, with their experiments', async () => {
    const plans = await Promise.all((await shippedPlans()).map(({ path }) => readPlan(path)));
    expect(plans.map(({ plan }) => plan.name).sort()).toEqual(['gameday', 'short']);
    for (const { plan, experiments } of plans) {
      for (const { minSpeed } of experiments) expect(plan.speed).toBeGreaterThanOrEqual(minSpeed);
    }
  });
});
