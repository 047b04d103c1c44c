/** What MiniStack lacks, and what the suite does about it. Nothing else of the templates is changed. */
import type { Template } from '../../../infra/templates.ts';

/** Resource types that MiniStack rejects, with what stays untested for each. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  'AWS::EC2::FlowLog': 'whether the flow log of the VPC reaches its log group',
};

/** Leaves out the resources of unsupported types. Nothing may refer to them, because then more would stay untested. */
export function withoutUnsupported(template: Template): Template {
  const isUnsupported = ([, { Type }]: [string, { readonly Type: string }]): boolean => Type in UNSUPPORTED;
  const entries = Object.entries(template.Resources);
  const kept = { ...template, Resources: Object.fromEntries(entries.filter((entry) => !isUnsupported(entry))) };
  for (const [id] of entries.filter(isUnsupported)) {
    if (JSON.stringify(kept).includes(`"${id}"`))
      throw new Error(`other resources refer to ${id}, which MiniStack lacks`);
  }
  return kept;
}
