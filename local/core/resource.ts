/** What a created resource returns to the template: its `Ref`, and its attributes for `Fn::GetAtt`. */
export interface Provisioned {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** The value of any other attribute; absent if the resource has no others. */
  readonly otherAttribute?: (name: string) => string;
}

export interface ResourceContext {
  readonly stackName: string;
  readonly logicalId: string;
  /** `<stack>-<logicalId>`, for resources that the template does not name. */
  readonly defaultName: string;
  /** Folder of an asset, by the key it would have in S3. */
  readonly assetDirectory: (s3Key: string) => string;
}

/** What the update policy `CodeDeployLambdaAliasUpdate` of an alias says. */
export interface AliasUpdatePolicy {
  readonly application: string;
  readonly group: string;
  readonly beforeAllowTraffic?: string | undefined;
  readonly afterAllowTraffic?: string | undefined;
}

/** A shift of an alias's traffic from one version to another, through the deployment group of its update policy. */
export type ShiftTraffic = (shift: {
  readonly functionName: string;
  readonly alias: string;
  readonly from: string;
  readonly to: string;
}) => Promise<void>;

interface UpdateContext<Properties> extends ResourceContext {
  /** The properties that the resource was created or last updated with. */
  readonly previous: Properties;
  /** What the resource returns to the template so far. */
  readonly provisioned: Provisioned;
  /** Present if the resource's update policy is `CodeDeployLambdaAliasUpdate`. Rejects if the deployment fails. */
  readonly shiftTraffic?: ShiftTraffic | undefined;
}

/** A resource after an update. */
interface Updated extends Provisioned {
  /** Takes the update back, because a later one of the same deployment failed. */
  readonly undo: () => Promise<void>;
}

/**
 * One simulated CloudFormation resource type. Each has its own file beside its service and is listed in that service's
 * resource types.
 */
export interface ResourceType<Properties> {
  /** CloudFormation type, e.g. `AWS::CloudWatch::Alarm`. */
  readonly type: string;
  /** Parses resolved properties, under CloudFormation's names; throws a ZodError if they are invalid. */
  readonly parse: (properties: unknown) => Properties;
  readonly create: (properties: Properties, context: ResourceContext) => Promise<Provisioned>;
  /**
   * Changes a running resource, or the word `create` if creating it again under its name does so. Absent for a type whose
   * resources never change while the system runs.
   */
  readonly update?: ((properties: Properties, context: UpdateContext<Properties>) => Promise<Updated>) | 'create';
}

export type AnyResourceType = Omit<ResourceType<never>, 'create' | 'parse' | 'update'> & {
  readonly parse: (properties: unknown) => unknown;
  readonly create: (properties: never, context: ResourceContext) => Promise<Provisioned>;
  readonly update?: ((properties: never, context: UpdateContext<never>) => Promise<Updated>) | 'create';
};
