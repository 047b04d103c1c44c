import type { Site } from '../local/core/index.ts';
import { createIam } from '../local/iam/index.ts';
import { localCredentials } from './local-credentials.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const ignore = () => undefined;

/** The access control of single local services under test. Roles that no template defines are denied nothing. */
export const localAccess = createIam({ account, credentials: localCredentials, log: ignore, notice: ignore }).access;

/** The site of a single local service under test; `own` is what the test does not want the default for. */
export const localSite = (own: Pick<Site, 'clock' | 'baseUrl'> & Partial<Site>): Site => ({
  ...account,
  credentials: localCredentials,
  access: localAccess,
  directory: '',
  log: ignore,
  random: () => 0.5,
  ...own,
});
