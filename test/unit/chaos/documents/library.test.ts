import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readExperiments } from '../../../../chaos/index.ts';

const EXPERIMENT = {
  version: 1,
  name: 'mine',
  title: 'Quotes crash',
  hypothesis: 'A quote that crashes returns 502.',
  system: 'none',
  steadyState: { before: [{ probe: 'alarms' }], after: [{ probe: 'alarms' }] },
  phases: [
    {
      name: 'broken',
      seconds: 10,
      drainSeconds: 2,
      scenarios: [{ name: 'quotes', journey: 'request', rate: 5, request: { path: '/' } }],
    },
  ],
  faults: [
    {
      id: 'crash',
      fault: 'exception',
      scenario: 'quotes',
      rate: 0.3,
      leaseSeconds: 30,
      parameters: { service: 'quotes', step: 'handle', point: 'before-commit' },
    },
  ],
  expect: { outcomes: [{ scenario: 'quotes', status: [200, 502] }] },
  budgets: { detectSeconds: 180, rollbackSeconds: 10, convergeSeconds: 120 },
};

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-library-'));
  file = join(folder, 'mine.yaml');
  await writeFile(file, JSON.stringify(EXPERIMENT));
});
afterAll(() => rm(folder, { recursive: true }));

it('an experiment that is read from a file is checked against all that is known of its system', async () => {
  await expect(readExperiments([file], { services: ['quotes'], hasApi: true })).resolves.toHaveLength(1);
  await expect(readExperiments([file], { services: ['quote'], hasApi: true })).rejects.toThrow(
    'there is no wrapped handler of a service quotes; known: quote (did you mean quote?)',
  );
  await expect(readExperiments([file], { services: [], hasApi: true })).rejects.toThrow(
    'no function of the app is enabled for faults: wrap its handler withChaos',
  );
  await expect(readExperiments([file], { services: ['quotes'], hasApi: false })).rejects.toThrow(/REST API/);
});
