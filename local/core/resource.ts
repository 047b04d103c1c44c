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
}

export type AnyResourceType = Omit<ResourceType<never>, 'create' | 'parse'> & {
  readonly parse: (properties: unknown) => unknown;
  readonly create: (properties: never, context: ResourceContext) => Promise<Provisioned>;
};
