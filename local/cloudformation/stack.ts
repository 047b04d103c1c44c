import { AwsError } from '../core/index.ts';

/** A provisioned stack. */
export interface ProvisionedStack {
  readonly name: string;
  readonly id: string;
  readonly description: string | undefined;
  /** Virtual milliseconds. */
  readonly createdAt: number;
  /** Absent for a stack that was never updated. */
  readonly updatedAt?: number;
  readonly outputs: readonly {
    readonly name: string;
    readonly value: unknown;
    readonly description: string | undefined;
    readonly exportName: string | undefined;
  }[];
  readonly resources: readonly { readonly logicalId: string; readonly type: string; readonly physicalId: string }[];
}

/** @throws AwsError ValidationError if there is no stack with this name or id */
export function stackNamed(stacks: readonly ProvisionedStack[], nameOrId: string): ProvisionedStack {
  const found = stacks.find(({ name, id }) => nameOrId === name || nameOrId === id);
  if (found === undefined) throw new AwsError('ValidationError', `Stack with id ${nameOrId} does not exist`);
  return found;
}
