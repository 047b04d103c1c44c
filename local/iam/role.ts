import type { PolicyDocument } from './policy/document.ts';

/** A role with its policies. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  /** Who may assume it. */
  readonly trust: PolicyDocument;
  /** Policies of its own, by name. */
  readonly inline: Map<string, PolicyDocument>;
  /** ARNs of managed policies. */
  readonly attached: Set<string>;
  /** ARN of the managed policy that limits it. */
  readonly boundaryArn: string | undefined;
  /** Virtual milliseconds. */
  readonly createdAt: number;
}
