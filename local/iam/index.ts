/**
 * IAM: the roles and policies of the templates, which decide what functions and other services may do. Every service
 * asks it before it answers a call; the account's administrator is denied nothing.
 */
import { type Account, answerQuery, type AwsService, type Credentials, type Site } from '../core/index.ts';
import { AccessController } from './access-control.ts';
import { Identities } from './identities.ts';
import { Judge } from './judge.ts';
import { operations } from './operations/index.ts';
import { type AccessReport, reportAccess } from './report.ts';
import { resourceTypes } from './resource-types/index.ts';

export { documentOf } from './operations/request.ts';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

/** The account's access control, which exists before the services that ask it. */
export interface Iam {
  readonly access: AccessController;
  readonly identities: Identities;
  readonly judge: Judge;
  /** The grants that no call has needed so far, and the calls that were denied. */
  readonly report: () => AccessReport;
}

/**
 * @param options.log receives each denial once
 * @param options.notice receives what is not simulated: managed policies, operators of conditions, roles of no template
 */
export function createIam(options: {
  readonly account: Account;
  readonly credentials: Credentials;
  readonly log: (message: string) => void;
  readonly notice: (message: string) => void;
}): Iam {
  const { account, credentials: administrator, log, notice } = options;
  const identities = new Identities(account, notice);
  const judge = new Judge(account, identities, log);
  const access = new AccessController({ account, identities, judge, administrator, notice });
  return { access, identities, judge, report: () => reportAccess(identities, judge) };
}

/** IAM's API and its resource types. */
export function serveIam({ identities }: Iam, site: Site): AwsService {
  return {
    name: 'iam',
    handle: answerQuery(
      operations(site, () => site.clock.now()),
      identities,
      { namespace: NAMESPACE, account: site },
    ),
    resourceTypes: resourceTypes(identities, site),
    close: () => Promise.resolve(),
  };
}
