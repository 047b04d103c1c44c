/**
 * The gate of the pipeline (infra/pipeline/gameday.sh) with the command itself, on a stage that only the SDK's variables lead
 * to, as a role that has the policies of the pipeline's game day. Only the program that copies files to S3 is a stand-in.
 */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { x } from 'tinyexec';
import { SystemDescription } from '../../chaos/schemas/index.ts';
import { gameDay } from '../../infra/permissions/game-day.ts';
import { evenkeel, ownCache, repository, type Running } from './evenkeel.ts';
import { documentOf, sessionWith } from './iam.ts';

const COPY = '#!/bin/bash\n# aws s3 cp FROM TO ...\nmkdir -p "${4#s3://}" && cp -rP "$3"/. "${4#s3://}"\n';

describe('the gate of the pipeline', () => {
  let up: Running;
  let folder: string;
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-gate-'));
    await mkdir(join(folder, 'programs'));
    await writeFile(join(folder, 'programs/aws'), COPY);
    await chmod(join(folder, 'programs/aws'), 0o755);
    await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
    const shipped = await readFile(join(repository, 'systems/commerce/experiments/risk_closed.yaml'), 'utf8');
    await writeFile(
      join(folder, 'risk_wrong.yaml'),
      shipped.replace('name: risk_closed', 'name: risk_wrong').replaceAll('status: [202]', 'status: [201]'),
    );
    up = evenkeel(['up', '--speed', '1', '--json']);
    const system = SystemDescription.strip().parse(await up.firstObject());
    const place = { account: '000000000000', region: system.region, prefix: system.prefix };
    const credentials = await sessionWith(system.environment, 'gate', documentOf(gameDay, place));
    environment = { ...system.environment, ...credentials, EVENKEEL_CACHE: await ownCache(folder) };
  }, 240_000);

  afterAll(async () => {
    up.process.kill('SIGINT');
    await up.ended;
    await rm(folder, { recursive: true });
  }, 30_000);

  const definition = join(repository, 'systems/commerce/evenkeel.system.ts');

  it.each([
    ['risk_closed', 'PASS', 0],
    ['risk_wrong.yaml', 'FAIL', 1],
  ])(
    'on %s comes to %s, ends with %i, and keeps the evidence',
    async (experiment, verdict, ends) => {
      await rm(join(folder, 'reports'), { recursive: true, force: true });
      const path = `PATH=${join(folder, 'programs')}:${process.env['PATH'] ?? ''}`;
      const { exitCode, stdout, stderr } = await x('env', [path, join(repository, 'infra/pipeline/gameday.sh')], {
        nodeOptions: {
          cwd: folder,
          env: {
            ...process.env,
            ...environment,
            NODE_OPTIONS: '',
            STAGE: 'dev',
            EXPERIMENTS: `${experiment}${experiment.endsWith('.yaml') ? ` --definition ${definition}` : ''}`,
            UNDECIDED: 'stop',
            REPORTS: `s3://kept/${verdict}`,
          },
        },
      });
      expect({ exitCode, output: exitCode === ends ? '' : stderr + stdout }).toEqual({ exitCode: ends, output: '' });
      const kept = join(folder, 'kept', verdict);
      expect(await readFile(join(kept, 'verdict'), 'utf8')).toBe(`${verdict}\n`);
      expect(await readdir(kept, { recursive: true })).toEqual(
        expect.arrayContaining([expect.stringMatching(/report\.html$/), expect.stringMatching(/journal\.json$/)]),
      );
    },
    600_000,
  );
});
