import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readAssembly } from '../../../local/provision/index.ts';
import { grantsOf } from '../../../local/iam/grants.ts';
import { drawn } from '../../sabotage/draw.ts';
import { type Assembly, provisionStage } from './provision-stage.ts';
import { stageTemplates, type StageTemplates } from './stage-templates.ts';

const SAMPLE = 15;
const SEED = 20261129;

interface Grant {
  readonly role: string;
  readonly action: string;
}

const nameOf = ({ role, action }: Grant) => `${role} ${action}`;

/** The assembly with an action taken from the policies of one role, which the templates name by its logical id. */
function without({ stacks, assetDirectory }: Assembly, { role, action }: Grant): Assembly {
  const changed = structuredClone(stacks);
  for (const { name, template } of changed) {
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (Type !== 'AWS::IAM::Policy') continue;
      const roles = (Properties['Roles'] as readonly { readonly Ref: string }[]).map(({ Ref }) => `${name}-${Ref}`);
      if (!roles.includes(role)) continue;
      const { Statement } = Properties['PolicyDocument'] as { readonly Statement: { Action: string | string[] }[] };
      for (const statement of Statement) {
        statement.Action = [statement.Action].flat().filter((one) => one !== action);
      }
    }
  }
  return { stacks: changed, assetDirectory };
}

describe('a role without an action that the boot asks for', () => {
  let templates: StageTemplates;
  let assembly: Assembly;
  let used: readonly Grant[];

  beforeAll(async () => {
    templates = await stageTemplates('dev');
    assembly = await readAssembly(templates.directory);
    const { identities, report } = await provisionStage(assembly, templates.directory);
    const idle = new Set([...report().unused, ...report().unchecked].map(({ role, action }) => `${role} ${action}`));
    const all = identities.roles().flatMap((role) => grantsOf(role.name, identities.ofRole(role)));
    used = [...new Map(all.map(({ role, action }) => [`${role} ${action}`, { role, action }])).values()].filter(
      (grant) => !idle.has(nameOf(grant)),
    );
  }, 300_000);
  afterAll(() => templates.remove());

  it('fails the boot, which names the function and what is missing', async () => {
    expect(used.length).toBeGreaterThan(SAMPLE);
    const booted: string[] = [];
    for (const grant of drawn(used, SAMPLE, SEED, nameOf)) {
      const failure = await provisionStage(without(assembly, grant), templates.directory).then(
        () => undefined,
        (error: unknown) => String(error),
      );
      const operation = grant.action.split(':')[1] ?? '';
      if (failure === undefined || !failure.includes(operation))
        booted.push(`${nameOf(grant)}: ${failure ?? 'it boots'}`);
    }
    expect(booted).toEqual([]);
  }, 300_000);
});
