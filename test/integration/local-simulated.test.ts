import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { cacheFolder } from '../../local/cache-folder.ts';
import { openChildren } from '../../local/children/index.ts';
import { createClock, serveAws } from '../../local/core/index.ts';
import { createIam } from '../../local/iam/index.ts';
import { SIMULATED_TYPES } from '../../local/provision/simulated.ts';
import { createServices } from '../../local/services.ts';
import { localCredentials } from '../local-credentials.ts';
import { localSite } from '../local-site.ts';

it('the list of simulated types holds exactly those of the services', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-simulated-'));
  const children = await openChildren(directory);
  const clock = createClock({ speed: 1, startAt: new Date() });
  const ignore = () => undefined;
  const account = { region: 'us-east-1', accountId: '000000000000' };
  const iam = createIam({ account, credentials: localCredentials, log: ignore, notice: ignore });
  const server = await serveAws({ clock, port: 0, access: iam.access, log: ignore });
  try {
    const site = localSite({ clock, baseUrl: server.baseUrl, directory, access: iam.access });
    const options = { cache: cacheFolder(), notice: ignore, expectsCluster: false };
    const services = await createServices(site, iam, children, options);
    await services.close();
    // A parameter is made by the provisioning itself.
    const types = [...services.resourceTypes.map(({ type }) => type), 'AWS::SSM::Parameter'];
    expect([...SIMULATED_TYPES].sort()).toEqual(types.sort());
  } finally {
    await server.close();
    await children.close();
    await rm(directory, { recursive: true, force: true });
  }
}, 60_000);
