/** What MiniStack lacks, and what the suite does about it. Nothing else of the templates is changed. */
import type { Template } from '../../../infra/templates.ts';

/** Resource types that MiniStack rejects, with what stays untested for each. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  'AWS::CodeDeploy::Application': 'whether releases are deployed gradually: aliases move at once',
  'AWS::CodeDeploy::DeploymentGroup': 'the same',
  'AWS::EC2::FlowLog': 'whether the flow log of the VPC reaches its log group',
};

/** Names the application and the group of an alias, which CloudFormation then hands to CodeDeploy. */
const TO_CODEDEPLOY = 'CodeDeployLambdaAliasUpdate';

/**
 * Leaves out the resources of unsupported types. Nothing but an alias may refer to them, because then more would stay
 * untested.
 */
export function withoutUnsupported(template: Template): Template {
  const isUnsupported = ([, { Type }]: [string, { readonly Type: string }]): boolean => Type in UNSUPPORTED;
  const entries = Object.entries(template.Resources);
  const named = withNamesOf(entries.filter(isUnsupported), {
    ...template,
    Resources: Object.fromEntries(entries.filter((entry) => !isUnsupported(entry)).map(releasedAtOnce)),
  });
  for (const [id] of entries.filter(isUnsupported)) {
    if (JSON.stringify(named).includes(`"${id}"`))
      throw new Error(`other resources refer to ${id}, which MiniStack lacks`);
  }
  return named;
}

/** The policy of the check of releases names the groups that it reports to. */
function withNamesOf(left: [string, { readonly Properties?: object }][], template: Template): Template {
  const text = left.reduce((json, [id, { Properties = {} }]) => {
    const { ApplicationName, DeploymentGroupName } = Properties as Readonly<Record<string, unknown>>;
    const name = DeploymentGroupName ?? ApplicationName;
    return typeof name === 'string' ? json.replaceAll(JSON.stringify({ Ref: id }), JSON.stringify(name)) : json;
  }, JSON.stringify(template));
  return JSON.parse(text) as Template;
}

function releasedAtOnce<Resource extends object>([id, resource]: [string, Resource]): [string, Resource] {
  const { UpdatePolicy: policy, ...rest } = resource as Resource & { readonly UpdatePolicy?: unknown };
  return JSON.stringify(policy ?? null).includes(TO_CODEDEPLOY) ? [id, rest as unknown as Resource] : [id, resource];
}
