import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lineOf } from '../../../../chaos/schemas/mistakes.ts';
import { allProblems } from '../../../../cli/system/check-definition.ts';

const view = { name: 'loans', fields: { state: 'text', createdAt: 'text', changedAt: 'text' }, sensitive: new Set() };
const sound = {
  name: 'library',
  reconciliation: () => ({ rules: [{ name: 'loans', views: [view] }] }),
  saga: {
    participants: { loan: { view: 'loans' } },
    owner: 'loan',
    times: { accepted: 'createdAt', changed: 'changedAt' },
    ends: { lent: { loan: ['LENT'] } },
  },
  journeys: { module: 'journeys.ts', journeys: { lend: { end: 'lent' } } },
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('the mistakes of a definition', () => {
  let folder: string;
  const linesOf = async (definition: unknown) =>
    (await allProblems(definition, join(folder, 'evenkeel.system.ts'))).map(lineOf);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-definition-'));
    await writeFile(join(folder, 'journeys.ts'), 'export function lend() {}\nexport function browse() {}\n');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are none in one without mistakes', async () => {
    expect(await linesOf(sound)).toEqual([]);
  });

  it('are reported together, whether they show in the definition, its stores or its files', async () => {
    const wrong = {
      ...sound,
      name: 'Library',
      saga: {
        ...sound.saga,
        participants: { loan: { view: 'loans', state: 'status' }, copy: { view: 'laons' } },
        times: { accepted: 'createdOn', changed: 'changedAt' },
      },
      journeys: { module: 'missing.ts', journeys: { lend: { end: 'lend' } } },
    };
    const paths = (await linesOf(wrong)).map((line) => line.split(':')[0]);
    expect(paths).toEqual([
      'name must be lower-case words joined by hyphens',
      'saga.participants.loan.state',
      'saga.participants.copy.view',
      'saga.times.accepted',
      expect.stringContaining('saga.ends.lent.copy is missing'),
      'journeys.module',
      'journeys.journeys.lend.end',
    ]);
  });

  it('are states in which the rules let no record rest', async () => {
    const restingStates = { loans: ['LENT', 'CANCELLED'] };
    const reconciliation = () => ({ rules: [{ name: 'loans', views: [view], restingStates }] });
    const ends = { ...sound.saga.ends, gone: { loan: ['none', 'CANCELED'] }, back: { loan: ['CANCELLED'] } };
    expect(await linesOf({ ...sound, reconciliation, saga: { ...sound.saga, ends } })).toEqual([
      'saga.ends.gone.loan[1]: no record of loans rests in CANCELED (did you mean CANCELLED?); the rules let it rest in: LENT, CANCELLED',
    ]);
  });

  it('name a store that cannot be opened, and hide nothing but what depends on it', async () => {
    const reconciliation = () => {
      throw new Error('no such table');
    };
    expect(await linesOf({ ...sound, name: 'Library', reconciliation })).toEqual([
      'name must be lower-case words joined by hyphens',
      'reconciliation: throws when it is called without a running system: no such table',
    ]);
  });

  it.each<[what: string, journeys: object, lines: readonly string[]]>([
    [
      'that the module does not export',
      { module: 'journeys.ts', journeys: { lend: { end: 'lent' }, nope: { end: null }, none: { end: null } } },
      [
        'journeys.journeys.nope: FOLDER/journeys.ts exports no function nope (it exports browse, lend)',
        'journeys.journeys.none: FOLDER/journeys.ts exports no function none (it exports browse, lend)',
      ],
    ],
    [
      'without a module',
      { module: 'missing.ts', journeys: { lend: { end: 'lent' } } },
      ['journeys.module: there is no file FOLDER/missing.ts'],
    ],
  ])('are those of journeys %s', async (_what, journeys, lines) => {
    expect(await linesOf({ ...sound, journeys })).toEqual(lines.map((line) => line.replace('FOLDER', folder)));
  });

  const judge = () => ({ violations: [], summary: '' });

  it('are invariants named like a check that every system has', async () => {
    const invariants = [
      { name: 'explained', views: ['loans'], at: ['end'], judge },
      { name: 'lent-once', views: ['loans'], at: ['end'], judge },
    ];
    expect(await linesOf({ ...sound, invariants })).toEqual([
      'invariants[0].name: explained is a check that every system has; choose another name',
    ]);
  });

  const sabotage = {
    name: 'lends-twice',
    culprit: 'A loan is made twice.',
    expectedCheck: 'explained',
    experiment: 'first',
    overrides: [{ module: 'src/lend', find: 'lend()', replace: 'lend(); lend()' }],
  };

  it.each<[what: string, change: object, problems: readonly string[]]>([
    ['none', {}, []],
    ['a check of the definition', { expectedCheck: 'lent-once' }, []],
    [
      'an unknown check',
      { expectedCheck: 'explaned' },
      [
        'expectedCheck: the sabotage lends-twice expects explaned, and there is no such check (did you mean explained?); the checks are: lent-once, sagas-at-rest,',
      ],
    ],
    [
      'an unknown experiment',
      { experiment: 'frist' },
      [
        'experiment: sabotage lends-twice needs the experiment frist, which does not exist (did you mean first?); the experiments are: first',
      ],
    ],
    ['nothing to break', { overrides: [] }, ['the sabotage lends-twice breaks nothing']],
    [
      'an override without a text',
      { overrides: [{ module: 'src/lend', replace: '' }] },
      ['overrides[0].find is required'],
    ],
    [
      'a missing file and a text that does not occur',
      {
        overrides: [
          { module: 'src/nothing', find: 'a', replace: 'b' },
          { module: 'src/lend', find: 'not there', replace: 'b' },
        ],
      },
      [
        'overrides[0].module: sabotage lends-twice changes the module src/nothing, and there is no such file',
        'overrides[1].find: sabotage lends-twice: ',
      ],
    ],
    [
      'resources that the app does not have, and a pattern that is none',
      {
        changes: [
          { type: 'AWS::SQS::Queue', where: { QueueName: 'gone$' } },
          { type: 'AWS::SQS::Queue', where: { QueueName: '(' } },
          { type: 'AWS::SQS::Queue', where: { QueueName: 'loans$' } },
        ],
        environment: [{ functions: 'nobody', set: {} }],
      },
      [
        'changes[0]: sabotage lends-twice changes nothing: no resource of the app matches',
        'changes[1]: sabotage lends-twice: Invalid regular expression',
        'environment[0]: sabotage lends-twice changes nothing: no resource of the app matches',
      ],
    ],
  ])('are those of a sabotage: %s', async (_what, change, problems) => {
    for (const name of ['src', 'experiments', 'cdk.out']) await mkdir(join(folder, name));
    await writeFile(join(folder, 'src', 'lend.ts'), 'export const run = () => lend();\n');
    await writeFile(join(folder, 'experiments', 'first.yaml'), 'version: 1\n');
    const Resources = { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'library-loans' } } };
    await writeFile(join(folder, 'cdk.out', 'library.template.json'), JSON.stringify({ Resources }));
    const artifacts = { library: { type: 'aws:cloudformation:stack' } };
    await writeFile(join(folder, 'cdk.out', 'manifest.json'), JSON.stringify({ artifacts }));
    const invariants = [{ name: 'lent-once', views: ['loans'], at: ['end'], judge }];
    const definition = { ...sound, invariants, sabotages: [sabotage, { ...sabotage, ...change, name: 'lends-twice' }] };
    const found = await allProblems(definition, join(folder, 'evenkeel.system.ts'), join(folder, 'cdk.out'));
    const lines = found.map(lineOf).filter((line) => line !== 'sabotages[1]: lends-twice appears twice');
    expect(lines).toEqual(
      problems.map((problem) => expect.stringMatching(new RegExp(`^sabotages\\[1\\][.:] ?${escaped(problem)}`))),
    );
  });

  it.each([undefined, null, 7, 'library', [], { saga: 7, invariants: {}, steps: [], journeys: 'j.ts', sabotages: 1 }])(
    'are found in %j without an error',
    async (definition) => {
      expect(await linesOf(definition)).not.toEqual([]);
    },
  );
});
