import type { Place } from '../../../infra/permissions/place.ts';
import type { StageNeeds } from './stage-needs.ts';

/**
 * `warning`: the stage works, but not as it should. `unknown`: the account did not say, so nothing is proven.
 *
 * @internal
 */
export type AwsStatus = 'ok' | 'warning' | 'failed' | 'unknown';

/** The result of one check of an account. */
export interface AwsFinding {
  readonly name: string;
  readonly status: AwsStatus;
  /** What the account answered, or why it did not. */
  readonly detail: string;
  /** What to do about it; undefined if nothing is to be done. */
  readonly fix: string | undefined;
}

/** An account's answer to `iam:SimulatePrincipalPolicy` about one action. */
export interface Decision {
  readonly action: string;
  readonly allowed: boolean;
}

/** What the checks ask an account: the edge that tests replace. */
export interface Account {
  /** @throws if the credentials are missing or not accepted */
  identity(): Promise<{ readonly account: string; readonly arn: string }>;
  lambdaLimits(): Promise<{ readonly concurrent: number; readonly unreserved: number }>;
  /** Version of the CDK's bootstrap stack; undefined if there is none. */
  bootstrapVersion(): Promise<number | undefined>;
  /** The role with which API Gateway writes logs; undefined if none is set. */
  gatewayRole(): Promise<string | undefined>;
  simulate(principal: string, actions: readonly string[], resources: readonly string[]): Promise<readonly Decision[]>;
}

export interface Subject {
  readonly account: Account;
  readonly place: Place;
  /** ARN of the caller. */
  readonly principal: string;
  readonly stage: string;
  /** Whether the stage is one of the reference system. */
  readonly ships: boolean;
  readonly needs: StageNeeds;
}

/** One thing that an account needs before a stage can be deployed to it, or commands can work on it. */
export interface AwsCheck {
  readonly name: string;
  readonly look: (subject: Subject) => Promise<Omit<AwsFinding, 'name'>>;
}
