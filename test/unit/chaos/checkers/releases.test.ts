import { describe, expect, it } from '@jest/globals';
import { releasedDrift } from '../../../../chaos/checkers/code-releases.ts';
import { LoadFault, type Operation, RunEvent } from '../../../../chaos/schemas/index.ts';
import { checkNamed } from '../one-check.ts';
import { sample } from '../sample-system.ts';
import { at, type Changes, evidence, events, history, journal, sagas, snapshot } from '../sound-run.ts';

const release = (parameters: object = {}) =>
  LoadFault.parse({
    id: 'bad-version',
    fault: 'release',
    scenario: 'base',
    leaseSeconds: 60,
    parameters: { function: 'desk-api', defect: 'throws', ...parameters },
  });

const moment = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });
const began = {
  ...moment(1),
  kind: 'release.began',
  faultId: 'bad-version',
  function: 'desk-api',
  deployment: 'd-1',
  from: '1',
  to: '2',
  percent: 10,
};
const takenBack = {
  ...moment(9),
  kind: 'release.ended',
  faultId: 'bad-version',
  deployment: 'd-1',
  status: 'Stopped',
  code: 'ALARM_ACTIVE',
  message: 'an alarm is active',
  serving: '1',
  otherPercent: 0,
  watches: ['errors-desk'],
  rollsBackOn: ['DEPLOYMENT_STOP_ON_ALARM'],
  calls: 100,
  callsOfNew: 9,
};
const fired = { ...moment(8), kind: 'alarm', alarm: 'errors-desk', from: 'OK', to: 'ALARM', reason: 'one error' };
const hit = {
  ...moment(2),
  kind: 'fault.hit',
  faultId: 'bad-version',
  correlationId: 'r1-base-0',
  point: 'release',
  attempt: 1,
};

function answer(check: string, more: readonly object[], parameters: object = {}) {
  const faults = [...journal.experiment.faults, release(parameters)];
  const changes: Changes = {
    events: [...events, ...more.map((event) => RunEvent.parse(event))],
    journal: { experiment: { ...journal.experiment, faults } },
  };
  const found = checkNamed(check, evidence(changes));
  return found && { result: found.result, lines: found.evidence };
}

const releases = (more: readonly object[], parameters: object = {}) => answer('releases-as-expected', more, parameters);

describe('releases-as-expected', () => {
  it('is valid if an alarm stopped the deployment, and all calls went back', () => {
    expect(releases([began, fired, takenBack])).toEqual({ result: 'valid', lines: [] });
  });

  it.each([
    [
      'was kept, because its group watches another alarm',
      { status: 'Succeeded', code: undefined, serving: '2', watches: ['errors-shelf'] },
      'bad-version: version 2 of desk-api was not taken back: deployment d-1 succeeded. Its group watches errors-shelf; errors-desk fired, which it does not watch',
    ],
    [
      'was stopped, but not rolled back',
      { otherPercent: 10, rollsBackOn: [] },
      'bad-version: version 2 of desk-api still receives 10 % of the calls: deployment d-1 was stopped, but not rolled back, because its group does not roll back on alarms',
    ],
    [
      'was taken back by hand',
      { code: 'MANUAL_STOP' },
      'bad-version: version 2 of desk-api was not taken back by an alarm: deployment d-1 Stopped, MANUAL_STOP: an alarm is active',
    ],
    [
      'met more calls than its weight explains',
      { callsOfNew: 40 },
      'bad-version: version 2 of desk-api met 40 of 100 calls; with a weight of 10 %, more than 27 are as good as impossible',
    ],
  ])('is invalid if the version %s', (_what, change, line) => {
    expect(releases([began, fired, { ...takenBack, ...change }])).toEqual({ result: 'invalid', lines: [line] });
  });

  it('is unknown if no call met the version, or its end was never recorded', () => {
    expect(releases([began, { ...takenBack, calls: 10, callsOfNew: 0 }])?.result).toBe('unknown');
    expect(releases([began])?.lines).toEqual(['bad-version: its end was never recorded']);
    expect(releases([])?.lines).toEqual(['bad-version: was never deployed']);
  });

  it.each([
    ['serves at the end', { serving: '3' }, '3'],
    ['receives a share of the calls at the end', { otherPercent: 10, foreign: ['3'] }, '3'],
    ['was seen before a rollback took it away', { foreign: ['3', '4'] }, '3, 4'],
    ['serves, and the deployment did not end', { status: 'unfinished', code: undefined, serving: '3' }, '3'],
  ])('is unknown, and blames nobody, if a version that the run did not deploy %s', (_what, change, versions) => {
    const line = `bad-version: version 2 of desk-api cannot be judged: version ${versions}, which the run did not deploy, received calls of its alias. Run the experiment again, and deploy nothing meanwhile`;
    for (const end of ['taken-back', 'kept']) {
      const ended = { ...takenBack, ...change };
      expect(releases([began, fired, ended], { end })).toEqual({ result: 'unknown', lines: [line] });
    }
  });

  it('demands of a release that nothing notices that it succeeds', () => {
    const kept = { ...takenBack, status: 'Succeeded', code: undefined, serving: '2' };
    expect(releases([began, kept], { end: 'kept' })).toEqual({ result: 'valid', lines: [] });
    expect(releases([began, takenBack], { end: 'kept' })?.result).toBe('invalid');
  });

  it('is left out of a run without a release', () => {
    expect(checkNamed('releases-as-expected', evidence())).toBeUndefined();
  });
});

