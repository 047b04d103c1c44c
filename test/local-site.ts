import type { Site } from '../local/core/index.ts';
import { localCredentials } from './local-credentials.ts';

/** The site of a single local service under test; `own` is what the test does not want the default for. */
export const localSite = (own: Pick<Site, 'clock' | 'baseUrl'> & Partial<Site>): Site => ({
  region: 'us-east-1',
  accountId: '000000000000',
  credentials: localCredentials,
  directory: '',
  log: () => undefined,
  random: () => 0.5,
  ...own,
});
