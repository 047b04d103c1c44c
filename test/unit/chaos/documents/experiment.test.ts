import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { DocumentError, parseExperiment, type Surroundings } from '../../../../chaos/documents/index.ts';
import type { SystemDefinition } from '../../../../chaos/system/index.ts';
import { sample } from '../sample-system.ts';

const VALID = `
version: 1
name: valid
title: A valid experiment
hypothesis: It holds.
steadyState: { before: [{ probe: alarms }], after: [{ probe: http, path: /titles }] }
phases:
  - name: broken
    seconds: 10
    drainSeconds: 5
    scenarios: [{ name: load, journey: lend, rate: 5 }]
faults:
  - id: gone
    fault: port-answer
    scenario: load
    rate: 0.5
    leaseSeconds: 20
    parameters: { service: shelf, step: hold, port: store.put, answer: { outcome: GONE } }
drift:
  - { id: lost, fault: store-drift, count: 1, parameters: { kind: title-misspelt } }
reconcile: { by: run-now, timeoutSeconds: 30 }
expect: { alarms: [{ name: drift, cause: lost, withinSeconds: 60 }] }
budgets: { detectSeconds: 60, rollbackSeconds: 10, convergeSeconds: 60 }
`;

type Document = Record<string, unknown>;

/** The problems of the valid experiment after a change, as `path: message`. */
function problemsAfter(
  change: (document: Document) => void,
  surroundings: Surroundings = {},
  system: SystemDefinition | undefined = sample,
): string[] {
  const document = parse(VALID) as Document;
  change(document);
  try {
    parseExperiment(stringify(document), 'test.yaml', { system, ...surroundings });
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
  fault({ fault: 'exception', parameters: { service: 'fees', step, point: 'after-commit' }, ...changes });
const slow = { fault: 'latency', parameters: { service: 'fees', step: 'prepare', ms: 500 } };
const second = (changes: object) => (given: Document) => {
  const [first] = given['faults'] as object[];
  (given['faults'] as object[]).push({ ...first, id: 'second', ...changes });
};
const both =
  (...changes: ((given: Document) => void)[]) =>
  (given: Document) => {
    for (const change of changes) change(given);
  };
/** An experiment that needs no definition of the system. */
const undefinedSystem = both(
  document({ drift: [], expect: {} }),
  (given) => delete given['reconcile'],
  scenario({ journey: 'request', request: { path: '/' } }),
  fault({ fault: 'exception', parameters: { service: 'notes', point: 'before-commit' } }),
);
/** As the system of an experiment that is judged without a definition. */
const none = both(undefinedSystem, document({ system: 'none' }));

describe('an experiment document', () => {
  it.each([[undefined], [7]])('is refused if it is %p in place of a text', (text) => {
    const parse = parseExperiment as (given: unknown) => unknown;
    expect(() => parse(text)).toThrow(
      'the experiment cannot be run; fix this problem and try again:\n  the experiment: must be the text',
    );
  });

  it('is read with default values if it is valid', () => {
    const experiment = parseExperiment(VALID, 'test.yaml', { alarms: ['drift'], system: sample });
    expect(experiment.faults[0]).toMatchObject({ attempts: 'always', rate: 0.5 });
    expect(experiment.expect.alarms[0]?.clears).toBe(true);
  });

  it.each([
    ['an unknown fault', fault({ fault: 'earthquake' }), 'faults[0].fault: there is no fault earthquake'],
    ['a rate above 1', fault({ rate: 2 }), 'faults[0].rate: must be at most 1, not 2'],
    ['an unknown field', fault({ color: 'red' }), 'faults[0].color: unknown field'],
    [
      'an unknown parameter',
      fault({ fault: 'lost-event', parameters: { service: 'fees', depth: 3 } }),
      'faults[0].parameters.depth: unknown field',
    ],
    ...['toString', 'constructor', '__proto__'].map((service): [string, (document: Document) => void, string] => [
      `a service ${service}, whose step every object has`,
      fault({ fault: 'exception', parameters: { service, step: 'name', point: 'before-commit' } }),
      `faults[0].parameters.service: no fault can act on ${service} name`,
    ]),
    [
      'a scenario that is in no phase',
      fault({ scenario: 'nobody' }),
      'faults[0].scenario: no phase has a scenario nobody',
    ],
    ['a lease that ends with the drain', fault({ leaseSeconds: 15 }), 'faults[0].leaseSeconds: a lease of 15 s'],
    ['attempts that reach the default failure limit', fault({ attempts: 3 }), 'faults[0].attempts: 3 attempts reach'],
    [
      'a step that always fails after its commit, without a stated end',
      exception('prepare'),
      'faults[0].attempts: what the step prepared is durable after its commit',
    ],
    [
      'attempts that reach the failure limit of the step',
      exception('prepare', { attempts: 5 }),
      "faults[0].attempts: 5 attempts reach the step's failure limit of 5",
    ],
    [
      'an unknown drift',
      (document: Document) => Object.assign((document['drift'] as object[])[0]!, { parameters: { kind: 'flood' } }),
      'drift[0].parameters.kind: there is no kind of drift flood; known: title-misspelt, ',
    ],
    [
      'drift without a kind',
      (document: Document) => Object.assign((document['drift'] as object[])[0]!, { parameters: {} }),
      'drift[0].parameters.kind: is required (a string)',
    ],
    [
      'an unknown parameter of drift',
      (document: Document) =>
        Object.assign((document['drift'] as object[])[0]!, { parameters: { kind: 'title-misspelt', words: 1 } }),
      'drift[0].parameters.words: unknown field',
    ],
    [
      'an id used twice',
      (document: Document) => Object.assign((document['drift'] as object[])[0]!, { id: 'gone' }),
      'drift[0].id: gone is already in use',
    ],
    [
      'an unknown journey',
      (document: Document) =>
        Object.assign((document['phases'] as { scenarios: object[] }[])[0]!.scenarios[0]!, { journey: 'loiter' }),
      'phases[0].scenarios[0].journey: there is no journey loiter; known: lend, overdrawn, taken_out, browse, request',
    ],
    ['a missing budget', (document: Document) => Object.assign(document, { budgets: {} }), 'budgets.detectSeconds'],
    [
      'an alarm without a cause',
      (document: Document) =>
        Object.assign(document, { expect: { alarms: [{ name: 'drift', cause: 'nothing', withinSeconds: 1 }] } }),
      'expect.alarms[0].cause: this experiment has no fault or drift',
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
      'phases[0].scenarios[0].request: lend sends',
    ],
    [
      'a fault in sagas without a scenario',
      (given: Document) => delete (given['faults'] as { scenario?: string }[])[0]!.scenario,
      'faults[0]: port-answer hits operations of a scenario',
    ],
    [
      'a scenario for a function that serves no operation',
      fault({ fault: 'poison-record', parameters: { service: 'keeper', step: 'alarm' } }),
      'faults[0].scenario: poison-record acts on a step that serves no operation',
    ],
    [
      'a load that starts no saga',
      scenario({ journey: 'browse' }),
      'faults[0].scenario: the journey browse of load starts no saga',
    ],
    [
      'a request that nothing declares to start a saga',
      scenario({ journey: 'request', request: { path: '/' } }),
      'faults[0].scenario: the journey request of load starts no saga, so it never reaches shelf hold; if it does start one, state its end',
    ],
    [
      'no lease',
      (given: Document) => delete (given['faults'] as { leaseSeconds?: number }[])[0]!.leaseSeconds,
      'faults[0].leaseSeconds',
    ],
    ['no steady state', (given: Document) => delete given['steadyState'], 'steadyState'],
    [
      'a place at which no fault can act',
      fault({ fault: 'exception', parameters: { service: 'attic', step: 'prepare', point: 'after-commit' } }),
      'faults[0].parameters.service: no fault can act on attic prepare; choose one of: shelf hold|take|free, fees prepare|',
    ],
    [
      'a delivery fault in a step without deliveries',
      fault({ fault: 'lost-event', parameters: { service: 'shelf', step: 'free' } }),
      'faults[0].parameters.step: shelf free is called directly',
    ],
    [
      'a step that the service does not have',
      fault({ fault: 'lost-event', parameters: { service: 'shelf', step: 'prepare' } }),
      'faults[0].parameters.step: no fault can act on shelf prepare',
    ],
    [
      'a lost event with a number of attempts',
      fault({ fault: 'lost-event', attempts: 1, parameters: { service: 'shelf', step: 'hold' } }),
      'faults[0].attempts: a lost event',
    ],
    [
      'attempts of two faults that together reach the failure limit',
      both(exception('prepare', { attempts: 2 }), second({ attempts: 3 })),
      'faults[1].attempts: together with gone at the same step of the same scenario, it causes 5 failures',
    ],
    [
      'a stall that is not stated',
      fault(slow),
      'faults[0].stall: latency blocks the stream that delivers to fees prepare; state for how long',
    ],
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
      'expect.alarms[0].also[0]: this experiment has no fault or drift',
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
      'an outcome with an end that the system does not have',
      document({ expect: { outcomes: [{ scenario: 'load', status: [202], end: 'burnt' }] } }),
      'expect.outcomes[0].end: there is no end burnt; known: completed, rolled-back, waitlisted, none',
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
      'a text in the body of an answer that has none',
      document({
        steadyState: {
          before: [{ probe: 'http', path: '/titles', status: [204, 304], contains: 'emma' }],
          after: [{ probe: 'http', path: '/titles', status: [200, 204], contains: 'emma' }],
        },
      }),
      'steadyState.before[0].contains: needs a body, and an answer of status 204 or 304 has none',
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
      'a lost event without a reconcile run to find it',
      both(
        fault({ fault: 'lost-event', parameters: { service: 'shelf', step: 'hold' } }),
        (given) => delete given['reconcile'],
      ),
      'faults[0].fault: strands sagas, which only a reconcile run finds',
    ],
    [
      'drift on a system without a definition',
      both(none, document({ drift: [{ id: 'd', fault: 'store-drift', count: 1, parameters: { kind: 'row-lost' } }] })),
      "drift[0]: needs the system's stores",
    ],
    [
      'a reconcile run on a system without a definition',
      both(none, document({ reconcile: { by: 'run-now', timeoutSeconds: 9 } })),
      "reconcile: a judged reconcile run needs the system's stores",
    ],
    [
      'a probe of the reconciler on a system without a definition',
      both(none, document({ steadyState: { before: [{ probe: 'reconcile-clean' }], after: [{ probe: 'alarms' }] } })),
      "steadyState.before[0]: needs the system's reconciler",
    ],
    [
      'a journey of another system on a system without a definition',
      both(none, scenario({ journey: 'lend', request: undefined })),
      'phases[0].scenarios[0].journey: there is no journey lend; known: request',
    ],
    [
      'the end of a saga on a system without a definition',
      both(
        none,
        document({ expect: { outcomes: [{ scenario: 'load', hitBy: 'gone', status: [500], end: 'completed' }] } }),
      ),
      'expect.outcomes[0].end: is the end of a saga',
    ],
  ])('is refused for %s', (_what, change, problem) => {
    const problems = problemsAfter(change, { alarms: ['drift'], exists: () => false });
    expect(problems.some((one) => one.startsWith(problem))).toBe(true);
  });

  it('is refused for an alarm that the template does not have, if the template is known', () => {
    expect(problemsAfter(() => undefined, { alarms: ['errors-fees'] })).toEqual([
      'expect.alarms[0].name: there is no alarm drift; known: errors-fees',
    ]);
    expect(problemsAfter(() => undefined)).toEqual([]);
  });

  it('reports all problems at once, from the schema and from validation', () => {
    const problems = problemsAfter(
      (document) => {
        fault({ fault: 'earthquake', rate: 2, scenario: 'nobody' })(document);
        Object.assign(document, { title: 3, mood: 'gloomy' });
      },
      { alarms: ['errors-fees'] },
    );
    const paths = problems.map((problem) => problem.slice(0, problem.indexOf(':')));
    expect(paths.sort()).toEqual(
      ['expect.alarms[0].name', 'faults[0].fault', 'faults[0].rate', 'faults[0].scenario', 'mood', 'title'].sort(),
    );
  });

  it.each(['', '7', '[]', 'phases: {}', 'faults: [1, null]', 'expect: 3'])(
    'is refused with a readable error when it is %j',
    (text) => {
      expect(() => parseExperiment(text, 'test.yaml')).toThrow(DocumentError);
    },
  );

  it.each([
    ['no anchor', 'version: 1\nname: *nope\n', 'test.yaml:2: there is no anchor &nope before *nope'],
    ['a later anchor', 'a: [*b]\nb: &b 1\n', 'test.yaml:1: there is no anchor &b before *b'],
    [
      'itself',
      'version: 1\nphases: &p\n  - name: x\n    scenarios: *p\n',
      'test.yaml:4: the value of &p must not contain *p',
    ],
    [
      'billions of values',
      [
        'a: &a [x,x,x,x,x,x,x,x,x,x]',
        ...Array.from(
          'bcdefghij',
          (name, at) =>
            `${name}: &${name} [${Array(10)
              .fill(`*${'abcdefghi'.charAt(at)}`)
              .join()}]`,
        ),
      ].join('\n'),
      'test.yaml:10: its aliases repeat too many values',
    ],
  ])('refuses an alias of %s', (_, text, message) => {
    expect(() => parseExperiment(text, 'test.yaml')).toThrow(DocumentError);
    expect(() => parseExperiment(text, 'test.yaml')).toThrow(message);
  });

  it('reports the line of broken YAML', () => {
    expect(() => parseExperiment('a: [1\nb: 2', 'test.yaml')).toThrow(/\n  test\.yaml:\d: /);
  });

  it('reports the line of each problem, or of its nearest parent', () => {
    const text = VALID.replace('rate: 0.5', 'rate: 2').replace(', rollbackSeconds: 10', '');
    const lines = text.split('\n');
    const lineOf = (part: string) => lines.findIndex((line) => line.includes(part)) + 1;
    expect(() => parseExperiment(text, 'test.yaml', { system: sample })).toThrow(
      new RegExp(
        `test.yaml:${lineOf('rate: 2')}: faults\\[0\\].rate must .*\n.*test.yaml:${lineOf('budgets')}: budgets.rollbackSeconds `,
      ),
    );
  });

  it('is checked against the alarms of a system without a definition too, if its templates are known', () => {
    const expecting = document({ expect: { alarms: [{ name: 'errors', cause: 'gone', withinSeconds: 60 }] } });
    expect(problemsAfter(both(none, expecting), { alarms: ['errors'] })).toEqual([]);
    expect(problemsAfter(both(none, expecting), { alarms: ['delays'] })).toEqual([
      'expect.alarms[0].name: there is no alarm errors; known: delays',
    ]);
  });

  it('says how many problems to fix', () => {
    const parsed = (change: (text: string) => string) => () =>
      parseExperiment(change(VALID), 'test.yaml', { system: sample });
    expect(parsed((text) => text.replace('rate: 0.5', 'rate: 2'))).toThrow(
      'test.yaml cannot be run; fix this problem and try again:\n  test.yaml:',
    );
    expect(parsed((text) => text.replace('rate: 0.5', 'rate: 2').replace('name: valid', 'name: So'))).toThrow(
      'fix these 2 problems and try again',
    );
  });

  it.each([
    ['latency', 'a request', { service: 'search', step: 'handle', ms: 500 }],
    ['poison-record', 'a queue', { service: 'letters', step: 'send' }],
    ['latency', 'another step', { service: 'shelf', step: 'free', ms: 500 }],
  ])('needs no stall for %s where %s delivers to the step', (kind, _what, parameters) => {
    expect(problemsAfter(fault({ fault: kind, parameters })).filter((one) => one.includes('stall'))).toEqual([]);
  });

  it('refuses an alarm that stays where the steady state demands that it is OK', () => {
    const staying = (after: object[]) =>
      problemsAfter(
        document({
          steadyState: { before: [{ probe: 'alarms' }], after },
          expect: { alarms: [{ name: 'drift', cause: 'lost', withinSeconds: 60, clears: false }] },
        }),
      );
    const refusal =
      'expect.alarms[0].clears: is false, but steadyState.after[0] demands that drift is OK at the end; let the alarm clear, or give that probe the names of the other alarms';
    expect(staying([{ probe: 'alarms' }])).toEqual([refusal]);
    expect(staying([{ probe: 'alarms', names: ['drift', 'other'] }])).toEqual([refusal]);
    expect(staying([{ probe: 'alarms', names: ['other'] }])).toEqual([]);
    expect(staying([{ probe: 'http', path: '/titles' }])).toEqual([]);
  });

  it('names a service that no wrapped handler of the app has, before the run', () => {
    expect(problemsAfter(() => undefined, { services: ['shelf', 'fees'] })).toEqual([]);
    expect(problemsAfter(() => undefined, { services: ['shelv', 'fees'] })).toEqual([
      'faults[0].parameters.service: there is no wrapped handler of a service shelf; known: shelv, fees (did you mean shelv?)',
    ]);
  });

  it('refuses requests to an app without a REST API, and no other load', () => {
    const asking = scenario({ journey: 'request', request: { path: '/titles' } });
    expect(problemsAfter(asking, { hasApi: false }).filter((problem) => problem.includes('REST API'))).toEqual([
      expect.stringMatching(/^steadyState\.after\[0\]: needs a REST API, and the app has none/),
      expect.stringMatching(/^phases\[0\]\.scenarios\[0\]\.request: needs a REST API/),
    ]);
    const without = document({ steadyState: { before: [{ probe: 'alarms' }], after: [{ probe: 'alarms' }] } });
    expect(problemsAfter(without, { hasApi: false })).toEqual([]);
  });

  it('may say what it teaches', () => {
    expect(problemsAfter(document({ teaches: 'That it holds.' }))).toEqual([]);
  });

  it('may be for a system without a definition', () => {
    expect(problemsAfter(none)).toEqual([]);
    expect(problemsAfter(undefinedSystem, { system: undefined })).toEqual([]);
  });

  it('may let faults act anywhere if the definition describes no steps', () => {
    const { steps, ...others } = sample;
    expect(steps).toBeDefined();
    const anywhere = fault({
      fault: 'exception',
      attempts: 7,
      parameters: { service: 'attic', step: 'tidy', point: 'before-commit' },
    });
    expect(problemsAfter(anywhere, {}, others)).toEqual([]);
  });

  it('may state the end of a request that starts a saga', () => {
    const request = scenario({ journey: 'request', request: { path: '/', method: 'POST' } });
    const outcomes = [{ scenario: 'load', status: [202], end: 'completed' }];
    expect(problemsAfter(both(request, document({ expect: { outcomes } })))).toEqual([]);
  });

  describe('that sends plain requests to a system with sagas', () => {
    const searching = fault({ fault: 'exception', parameters: { service: 'search', point: 'before-commit' } });
    const sending = (method: string) =>
      both(searching, scenario({ journey: 'request', request: { path: '/loans', method } }));
    const post = sending('POST');
    const outcomesOf = (...outcomes: object[]) => document({ expect: { outcomes } });
    const choices = '`end: completed` (or rolled-back, waitlisted), or `end: none` if they start no saga';
    const answered = { scenario: 'load', status: [202] };

    it('states how their sagas end, or that they start none', () => {
      expect(problemsAfter(both(post, outcomesOf({ ...answered, end: 'none' })))).toEqual([]);
      expect(problemsAfter(both(post, outcomesOf(answered)))).toEqual([
        `expect.outcomes[0]: does not say how the sagas of these POST requests end; add ${choices}`,
      ]);
      expect(problemsAfter(both(post, outcomesOf()))).toEqual([
        `phases[0].scenarios[0]: sends POST requests, and nothing says how their sagas end; add { scenario: load, status: [...] } to expect.outcomes, with ${choices}`,
      ]);
    });

    it('states it for the requests that no fault hits, unless a fault hits all', () => {
      const ofFault = { scenario: 'load', hitBy: 'gone', status: [502], end: 'none' };
      expect(problemsAfter(both(post, outcomesOf(ofFault)))).toHaveLength(1);
      expect(problemsAfter(both(post, fault({ rate: 1 }), outcomesOf(ofFault)))).toEqual([]);
    });

    it('need not state it if they only read, or if the system has no sagas', () => {
      expect(problemsAfter(both(sending('GET'), outcomesOf(answered)))).toEqual([]);
      expect(problemsAfter(both(undefinedSystem, post, outcomesOf(answered)), { system: undefined })).toEqual([]);
    });
  });

  describe('whose fault makes messages of a queue fail', () => {
    const failing = fault({
      fault: 'exception',
      attempts: 1,
      parameters: { service: 'letters', step: 'send', point: 'after-commit' },
    });
    const send = { role: 'other', delivered: 'queue' } as const;
    const redeliverySeconds = { failed: 9, crashed: 30 };
    const queues = (visibilitySeconds: number) => ({
      queues: {
        speed: 20,
        feeding: [
          { name: 'jobs', visibilitySeconds: 1 },
          { name: 'mails', visibilitySeconds },
        ],
      },
    });

    it('waits at least for the visibility timeout, in real seconds', () => {
      // A drain of 5 s, and 60 virtual seconds of convergence.
      expect(problemsAfter(failing, queues(8))).toEqual([]);
      expect(problemsAfter(failing, queues(9))).toEqual([
        'faults[0]: makes messages to letters send fail, which come again after the visibility timeout of mails: 9 real s. The run waits 5 s of drain and 3 s of convergeSeconds at speed 20; raise one of them, or shorten the timeout',
      ]);
    });

    it.each([
      ['fail', 'exception', { point: 'after-commit' }, 9],
      ['crash their function', 'poison-record', {}, 30],
    ])('waits for what the definition states if messages %s', (_what, kind, parameters, seconds) => {
      const stated = { ...sample, steps: { ...sample.steps, letters: { send: { ...send, redeliverySeconds } } } };
      const hit = fault({ fault: kind, attempts: 1, parameters: { service: 'letters', step: 'send', ...parameters } });
      expect(problemsAfter(hit, queues(500), stated)).toEqual([
        expect.stringContaining(`send fail, which come again after ${seconds} real s. The run waits 5 s`),
      ]);
    });

    it('need not wait for it if the fault fails no message, or acts elsewhere', () => {
      const twice = fault({ fault: 'duplicate-delivery', parameters: { service: 'letters', step: 'send' } });
      expect(problemsAfter(twice, queues(9))).toEqual([]);
      expect(problemsAfter(exception('commit', { attempts: 1 }), queues(9))).toEqual([]);
    });
  });

  it('may hit a step outside sagas with any journey, or every call of it', () => {
    const reading = { fault: 'exception', parameters: { service: 'search', point: 'before-commit' } };
    expect(problemsAfter(both(scenario({ journey: 'browse' }), fault(reading)))).toEqual([]);
    const everyCall = (given: Document) => {
      const [first] = given['faults'] as { scenario?: string; rate?: number }[];
      delete first?.scenario;
      delete first?.rate;
    };
    expect(problemsAfter(both(fault({ ...reading, leaseSeconds: 30 }), everyCall))).toEqual([]);
  });

  describe('that releases a defective version', () => {
    const releasing = (parameters: object, changes: object = {}) =>
      fault({
        fault: 'release',
        parameters: { function: 'desk-api', defect: 'throws', ...parameters },
        ...changes,
      });

    it('names the function, wherever the steps of the definition are', () => {
      expect(problemsAfter(releasing({}))).toEqual([]);
      expect(problemsAfter(releasing({ defect: 'slow', ms: 5000, end: 'kept' }))).toEqual([]);
    });

    it('gives each defect the parameters that it needs, and no others', () => {
      expect(problemsAfter(releasing({ defect: 'slow' }))).toEqual([
        'faults[0].parameters.ms: the defect slow needs it',
      ]);
      expect(problemsAfter(releasing({ ms: 5000 }))).toEqual([
        'faults[0].parameters.ms: only the defect slow takes it; remove it',
      ]);
      expect(problemsAfter(releasing({ defect: 'code' }))).toEqual([
        'faults[0].parameters.code: the defect code needs it',
      ]);
      expect(problemsAfter(releasing({ defect: 'code', code: 'renamed' }))).toEqual([
        'faults[0].parameters.code: there is no release renamed; there are none',
      ]);
    });

    it('begins before the load, so its scenario is one of the first phase', () => {
      const later = (given: Document) => {
        releasing({})(given);
        const phases = given['phases'] as object[];
        const scenarios = [{ name: 'calm', journey: 'lend', rate: 5 }];
        given['phases'] = [{ name: 'calm', seconds: 5, scenarios }, ...phases];
      };
      expect(problemsAfter(later)).toEqual([
        'faults[0].scenario: a release begins before the load, so its scenario must be one of the first phase',
      ]);
    });

    it('hits every call that reaches its version', () => {
      expect(problemsAfter(releasing({}, { attempts: 2 }))).toEqual([
        'faults[0].attempts: a release hits every call that reaches its version; use always',
      ]);
    });
  });

  describe('of two regions', () => {
    const later = { name: 'later', seconds: 5, scenarios: [{ name: 'after', journey: 'lend', rate: 1 }] };
    const lost = { id: 'lost-region', fault: 'region-lost', phase: 'broken' };
    const paused = { id: 'paused', fault: 'replication-paused', phase: 'broken' };
    const copying: SystemDefinition = { ...sample, expect: { request: () => [], elsewhere: () => [] } };
    const regional = (regionFaults: readonly object[], phases: readonly object[] = [later]) =>
      both(document({ regionFaults }), (given) => (given['phases'] as object[]).push(...phases));

    it('is accepted if somebody notices that a region is lost, and that it returns', () => {
      expect(problemsAfter(regional([lost]), {}, copying)).toEqual([]);
      expect(problemsAfter(regional([paused]), {}, copying)).toEqual([]);
    });

    it.each<[what: string, change: (given: Document) => void, problem: string]>([
      [
        'a phase that does not exist',
        regional([{ ...lost, phase: 'calm' }]),
        'regionFaults[0].phase: there is no phase calm',
      ],
      [
        'a loss that nobody near the region notices',
        regional([{ ...lost, region: 'other' }]),
        'regionFaults[0].phase: no scenario of broken is near the other region',
      ],
      [
        'a return that nobody notices',
        regional([lost], []),
        'regionFaults[0].phase: no later phase has a scenario near',
      ],
      ['two faults in one phase', regional([lost, paused]), 'regionFaults[1].phase: another fault of a region lasts'],
      [
        'an id that another fault has',
        regional([{ ...lost, id: 'gone' }]),
        'regionFaults[0].id: gone is already in use',
      ],
    ])('is refused with %s', (_what, change, problem) => {
      expect(problemsAfter(change, {}, copying)).toEqual([expect.stringContaining(problem)]);
    });

    it('is refused if the definition does not say what is copied to the other region', () => {
      expect(problemsAfter(regional([paused]))).toEqual([
        "regionFaults[0].fault: the definition's expect does not say which copies the other region holds; add expect.elsewhere",
      ]);
    });
  });
});
