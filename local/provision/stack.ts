import type { AnyResourceType, FunctionInvoker, Provisioned, ResourceType, Site } from '../core/index.ts';
import type { Assembly, Stack } from './assembly.ts';
import type { Answers } from './custom-resources/answers.ts';
import { createCustomResource, isCustomResource } from './custom-resources/create.ts';
import { ResourceFailedError } from './failures.ts';
import { createScope, stackIdOf } from './scope.ts';
import { dependenciesOf, findCycle } from './template/dependencies.ts';
import { type LookUpSecret, resolveDynamicReferences } from './template/dynamic-references.ts';
import { resolve } from './template/resolve.ts';
import type { Resource } from './template/template.ts';

export interface StackPorts {
  readonly site: Site;
  readonly types: ReadonlyMap<string, AnyResourceType>;
  /** Parameters of Systems Manager, by name. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly invoker: FunctionInvoker;
  readonly answers: Answers;
  readonly lookUpSecret: LookUpSecret;
  readonly assetDirectory: Assembly['assetDirectory'];
  /** Converts the value of an output: the AWS URL of an API becomes its local URL, other values stay the same. */
  readonly urlsHere: (value: unknown) => unknown;
  /** Called for each resource that has been created. */
  readonly onResource: (stackName: string, logicalId: string) => void;
}

/** A stack that has been created. */
export interface CreatedStack {
  readonly name: string;
  readonly id: string;
  readonly description: string | undefined;
  /** Virtual milliseconds. */
  readonly createdAt: number;
  readonly outputs: readonly StackOutput[];
  readonly resources: readonly StackResource[];
}

interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** The value of `Ref`. */
  readonly physicalId: string;
}

interface StackOutput {
  readonly name: string;
  readonly value: unknown;
  readonly description: string | undefined;
  /** The name under which other stacks import it. */
  readonly exportName: string | undefined;
}

/** Creates the resources of one stack, each as soon as those it depends on exist. */
export async function createStack(
  { name: stackName, template }: Stack,
  exported: ReadonlyMap<string, unknown>,
  ports: StackPorts,
): Promise<CreatedStack> {
  const { site, types } = ports;
  const made = new Map<string, Provisioned>();
  const scope = createScope({ stackName, template, made, exported, parameters: ports.parameters, site });
  const wanted = Object.fromEntries(
    Object.entries(template.Resources).filter(
      ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
    ),
  );
  const dependencies = dependenciesOf(wanted);
  const cycle = findCycle(dependencies);
  if (cycle) throw new Error(`resources of ${stackName} depend on each other: ${cycle.join(' -> ')}`);

  const create = async (logicalId: string, { Type, Properties }: Resource): Promise<void> => {
    const properties = resolveDynamicReferences(resolve(Properties, scope), ports.lookUpSecret);
    const defaultName = `${stackName}-${logicalId}`;
    const context = { stackName, logicalId, defaultName, assetDirectory: ports.assetDirectory };
    if (isCustomResource(Type) && !types.has(Type)) {
      const custom = { ...context, stackId: stackIdOf(stackName, site) };
      made.set(
        logicalId,
        await createCustomResource(Type, properties, custom, { ...ports, administrator: site.access.administrator }),
      );
      return;
    }
    const type = types.get(Type) as ResourceType<unknown>;
    made.set(logicalId, await type.create(type.parse(properties), context));
  };

  const stopped = new AbortController();
  const making = new Map<string, Promise<void>>();
  const make = (logicalId: string, resource: Resource): Promise<void> => {
    const known = making.get(logicalId);
    if (known) return known;
    const before = [...(dependencies.get(logicalId) ?? [])];
    const promise = Promise.all(before.flatMap((id) => (wanted[id] ? [make(id, wanted[id])] : []))).then(async () => {
      stopped.signal.throwIfAborted();
      try {
        await create(logicalId, resource);
      } catch (error) {
        stopped.abort(new ResourceFailedError(stackName, logicalId, resource.Type, error));
        throw stopped.signal.reason;
      }
      ports.onResource(stackName, logicalId);
    });
    making.set(logicalId, promise);
    return promise;
  };
  await Promise.allSettled(Object.entries(wanted).map(([logicalId, resource]) => make(logicalId, resource)));
  stopped.signal.throwIfAborted();

  const outputs = Object.entries(template.Outputs).filter(
    ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
  );
  return {
    name: stackName,
    id: stackIdOf(stackName, site),
    description: template.Description,
    createdAt: site.clock.now(),
    outputs: outputs.map(([name, { Value, Description, Export }]) => ({
      name,
      value: ports.urlsHere(resolve(Value, scope)),
      description: Description,
      exportName: Export && String(resolve(Export.Name, scope)),
    })),
    resources: [...made].map(([logicalId, { ref }]) => ({
      logicalId,
      type: wanted[logicalId]?.Type ?? '',
      physicalId: ref,
    })),
  };
}
