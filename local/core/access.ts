/** How services ask IAM whether a call is allowed. `local/iam` implements it. */
import type { Credentials } from './credentials.ts';

/** What a call needs of IAM: one action on one resource. */
export interface Permission {
  /** Such as `sqs:SendMessage`. */
  readonly action: string;
  /** An ARN, or `*` for an action that IAM cannot limit to resources. */
  readonly resource: string;
  /** Condition keys of this call, in lower case, beside those that every call has. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** Whoever makes a call, with its permissions. */
export interface Caller {
  /** As STS returns it. */
  readonly arn: string;
  readonly userId: string;
  /** Whether IAM allows it. A denial is recorded. */
  readonly allows: (permission: Permission) => boolean;
  /** @throws AccessDeniedError for the first permission that IAM denies */
  readonly demand: (permissions: readonly Permission[]) => void;
}

/** A caller that has assumed a role, and the credentials that its program signs with. */
export interface RoleSession {
  readonly caller: Caller;
  readonly credentials: Credentials;
}

/** The account's access control. */
export interface AccessControl {
  /** The account's administrator, whom nothing is denied; also for what AWS does by itself. */
  readonly administrator: Caller;
  /**
   * The caller who signed a request.
   *
   * @throws AwsError 403 if it is not signed with a key of this account
   */
  readonly identify: (headers: Readonly<Record<string, string>>) => Caller;
  /** The credentials and the caller of a key of this account. */
  readonly sessionOf: (accessKeyId: string) => RoleSession | undefined;
  /**
   * Assumes a role for a service, as Lambda does for a function. Always the same session for the same arguments;
   * undefined if the role does not trust the service.
   */
  readonly assume: (role: {
    readonly roleArn: string;
    readonly sessionName: string;
    /** Such as `lambda.amazonaws.com`. */
    readonly service: string;
    /** The resource for which the service assumes the role, if trust policies may limit it. */
    readonly sourceArn?: string;
  }) => RoleSession | undefined;
  /** A service that acts for one of the account's resources, such as API Gateway for an API. */
  readonly service: (service: string, sourceArn: string) => Caller;
  /**
   * Attaches a policy to a resource.
   *
   * @throws a ZodError if it is no policy document
   */
  readonly attachToResource: (resourceArn: string, document: unknown) => void;
}

/** Where the resources of an account are, which their ARNs name. */
export interface Account {
  readonly region: string;
  readonly accountId: string;
}
