import { formatArn, type Provisioned, type Site } from '../core/index.ts';
import { resolve, type Scope } from './template/resolve.ts';
import type { Template } from './template/template.ts';

/** The version of the CDK's bootstrap stack, which a parameter of each template reads from Systems Manager. */
const BOOTSTRAP_VERSION = '30';

/** The value of a template's parameter: its default or, if that names a stored parameter, the stored value. */
function parameterValue(
  name: string,
  { Type, Default }: Template['Parameters'][string],
  stored: ReadonlyMap<string, string>,
): unknown {
  if (Default === undefined) throw new Error(`the parameter ${name} has no default, and cannot be set here`);
  if (Type.startsWith('AWS::SSM::Parameter::')) return stored.get(String(Default)) ?? BOOTSTRAP_VERSION;
  return Type === 'CommaDelimitedList' || Type.startsWith('List<') ? String(Default).split(',') : Default;
}

const pseudoParameters = (stackName: string, stackId: string, { region, accountId }: Site) =>
  new Map<string, unknown>([
    ['AWS::AccountId', accountId],
    ['AWS::NoValue', undefined],
    ['AWS::NotificationARNs', []],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', region],
    ['AWS::StackId', stackId],
    ['AWS::StackName', stackName],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);

/** The id of a stack, which is an ARN. */
export const stackIdOf = (stackName: string, { region, accountId }: Site): string =>
  formatArn({ service: 'cloudformation', region, accountId, resource: `stack/${stackName}/local` });

/** The scope in which a stack's references are resolved: its parameters, and the resources created so far. */
export function createScope(options: {
  readonly stackName: string;
  readonly template: Template;
  readonly made: ReadonlyMap<string, Provisioned>;
  readonly exported: ReadonlyMap<string, unknown>;
  /** Parameters of Systems Manager that earlier stacks stored. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly site: Site;
}): Scope {
  const { stackName, template, made, exported, parameters, site } = options;
  const pseudo = pseudoParameters(stackName, stackIdOf(stackName, site), site);
  const resource = (logicalId: string): Provisioned => {
    const found = made.get(logicalId);
    if (!found) throw new Error(`there is no resource ${logicalId} in the stack ${stackName}`);
    return found;
  };
  const scope: Scope = {
    ref(name) {
      if (pseudo.has(name)) return pseudo.get(name);
      const parameter = template.Parameters[name];
      return parameter ? parameterValue(name, parameter, parameters) : resource(name).ref;
    },
    attribute(logicalId, name) {
      const { attributes = {}, otherAttribute } = resource(logicalId);
      const value = attributes[name] ?? otherAttribute?.(name);
      if (value === undefined) throw new Error(`${logicalId} has no attribute ${name} here`);
      return value;
    },
    importValue(name) {
      if (!exported.has(name)) throw new Error(`no stack exports ${name}`);
      return exported.get(name);
    },
    condition(name) {
      if (!(name in template.Conditions)) throw new Error(`there is no condition ${name} in the stack ${stackName}`);
      return resolve(template.Conditions[name], scope) === true;
    },
    mapped(map, first, second) {
      const value = template.Mappings[map]?.[first]?.[second];
      if (value === undefined) throw new Error(`there is no mapping ${map}.${first}.${second}`);
      return value;
    },
    availabilityZones: (region) => ['a', 'b', 'c'].map((zone) => `${region === '' ? site.region : region}${zone}`),
  };
  return scope;
}
