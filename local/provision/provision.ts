import type { AnyResourceType, FunctionInvoker, Site } from '../core/index.ts';
import type { Assembly } from './assembly.ts';
import type { Answers } from './custom-resources/answers.ts';
import { isCustomResource } from './custom-resources/create.ts';
import { UnknownResourceTypesError } from './failures.ts';
import { createStack } from './stack.ts';
import type { LookUpSecret } from './template/dynamic-references.ts';
import { unsimulatedTypes } from './unsimulated.ts';

export interface ProvisionPorts {
  readonly site: Site;
  /** Of all services. */
  readonly resourceTypes: readonly AnyResourceType[];
  readonly invoker: FunctionInvoker;
  readonly answers: Answers;
  readonly lookUpSecret: LookUpSecret;
  readonly onProgress: (made: number, total: number, what: string) => void;
}

/** Stack name -> output name -> value. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function refuseUnknownTypes({ stacks }: Assembly, types: ReadonlyMap<string, AnyResourceType>): void {
  const unknown = stacks.flatMap(({ name, template }) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => !types.has(Type) && !isCustomResource(Type))
      .map(([logicalId, { Type }]) => `${name}/${logicalId}: ${Type}`),
  );
  if (unknown.length > 0) throw new UnknownResourceTypesError(unknown);
}

/** Makes every stack of an assembly, one after the other; what it cannot make stops it before anything is made. */
export async function provision(assembly: Assembly, ports: ProvisionPorts): Promise<Outputs> {
  const { site } = ports;
  const types = new Map([...unsimulatedTypes(site), ...ports.resourceTypes].map((each) => [each.type, each]));
  refuseUnknownTypes(assembly, types);
  const total = assembly.stacks.reduce((sum, { template }) => sum + Object.keys(template.Resources).length, 0);
  let made = 0;
  const onResource = (stackName: string, logicalId: string): void => {
    made += 1;
    ports.onProgress(made, total, `${stackName}/${logicalId}`);
  };
  const stackPorts = { ...ports, types, assetDirectory: assembly.assetDirectory, onResource };
  const exported = new Map<string, unknown>();
  const outputs: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const stack of assembly.stacks) {
    const created = await createStack(stack, exported, stackPorts);
    outputs[stack.name] = created.outputs;
    for (const [name, value] of created.exports) exported.set(name, value);
  }
  return outputs;
}
