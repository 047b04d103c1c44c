/** What creating a resource gives back to the template: `Ref` and each `Fn::GetAtt` name. */
export interface Provisioned {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface ResourceContext {
  readonly stackName: string;
  readonly logicalId: string;
  /** `<stack>-<logicalId>`, for resources without a name of their own. */
  readonly defaultName: string;
  /** Folder of the synthesized cloud assembly; asset paths are relative to it. */
  readonly assetDirectory: (s3Key: string) => string;
}

/**
 * One CloudFormation resource type that is simulated. Each is a file of its own beside its service and stands in that
 * service's list.
 */
export interface ResourceType<Properties> {
  /** CloudFormation type, e.g. `AWS::CloudWatch::Alarm`. */
  readonly type: string;
  /** Parses resolved properties (CloudFormation's own names); throws a ZodError that names what is wrong. */
  readonly parse: (properties: unknown) => Properties;
  readonly create: (properties: Properties, context: ResourceContext) => Promise<Provisioned>;
}

export type AnyResourceType = Omit<ResourceType<never>, 'create' | 'parse'> & {
  readonly parse: (properties: unknown) => unknown;
  readonly create: (properties: never, context: ResourceContext) => Promise<Provisioned>;
};
