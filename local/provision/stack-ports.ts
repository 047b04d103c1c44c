import type { AliasUpdatePolicy, AnyResourceType, FunctionInvoker, ShiftTraffic, Site } from '../core/index.ts';
import type { Assembly } from './assembly.ts';
import type { Answers } from './custom-resources/answers.ts';
import type { LookUpSecret } from './template/dynamic-references.ts';

/** What the resources of a stack are made with. */
export interface StackPorts {
  readonly site: Site;
  readonly types: ReadonlyMap<string, AnyResourceType>;
  /** Parameters of Systems Manager, by name. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly invoker: FunctionInvoker;
  readonly answers: Answers;
  readonly lookUpSecret: LookUpSecret;
  readonly assetDirectory: Assembly['assetDirectory'];
  /** Shifts the traffic of an alias through the deployment group of its update policy. */
  readonly shiftTraffic: (policy: AliasUpdatePolicy) => ShiftTraffic;
  /** Converts the value of an output: the AWS URL of an API becomes its local URL, other values stay the same. */
  readonly urlsHere: (value: unknown) => unknown;
  /** Called for each resource that has been created, updated or found unchanged. */
  readonly onResource: (stackName: string, logicalId: string) => void;
}
