import type { SystemDescription } from '@evenkeel/chaos/schemas';

/** Where a system is: enough for its control table and its schedule. On AWS it is known without a question to the account. */
export type SystemPlace = Pick<
  SystemDescription,
  'target' | 'stage' | 'region' | 'prefix' | 'environment' | 'clockUrl' | 'pid' | 'folder'
>;
