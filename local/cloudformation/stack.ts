/** A provisioned stack. */
export interface ProvisionedStack {
  readonly name: string;
  readonly id: string;
  readonly description: string | undefined;
  /** Virtual milliseconds. */
  readonly createdAt: number;
  readonly outputs: readonly {
    readonly name: string;
    readonly value: unknown;
    readonly description: string | undefined;
    readonly exportName: string | undefined;
  }[];
}
