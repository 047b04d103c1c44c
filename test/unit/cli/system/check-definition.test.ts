import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

  it('name a store that cannot be opened, and hide nothing but what depends on it', async () => {
    const reconciliation = () => {
      throw new Error('no such table');
    };
    expect(await linesOf({ ...sound, name: 'Library', reconciliation })).toEqual([
      'name must be lower-case words joined by hyphens',
      'reconciliation: throws when it is called without a running system: no such table',
    ]);
  });

  it.each([undefined, null, 7, 'library', [], { saga: 7, invariants: {}, steps: [], journeys: 'j.ts', sabotages: 1 }])(
    'are found in %j without an error',
    async (definition) => {
      expect(await linesOf(definition)).not.toEqual([]);
    },
  );
});
