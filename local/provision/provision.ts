import type { AnyResourceType } from '../core/index.ts';
import type { Assembly } from './assembly.ts';
import { isCustomResource } from './custom-resources/create.ts';
import { UnknownResourceTypesError } from './failures.ts';
import { parameterType, type StoredParameters } from './parameters.ts';
import { type CreatedStack, createStack } from './stack.ts';
import type { StackPorts } from './stack-ports.ts';
import { dependenciesOf } from './template/dependencies.ts';
import { ignoredTypes, unsimulatedTypes } from './unsimulated.ts';

export interface ProvisionPorts
  extends Pick<StackPorts, 'site' | 'invoker' | 'answers' | 'lookUpSecret' | 'shiftTraffic' | 'urlsHere'> {
  /** The resource types of all services. */
  readonly resourceTypes: readonly AnyResourceType[];
  /** Types that the boot does without. */
  readonly ignored?: readonly string[];
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

/** The stacks of one system, which later assemblies of the same app update. */
interface Provisioner {
  /**
   * Creates the stacks of an assembly one after the other, and updates those that run already.
   *
   * @throws UnknownResourceTypesError before anything is created, if a resource type is not simulated
   */
  deploy(assembly: Assembly): Promise<readonly CreatedStack[]>;
}

export function createProvisioner(ports: ProvisionPorts): Provisioner {
  const { site } = ports;
  const parameters: StoredParameters = new Map();
  const all = [
    ...unsimulatedTypes(site),
    parameterType(parameters),
    ...ports.resourceTypes,
    ...ignoredTypes(ports.ignored ?? [], site),
  ];
  const types = new Map<string, AnyResourceType>(all.map((each) => [each.type, each]));
  const stacks = new Map<string, CreatedStack>();
  const exported = new Map<string, unknown>();
  return {
    async deploy(assembly) {
      refuseUnknownTypes(assembly, types);
      const total = assembly.stacks.reduce((sum, { template }) => sum + Object.keys(template.Resources).length, 0);
      let made = 0;
      const onResource = (stackName: string, logicalId: string): void => {
        made += 1;
        ports.onProgress(made, total, `${stackName}/${logicalId}`);
      };
      const stackPorts = { ...ports, types, parameters, assetDirectory: assembly.assetDirectory, onResource };
      const deployed: CreatedStack[] = [];
      for (const stack of assembly.stacks) {
        const one = await createStack(stack, exported, stackPorts, stacks.get(stack.name));
        for (const { exportName, value } of one.outputs) if (exportName !== undefined) exported.set(exportName, value);
        stacks.set(stack.name, one);
        deployed.push(one);
      }
      return deployed;
    },
  };
}

/** A resource that a boot does without, and what depends on it, directly or through others. */
export interface IgnoredResource {
  /** `<stack>/<logical id>`. */
  readonly resource: string;
  readonly type: string;
  readonly dependents: readonly string[];
}

/** @param ignored types that the boot does without */
export function ignoredResources({ stacks }: Pick<Assembly, 'stacks'>, ignored: readonly string[]): IgnoredResource[] {
  return stacks.flatMap(({ name, template: { Resources } }) => {
    const dependencies = dependenciesOf(Resources);
    return Object.entries(Resources)
      .filter(([, { Type }]) => ignored.includes(Type))
      .map(([logicalId, { Type: type }]) => ({
        resource: `${name}/${logicalId}`,
        type,
        dependents: dependentsOf(logicalId, dependencies).map((one) => `${name}/${one}`),
      }));
  });
}

function dependentsOf(logicalId: string, dependencies: ReadonlyMap<string, Iterable<string>>): string[] {
  const found = new Set([logicalId]);
  let known: number;
  do {
    known = found.size;
    for (const [id, before] of dependencies) if ([...before].some((one) => found.has(one))) found.add(id);
  } while (found.size > known);
  found.delete(logicalId);
  return [...found];
}
