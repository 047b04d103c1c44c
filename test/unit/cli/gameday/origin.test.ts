import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { x } from 'tinyexec';
import { originOf } from '../../../../cli/gameday/origin.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-origin-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function git(...parameters: readonly string[]): Promise<string> {
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'commit.gpgsign=false'];
  const { stdout } = await x('git', [...author, ...parameters], {
    throwOnError: true,
    nodeOptions: { cwd: folder },
  });
  return stdout.trim();
}

async function commit(): Promise<string> {
  await git('init', '--quiet');
  await writeFile(join(folder, 'shop.ts'), '// one');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'one');
  return git('rev-parse', 'HEAD');
}

const originIn = (environment: Readonly<Record<string, string>>) => originOf('ada@bench', { environment, folder });

describe('the origin of a run', () => {
  it('has the commit of the folder, and says that nothing was changed since', async () => {
    const hash = await commit();
    expect(await originIn({})).toEqual({
      commit: hash,
      uncommittedChanges: false,
      host: hostname(),
      operator: 'ada@bench',
    });
  });

  it('says that tracked files differ from the commit, but not that there are new ones', async () => {
    await commit();
    await writeFile(join(folder, 'new.ts'), '// new');
    expect(await originIn({})).toMatchObject({ uncommittedChanges: false });
    await writeFile(join(folder, 'shop.ts'), '// two');
    expect(await originIn({})).toMatchObject({ uncommittedChanges: true });
  });

  it('has no commit outside a Git work tree', async () => {
    expect(await originIn({})).toEqual({ host: hostname(), operator: 'ada@bench' });
  });

  it('names the account that started a GitHub job', async () => {
    expect(await originIn({ GITHUB_ACTOR: 'ada-l' })).toMatchObject({ operator: 'ada-l on GitHub' });
  });

  it('has the operator that EVENKEEL_OPERATOR names', async () => {
    const environment = { EVENKEEL_OPERATOR: 'shop team', GITHUB_ACTOR: 'ada-l' };
    expect(await originIn(environment)).toMatchObject({ operator: 'shop team', host: hostname() });
  });

  it('names nobody and no machine if EVENKEEL_OPERATOR is empty', async () => {
    const hash = await commit();
    expect(await originIn({ EVENKEEL_OPERATOR: '' })).toEqual({ commit: hash, uncommittedChanges: false });
  });
});
