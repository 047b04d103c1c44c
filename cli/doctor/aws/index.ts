/** The checks of an account, in the order in which to fix what they find. */
import type { Place } from '../../../infra/permissions/place.ts';
import { bootstrap } from './bootstrap.ts';
import type { Account, AwsCheck, AwsFinding, Subject } from './check.ts';
import { concurrency } from './concurrency.ts';
import { gatewayRole } from './gateway-role.ts';
import { permissions } from './permissions.ts';
import type { StageNeeds } from './stage-needs.ts';

const checks: readonly AwsCheck[] = [bootstrap, gatewayRole, concurrency, permissions];

export interface ExamineOptions extends Pick<Place, 'region' | 'prefix'> {
  readonly account: Account;
  readonly stage: string;
  /** The region that the stage is defined in; undefined for a system of your own. */
  readonly stageRegion: string | undefined;
  readonly needs: StageNeeds;
}

/** Checks region and credentials first: without them, no other question reaches the account. */
export async function examineAccount(options: ExamineOptions): Promise<readonly AwsFinding[]> {
  const { account, region, prefix, stage, stageRegion, needs } = options;
  const where = regionFinding(region, stage, stageRegion);
  const identity = await account.identity().catch((error: unknown) => messageOf(error));
  if (typeof identity === 'string') {
    const fix = 'log in (aws sso login, aws configure), or set AWS_PROFILE';
    return [where, { name: 'credentials', status: 'failed', detail: identity, fix }];
  }
  const who: AwsFinding = { name: 'credentials', status: 'ok', detail: identity.arn, fix: undefined };
  const place = { account: identity.account, region, prefix };
  const subject = { account, place, principal: identity.arn, stage, ships: stageRegion !== undefined, needs };
  return [where, who, ...(await Promise.all(checks.map((check) => find(check, subject))))];
}

/** An account that does not answer proves nothing about what was asked. */
async function find({ name, look }: AwsCheck, subject: Subject): Promise<AwsFinding> {
  try {
    return { name, ...(await look(subject)) };
  } catch (error) {
    return { name, status: 'unknown', detail: messageOf(error), fix: 'allow the caller to ask, and run doctor again' };
  }
}

function regionFinding(region: string, stage: string, wanted: string | undefined): AwsFinding {
  const name = 'region';
  if (wanted === undefined || wanted === region) return { name, status: 'ok', detail: region, fix: undefined };
  return {
    name,
    status: 'failed',
    detail: `${region}, but stage ${stage} is defined in ${wanted}`,
    fix: `export AWS_REGION=${wanted}`,
  };
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
