/** The command's side of a deployment, against the endpoint of a system. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exitCodes } from '../../../../cli/failure.ts';
import { deployOnto } from '../../../../cli/system/deploy.ts';
import { createClock, serveAws } from '../../../../local/core/index.ts';
import { createDeploying } from '../../../../local/deploying.ts';
import { localCredentials } from '../../../local-credentials.ts';
import { localAccess } from '../../../local-site.ts';

let server: Awaited<ReturnType<typeof serveAws>>;
let held: string | undefined;

/** Assemblies whose folders begin with `bad` fail, at once. */
beforeAll(async () => {
  const clock = createClock({ speed: 1, startAt: new Date('2031-05-05T10:00:00Z') });
  server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
  const { answer } = createDeploying({
    access: localAccess,
    refusal: () => Promise.resolve(held),
    deploy: (folder) =>
      folder.startsWith('bad') ? Promise.reject(new Error(`no folder ${folder}`)) : Promise.resolve([]),
  });
  server.answer('deploy', answer);
});

afterAll(() => server.close());

const deploy = (assembly: string) =>
  deployOnto(
    {
      clockUrl: `${server.baseUrl}/_evenkeel/clock`,
      environment: { AWS_ACCESS_KEY_ID: localCredentials.accessKeyId },
    },
    assembly,
    () => undefined,
    new AbortController().signal,
  );

describe('a deployment by the command', () => {
  it('ends as its own assembly did, although another client deploys before it looks', async () => {
    const deployed = ['bad-1', 'good', 'bad-2'].map(async (assembly, turn) => {
      await wait(turn * 50);
      return deploy(assembly);
    });
    const [first, second, third] = await Promise.allSettled(deployed);
    expect(first).toMatchObject({
      reason: { message: 'nothing was deployed: no folder bad-1', exitCode: exitCodes.usage },
    });
    expect(second).toMatchObject({ status: 'fulfilled', value: { status: 'succeeded' } });
    expect(third).toMatchObject({ reason: { message: 'nothing was deployed: no folder bad-2' } });
  });

  it('is refused with the reason of the system, as a wrong use', async () => {
    held = 'stage dev is in use by run r1';
    await expect(deploy('good')).rejects.toMatchObject({ message: held, exitCode: exitCodes.usage });
    held = undefined;
  });
});
