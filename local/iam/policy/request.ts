/** The condition keys of a request and their values. Keys are in lower case, because IAM ignores their case. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** Who makes a request, under the names by which a policy of a resource may mention them. */
export type Principal =
  | { readonly kind: 'account'; readonly accountId: string }
  | {
      readonly kind: 'role';
      readonly accountId: string;
      readonly roleArn: string;
      /** The ARN of the session of the role. */
      readonly sessionArn: string;
    }
  /** A service that acts for a resource of the account, such as `apigateway.amazonaws.com`. */
  | { readonly kind: 'service'; readonly service: string };

/** One action on one resource. */
export interface AccessRequest {
  readonly principal: Principal;
  /** Such as `dynamodb:PutItem`. */
  readonly action: string;
  /** An ARN, or `*` for an action that IAM cannot limit to resources. */
  readonly resource: string;
  readonly context: RequestContext;
}
