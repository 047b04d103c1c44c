import type { AnyResourceType } from '../core/index.ts';
import type { Assembly } from './assembly.ts';
import { isCustomResource } from './custom-resources/create.ts';
import { UnknownResourceTypesError } from './failures.ts';
import { parameterType, type StoredParameters } from './parameters.ts';
import { type CreatedStack, createStack, type StackPorts } from './stack.ts';
import { unsimulatedTypes } from './unsimulated.ts';

export interface ProvisionPorts extends Pick<StackPorts, 'site' | 'invoker' | 'answers' | 'lookUpSecret' | 'urlsHere'> {
  /** The resource types of all services. */
  readonly resourceTypes: readonly AnyResourceType[];
  readonly onProgress: (made: number, total: number, what: string) => void;
}

function refuseUnknownTypes({ stacks }: Assembly, types: ReadonlyMap<string, AnyResourceType>): void {
  const unknown = stacks.flatMap(({ name, template }) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => !types.has(Type) && !isCustomResource(Type))
      .map(([logicalId, { Type }]) => `${name}/${logicalId}: ${Type}`),
  );
  if (unknown.length > 0) throw new UnknownResourceTypesError(unknown);
}

/**
 * Creates the stacks of an assembly, one after the other.
 *
 * @throws UnknownResourceTypesError before anything is created, if a resource type is not simulated
 */
export async function provision(assembly: Assembly, ports: ProvisionPorts): Promise<CreatedStack[]> {
  const { site } = ports;
  const parameters: StoredParameters = new Map();
  const all = [...unsimulatedTypes(site), parameterType(parameters), ...ports.resourceTypes];
  const types = new Map<string, AnyResourceType>(all.map((each) => [each.type, each]));
  refuseUnknownTypes(assembly, types);
  const total = assembly.stacks.reduce((sum, { template }) => sum + Object.keys(template.Resources).length, 0);
  let made = 0;
  const onResource = (stackName: string, logicalId: string): void => {
    made += 1;
    ports.onProgress(made, total, `${stackName}/${logicalId}`);
  };
  const stackPorts = { ...ports, types, parameters, assetDirectory: assembly.assetDirectory, onResource };
  const exported = new Map<string, unknown>();
  const created: CreatedStack[] = [];
  for (const stack of assembly.stacks) {
    const one = await createStack(stack, exported, stackPorts);
    for (const { exportName, value } of one.outputs) if (exportName !== undefined) exported.set(exportName, value);
    created.push(one);
  }
  return created;
}