describe('the whole answer of releases-as-expected', () => {
  const whole = (more: readonly object[], parameters: object = {}, others: readonly LoadFault[] = []) => {
    const faults = [...journal.experiment.faults, release(parameters), ...others];
    const changes: Changes = {
      events: [...events, ...more.map((event) => RunEvent.parse(event))],
      journal: { experiment: { ...journal.experiment, faults } },
    };
    const { summary, evidence: lines, measured } = checkNamed('releases-as-expected', evidence(changes))!;
    return { summary, lines, measured };
  };
  const VERSION = 'bad-version: version 2 of desk-api';
  const calls = (value: number, budget = 27) => [{ name: 'calls that met bad-version', unit: 'calls', value, budget }];
  const succeeded = { status: 'Succeeded', code: undefined, serving: '2' };
  const failing = (change: object) => whole([began, fired, { ...takenBack, ...change }]);
  const alarm = (name: string, to: string) => ({ ...fired, alarm: name, to, from: to === 'OK' ? 'ALARM' : 'OK' });

  it('of a version that was taken back names the watched alarms that fired', () => {
    const watching = { ...takenBack, watches: ['errors-desk', 'errors-shelf', 'errors-fees', 'late'] };
    expect(whole([began, fired, alarm('late', 'OK'), watching])).toEqual({
      summary: `${VERSION} was taken back by errors-desk, errors-shelf; 9 of 100 calls met it.`,
      lines: [],
      measured: calls(9),
    });
    expect(whole([began, fired, { ...takenBack, callsOfNew: 27 }]).summary).toContain('27 of 100 calls met it');
    expect(failing({ callsOfNew: 28 }).lines).toHaveLength(1);
  });

  it('of a version counts the operations that met it, if it is known how often each calls the function', () => {
    const many = Array.from({ length: 40 }, (_, iteration) => ({
      ...history[0]!,
      correlationId: `r1-base-${iteration}`,
      iteration,
    }));
    const metBy = (operations: number, parameters: object) => {
      const hits = many.slice(0, operations).map(({ correlationId }) => ({ ...hit, correlationId }));
      const more = [began, ...hits, fired, takenBack].map((event) => RunEvent.parse(event));
      const faults = [...journal.experiment.faults, release(parameters)];
      const found = checkNamed(
        'releases-as-expected',
        evidence({
          events: [...events, ...more],
          history: many,
          journal: { experiment: { ...journal.experiment, faults } },
        }),
      )!;
      return { lines: found.evidence, measured: found.measured.slice(1) };
    };
    const operations = (value: number, budget: number) => [
      { name: 'operations that met bad-version', unit: 'operations', value, budget },
    ];
    expect(metBy(15, { callsPerOperation: 1 })).toEqual({ lines: [], measured: operations(15, 15) });
    expect(metBy(16, { callsPerOperation: 1 })).toEqual({
      lines: [`${VERSION} met 16 of 40 operations; with a weight of 10 %, more than 15 are as good as impossible`],
      measured: operations(16, 15),
    });
    expect(metBy(16, { callsPerOperation: 2 })).toMatchObject({ lines: [] });
    expect(metBy(40, {})).toEqual({ lines: [], measured: [] });
  });

  it('of a version that was kept', () => {
    expect(whole([began, { ...takenBack, ...succeeded }], { end: 'kept' })).toEqual({
      summary: `${VERSION} received all traffic, as expected.`,
      lines: [],
      measured: [],
    });
  });

  it.each([
    ['was taken back', {}, 'Stopped: an alarm is active'],
    ['succeeded, and went back', { ...succeeded, serving: '1' }, 'Succeeded: an alarm is active'],
    ['was stopped, and stayed', { serving: '2' }, 'Stopped: an alarm is active'],
  ])('of a version that had to be kept, and %s', (_what, change, how) => {
    expect(whole([began, { ...takenBack, ...change }], { end: 'kept' })).toEqual({
      summary: '1 release did not end as expected.',
      lines: [`${VERSION} was not kept: deployment d-1 ${how}`],
      measured: [],
    });
  });

  it.each<[what: string, change: object, line: string]>([
    [
      'succeeded, watched by nothing',
      { ...succeeded, watches: [] },
      'was not taken back: deployment d-1 succeeded. Its group watches no alarm; errors-shelf, errors-desk fired, which it does not watch',
    ],
    [
      'succeeded, watched by all',
      { ...succeeded, watches: ['errors-desk', 'errors-shelf'] },
      'was not taken back: deployment d-1 succeeded. Its group watches errors-desk, errors-shelf',
    ],
    [
      'is unfinished',
      { status: 'unfinished', code: undefined },
      'was not taken back: deployment d-1 did not end in time',
    ],
    [
      'failed without an error',
      { code: undefined },
      'was not taken back by an alarm: deployment d-1 Stopped, no error: an alarm is active',
    ],
    [
      'still serves all calls',
      { serving: '2' },
      'still receives all calls: deployment d-1 was stopped, but not rolled back, although its group rolls back on alarms',
    ],
    [
      'still serves some calls',
      { otherPercent: 30 },
      'still receives 30 % of the calls: deployment d-1 was stopped, but not rolled back, although its group rolls back on alarms',
    ],
  ])('of a version that %s', (_what, change, line) => {
    expect(failing(change)).toEqual({
      summary: '1 release did not end as expected.',
      lines: [`${VERSION} ${line}`],
      measured: calls(9),
    });
  });

  it('of a version that received no call', () => {
    expect(failing({ callsOfNew: 0, calls: 10 })).toEqual({
      summary: 'Nothing shows how some releases ended.',
      lines: [`${VERSION} received no call`],
      measured: [expect.objectContaining({ value: 0 })],
    });
  });

  it('of several releases counts each by itself', () => {
    const other = LoadFault.parse({ ...release({ function: 'shelf-api' }), id: 'other' });
    const own = { faultId: 'other', deployment: 'd-2' };
    const run = [
      began,
      takenBack,
      { ...began, ...own, function: 'shelf-api' },
      { ...takenBack, ...own, ...succeeded },
      fired,
    ];
    expect(whole(run, {}, [other])).toMatchObject({
      summary: '1 release did not end as expected.',
      lines: [expect.stringMatching(/^other: version 2 of shelf-api was not taken back/)],
      measured: [calls(9)[0], { ...calls(9)[0], name: 'calls that met other' }],
    });
    expect(whole([...run.slice(0, 3), { ...takenBack, ...own }, fired], {}, [other]).summary).toBe(
      `${VERSION} was taken back by errors-desk; 9 of 100 calls met it. other: version 2 of shelf-api was taken back by errors-desk; 9 of 100 calls met it.`,
    );
  });

  it('of an end that belongs to another deployment', () => {
    expect(whole([began, { ...takenBack, deployment: 'd-9' }]).lines).toEqual([
      'bad-version: its end was never recorded',
    ]);
    expect(whole([takenBack]).lines).toEqual(['bad-version: was never deployed']);
  });
});

