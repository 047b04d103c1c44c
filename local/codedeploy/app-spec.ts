/** The AppSpec of a deployment: the function, its alias, the two versions, and the functions that validate the release. */
import { parse } from 'yaml';
import * as z from 'zod';
import { AwsError } from '../core/index.ts';

const HOOKS = ['BeforeAllowTraffic', 'AfterAllowTraffic'] as const;
export type HookName = (typeof HOOKS)[number];

export interface AppSpec {
  readonly functionName: string;
  readonly alias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
  /** Names or ARNs of functions. */
  readonly hooks: Readonly<Partial<Record<HookName, string>>>;
}

const version = z.coerce.string().regex(/^[0-9]+$/u, 'must be the number of a version');

const resource = z.object({
  Type: z.literal('AWS::Lambda::Function'),
  Properties: z.object({
    Name: z.string().min(1),
    Alias: z.string().min(1),
    CurrentVersion: version,
    TargetVersion: version,
  }),
});

const document = z.object({
  version: z.coerce.number().refine((number) => number === 0, 'must be 0.0'),
  Resources: z.array(z.record(z.string(), resource)).length(1, 'must contain one function'),
  Hooks: z.array(z.partialRecord(z.enum(HOOKS), z.string())).default([]),
});

/** @throws AwsError InvalidRevisionException if the content, YAML or JSON, is no AppSpec of a function */
export function parseAppSpec(content: string): AppSpec {
  const parsed = document.safeParse(asObject(content));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join('.') ?? '';
    throw invalid(`The AppSpec file is not valid: ${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`);
  }
  const [function_] = Object.values(parsed.data.Resources[0] ?? {});
  if (!function_) throw invalid('The AppSpec file contains no function');
  const { Name, Alias, CurrentVersion, TargetVersion } = function_.Properties;
  return {
    functionName: Name,
    alias: Alias,
    currentVersion: CurrentVersion,
    targetVersion: TargetVersion,
    hooks: Object.assign({}, ...parsed.data.Hooks) as AppSpec['hooks'],
  };
}

/** An AppSpec as the content of a revision. */
export const contentOf = ({ functionName, alias, currentVersion, targetVersion, hooks }: AppSpec): string =>
  JSON.stringify({
    version: 0.0,
    Resources: [
      {
        [functionName]: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Name: functionName,
            Alias: alias,
            CurrentVersion: currentVersion,
            TargetVersion: targetVersion,
          },
        },
      },
    ],
    Hooks: Object.entries(hooks).map(([name, functionRef]) => ({ [name]: functionRef })),
  });

function asObject(content: string): unknown {
  try {
    return parse(content) as unknown;
  } catch {
    throw invalid('The AppSpec file is neither YAML nor JSON');
  }
}

const invalid = (message: string): AwsError => new AwsError('InvalidRevisionException', message);
