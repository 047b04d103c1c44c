/**
 * The experiments of the pipeline's game day, with `--target aws` at the speed of real clocks, by a process that knows only
 * the SDK's variables and has the credentials of a role with the policies of docs/aws.md, which the local servers enforce.
 */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessReport, Journal, SystemDescription } from '../../chaos/schemas/index.ts';
import { gameDay } from '../../infra/permissions/game-day.ts';
import { settings } from '../../infra/pipeline/settings.ts';
import { evenkeel, ownCache, type Running } from './evenkeel.ts';
import { documentOf, sessionWith } from './iam.ts';

describe('the experiments of the pipeline on a stage reached through the SDK', () => {
  let up: Running;
  let folder: string;
  let environment: Readonly<Record<string, string>>;
  let system: SystemDescription;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-shipped-'));
    up = evenkeel(['up', '--speed', '1', '--json']);
    system = SystemDescription.strip().parse(await up.firstObject());
    const place = { account: '000000000000', region: system.region, prefix: system.prefix };
    const credentials = await sessionWith(system.environment, 'runner', documentOf(gameDay, place));
    // An empty registry of running systems, so that only the SDK can lead to this one.
    environment = { ...system.environment, ...credentials, EVENKEEL_CACHE: await ownCache(folder) };
  }, 240_000);

  afterAll(async () => {
    up.process.kill('SIGINT');
    await up.ended;
  }, 30_000);

  it.each(settings.experiments)(
    'passes %s, and is denied nothing',
    async (name) => {
      const run = evenkeel(['chaos', 'run', name, '--target', 'aws', '--stage', 'dev', '--json'], {
        cwd: folder,
        env: environment,
      });
      const { exitCode, stdout, stderr } = await run.ended;
      expect({ exitCode, output: exitCode === 0 ? '' : stderr + stdout }).toEqual({ exitCode: 0, output: '' });
      const file = join(folder, 'reports/runs', name, 'latest/journal.json');
      const journal = Journal.parse(JSON.parse(await readFile(file, 'utf8')));
      expect(journal).toMatchObject({ target: 'aws', speed: 1, verdict: 'PASS' });
      const access: unknown = await (await fetch(new URL('access', system.clockUrl))).json();
      expect(AccessReport.parse(access).denied).toEqual([]);
    },
    900_000,
  );
});