describe('the drift that a release leaves', () => {
  const code = LoadFault.parse({
    ...release(),
    id: 'forgets',
    parameters: { function: 'desk-api', defect: 'code', code: 'no-copies' },
  });
  const experiment = { ...journal.experiment, faults: [...journal.experiment.faults, release(), code] };
  const noCopies = {
    name: 'no-copies',
    summary: 'It forgets copies.',
    overrides: [],
    drift: ({ correlationId, asked }: { correlationId: string; asked: object }) => ({
      rule: 'copies',
      key: `${correlationId} ${JSON.stringify(asked)}`,
    }),
  };
  const [first, ...others] = history as [Operation, ...Operation[]];
  const bare: Operation = { ...others[0]!, correlationId: 'r1-hit-0' };
  delete bare.asked;
  const hits = ['r1-base-0', 'r1-hit-0'].map((correlationId) =>
    RunEvent.parse({ ...hit, faultId: 'forgets', correlationId }),
  );

  it('is what its code does to each request that it handled', () => {
    const system = { ...sample, releases: [{ ...noCopies, name: 'other' }, noCopies] };
    const description = 'the version no-copies wrote it';
    expect(releasedDrift([first, bare, others[1]!], experiment, hits, system)).toEqual([
      { rule: 'copies', key: 'r1-base-0 {"title":"emma"}', description },
      { rule: 'copies', key: 'r1-hit-0 {}', description },
    ]);
  });

  it('is none of code that the definition does not have, or of a run without hits', () => {
    expect(releasedDrift(history, experiment, hits, sample)).toEqual([]);
    expect(releasedDrift(history, experiment, hits, undefined)).toEqual([]);
    expect(releasedDrift(history, experiment, [], { ...sample, releases: [noCopies] })).toEqual([]);
    expect(releasedDrift(history, journal.experiment, hits, { ...sample, releases: [noCopies] })).toEqual([]);
  });
});

