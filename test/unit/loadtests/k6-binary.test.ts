import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { obtainK6 } from '../../../loadtests/entry.ts';

/** A Go that records each build, and builds a k6 that knows only its version. */
const GO = (builds: string) => `#!/bin/sh
case "$1" in
  version) echo "go version go1.26.1 linux/amd64" ;;
  build) echo build >> '${builds}'; printf '#!/bin/sh\\necho "k6 v2.2.0"\\n' > "$4"; chmod +x "$4" ;;
esac
`;

describe('k6, where it is not installed', () => {
  let folder: string;
  let before: NodeJS.ProcessEnv;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-k6-'));
    before = { ...process.env };
    process.env['PATH'] = `${folder}:/usr/bin:/bin`;
    process.env['EVENKEEL_CACHE'] = join(folder, 'cache');
  });
  afterEach(async () => {
    process.env = before;
    await rm(folder, { recursive: true });
  });

  it('is built once, however many ask for it at the same time', async () => {
    const builds = join(folder, 'builds');
    await writeFile(join(folder, 'go'), GO(builds));
    await chmod(join(folder, 'go'), 0o755);
    const messages: string[] = [];
    const onBuild = (message: string) => messages.push(message);
    const obtained = await Promise.all([1, 2, 3].map(() => obtainK6({ onBuild })));
    expect(obtained.map(({ from }) => from).sort()).toEqual(['built', 'cache', 'cache']);
    expect(await readFile(builds, 'utf8')).toBe('build\n');
    expect(messages.sort()).toEqual([
      'building k6 2.2.0 with Go 1.26.1, once: about a minute',
      'waiting for another process that builds k6',
      'waiting for another process that builds k6',
    ]);
    expect(await obtainK6({ onBuild })).toMatchObject({ version: '2.2.0', from: 'cache' });
  });

  it('gives the lock back when a build fails', async () => {
    await writeFile(join(folder, 'go'), '#!/bin/sh\nif [ "$1" = version ]; then echo go1.26.1; else exit 1; fi\n');
    await chmod(join(folder, 'go'), 0o755);
    await expect(obtainK6()).rejects.toThrow('go build of k6 2.2.0 failed');
    await expect(obtainK6()).rejects.toThrow('go build of k6 2.2.0 failed');
  });
});
