/** Deployments onto a running system, asked for over HTTP. */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { AwsRequest } from '../../../local/core/index.ts';
import { createDeploying, type DeployReport } from '../../../local/deploying.ts';
import type { StackChange } from '../../../local/provision/index.ts';
import { localCredentials } from '../../local-credentials.ts';
import { localAccess } from '../../local-site.ts';

/** A system whose deployments end when the test says so, by their folders. */
function system(refusal: () => Promise<string | undefined> = () => Promise.resolve(undefined)) {
  const begun = new Map<
    string,
    { resolve: (changes: readonly StackChange[]) => void; reject: (error: Error) => void }
  >();
  const { answer, progressed } = createDeploying({
    access: localAccess,
    refusal,
    deploy: (folder) =>
      new Promise((resolve, reject) => {
        begun.set(folder, { resolve, reject });
      }),
  });
  const ask = async (method: string, query: string, body = ''): Promise<DeployReport> => {
    const url = new URL(`http://127.0.0.1/deploy${query}`);
    const headers = { authorization: `AWS4-HMAC-SHA256 Credential=${localCredentials.accessKeyId}/x` };
    const request = { method, url, headers, body: Buffer.from(body) } as unknown as AwsRequest;
    const { body: reply } = await answer(request);
    return JSON.parse(String(reply)) as DeployReport;
  };
  return {
    progressed,
    post: (assembly: string) => ask('POST', '', JSON.stringify({ assembly })),
    get: (id: string) => ask('GET', `?id=${id}`),
    latest: () => ask('GET', ''),
    begun: (folder: string) => begun.has(folder),
    succeed: async (logicalId: string) => {
      begun.get(logicalId)?.resolve([{ stack: 'shop', logicalId, type: 'AWS::Lambda::Function', change: 'updated' }]);
      await setImmediate();
    },
    fail: async (folder: string, why: string) => {
      begun.get(folder)?.reject(new Error(why));
      await setImmediate();
    },
  };
}

describe('a client that follows its deployment', () => {
  it('learns how that ended, whatever others have deployed since', async () => {
    const { post, get, succeed, fail } = system();
    const bad = await post('bad');
    await fail('bad', 'no folder bad');
    await expect(get(bad.id)).resolves.toMatchObject({ status: 'failed', message: 'no folder bad' });
    const good = await post('good');
    expect(good).toMatchObject({ status: 'running', changes: [] });
    await expect(get(bad.id)).resolves.toMatchObject({ status: 'failed', message: 'no folder bad' });
    await succeed('good');
    await expect(get(good.id)).resolves.toMatchObject({ status: 'succeeded', changes: [{ logicalId: 'good' }] });
    await expect(get(bad.id)).resolves.toMatchObject({ id: bad.id, status: 'failed' });
  });

  it('sees the progress of its own deployment only', async () => {
    const { post, get, succeed, progressed } = system();
    const first = await post('first');
    progressed(2, 5);
    await succeed('first');
    const second = await post('second');
    progressed(1, 9);
    await expect(get(first.id)).resolves.toMatchObject({ made: 2, total: 5 });
    await expect(get(second.id)).resolves.toMatchObject({ made: 1, total: 9 });
  });

  it('must name it', async () => {
    const { latest, get } = system();
    await expect(latest()).rejects.toThrow('Name the deployment with ?id=');
    await expect(get('nope')).rejects.toThrow('There is no deployment nope.');
  });

  it('is remembered for a hundred deployments', async () => {
    const { post, get, succeed } = system();
    const ids: string[] = [];
    for (let turn = 0; turn <= 100; turn += 1) {
      const { id } = await post(`${turn}`);
      await succeed(`${turn}`);
      ids.push(id);
    }
    await expect(get(ids[0]!)).rejects.toThrow('There is no deployment');
    await expect(get(ids[1]!)).resolves.toMatchObject({ status: 'succeeded' });
  });
});

describe('a deployment', () => {
  it('is refused while another one is under way', async () => {
    const { post } = system();
    await post('first');
    await expect(post('second')).rejects.toThrow('A deployment is under way; wait until it ends.');
  });

  it('is refused for as long as something must not be disturbed, and starts nothing', async () => {
    let why: string | undefined = 'run r1 holds the stage';
    const { post, begun } = system(() => Promise.resolve(why));
    await expect(post('one')).rejects.toMatchObject({ message: why, status: 409 });
    expect(begun('one')).toBe(false);
    why = undefined;
    await expect(post('one')).resolves.toMatchObject({ status: 'running' });
  });

  it('starts once, although two ask while the first is still being looked at', async () => {
    const { post } = system();
    const asked = await Promise.allSettled([post('first'), post('second')]);
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});