describe('the repair of what a release wrote', () => {
  const code = LoadFault.parse({ ...release({ defect: 'code', code: 'no-titles' }), scenario: 'base' });
  const noTitles = {
    name: 'no-titles',
    summary: 'It writes titles under another name.',
    overrides: [],
    drift: () => ({ rule: 'titles', key: 'emma' }),
  };
  const levelAfter = (key: string) => {
    const end = snapshot('end', 25, sagas, { 'desk.titles': { [key]: { name: 'repaired' } } });
    const changes: Changes = {
      events: [...events, RunEvent.parse(hit)],
      journal: { experiment: { ...journal.experiment, faults: [...journal.experiment.faults, code] } },
      end,
    };
    const run = { ...evidence(changes), system: { ...sample, releases: [noTitles] } };
    return checkNamed('stores-level', run);
  };

  it('is no difference from before the drift, unlike that of any other record', () => {
    expect(levelAfter('emma')?.evidence.filter((line) => line.includes('emma'))).toEqual([]);
    expect(levelAfter('dune')?.evidence.filter((line) => line.includes('dune'))).toHaveLength(1);
  });
});

describe('the hits of a release', () => {
  it('are those of the chosen operations that reached its version, and at least one', () => {
    expect(answer('faults-hit', [hit])).toEqual({ result: 'valid', lines: [] });
    expect(answer('faults-hit', [])?.lines).toEqual([
      'bad-version: did not hit any operation: none that the seed chose reached its version',
    ]);
  });
});
