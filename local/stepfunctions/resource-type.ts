import * as z from 'zod';
import type { ResourceType, Site } from '../core/index.ts';
import { parseDefinition } from './language/parse-definition.ts';
import { roleOf } from './role.ts';
import type { StateMachines } from './state-machines.ts';

const properties = z.strictObject({
  StateMachineName: z.string().max(80).optional(),
  StateMachineType: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
  DefinitionString: z.string().optional(),
  Definition: z.record(z.string(), z.unknown()).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
  DefinitionS3Location: z
    .never('a definition in S3 is not simulated: pass it as DefinitionString or Definition')
    .optional(),
  RoleArn: z.string(),
  LoggingConfiguration: z.unknown().optional(),
  TracingConfiguration: z.unknown().optional(),
  EncryptionConfiguration: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

type StateMachineProperties = z.output<typeof properties>;

/** `AWS::StepFunctions::StateMachine`. */
export const stateMachineType = (
  machines: StateMachines,
  site: Pick<Site, 'access' | 'region'>,
): ResourceType<StateMachineProperties> => ({
  type: 'AWS::StepFunctions::StateMachine',
  parse: (given) => properties.parse(given),
  create(parsed, { defaultName }) {
    const definitionText = substituted(parsed);
    const definition = parseDefinition(definitionText);
    const name = parsed.StateMachineName ?? defaultName;
    roleOf(site, { name, arn: machines.arnOf(name), roleArn: parsed.RoleArn });
    const { arn } = machines.add({
      name,
      type: parsed.StateMachineType,
      definitionText,
      definition,
      roleArn: parsed.RoleArn,
    });
    const attributes = { Arn: arn, Name: name, StateMachineRevisionId: 'INITIAL' };
    return Promise.resolve({ ref: arn, attributes });
  },
});

/** The definition with its `${name}` replaced. */
function substituted({ DefinitionString, Definition, DefinitionSubstitutions }: StateMachineProperties): string {
  const text = DefinitionString ?? JSON.stringify(Definition ?? {});
  return text.replaceAll(/\$\{(?<name>[^}]+)\}/gu, (whole, name: string) => DefinitionSubstitutions[name] ?? whole);
}
