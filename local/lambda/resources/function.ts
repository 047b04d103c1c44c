import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import type { ResourceContext, ResourceType } from '../../core/index.ts';
import { demandDelivery, executionRole } from '../execution-role.ts';
import { writeInlineCode } from '../inline-code.ts';
import type { Lambda } from '../lambda.ts';
import { locateHandler } from '../locate-handler.ts';
import type { VersionContent } from '../registry.ts';

const properties = z.object({
  FunctionName: z.string().optional(),
  Description: z.string().default(''),
  Handler: z.string(),
  Role: z.string(),
  Runtime: z.string().startsWith('nodejs', 'only Node.js runtimes are supported'),
  Code: z.union([z.object({ S3Key: z.string() }), z.object({ ZipFile: z.string() })]),
  Environment: z.object({ Variables: z.record(z.string(), z.string()).default({}) }).optional(),
  Timeout: z.coerce.number().int().min(1).max(900).default(3),
  MemorySize: z.coerce.number().int().min(128).max(10_240).default(128),
  ReservedConcurrentExecutions: z.coerce.number().int().min(0).optional(),
  DeadLetterConfig: z.object({ TargetArn: z.string() }).optional(),
  LoggingConfig: z
    .object({ LogGroup: z.string().optional(), LogFormat: z.enum(['Text', 'JSON']).default('Text') })
    .optional(),
});

type FunctionProperties = z.output<typeof properties>;

/** The folder of the code; inline code is first written to a new folder. */
async function codeDirectory(lambda: Lambda, { Code }: FunctionProperties, context: ResourceContext): Promise<string> {
  if ('S3Key' in Code) return context.assetDirectory(Code.S3Key);
  const hash = createHash('sha256').update(Code.ZipFile).digest('hex').slice(0, 16);
  const directory = join(lambda.site.directory, 'inline-code', `${context.defaultName}-${hash}`);
  await writeInlineCode(directory, Code.ZipFile);
  return directory;
}

/** The content of `$LATEST` by the properties. */
async function contentOf(
  lambda: Lambda,
  parsed: FunctionProperties,
  functionName: string,
  context: ResourceContext,
): Promise<VersionContent> {
  const directory = await codeDirectory(lambda, parsed, context);
  locateHandler(directory, parsed.Handler);
  await lambda.prepare(parsed.Runtime);
  const logGroup = parsed.LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`;
  lambda.logs.ensureGroup(logGroup);
  const content = {
    functionName,
    runtime: parsed.Runtime,
    handler: parsed.Handler,
    roleArn: parsed.Role,
    directory,
    variables: parsed.Environment?.Variables ?? {},
    timeoutSeconds: parsed.Timeout,
    memoryMb: parsed.MemorySize,
    logGroup,
    logFormat: parsed.LoggingConfig?.LogFormat ?? ('Text' as const),
    deadLetterArn: parsed.DeadLetterConfig?.TargetArn,
    description: parsed.Description,
  };
  demandDelivery(executionRole(lambda.site, content), content.deadLetterArn);
  return content;
}

export const functionType = (lambda: Lambda): ResourceType<FunctionProperties> => ({
  type: 'AWS::Lambda::Function',
  parse: (given) => properties.parse(given),
  async create(parsed, context) {
    const functionName = parsed.FunctionName ?? context.defaultName;
    const content = await contentOf(lambda, parsed, functionName, context);
    const { arn } = lambda.registry.add(content, parsed.ReservedConcurrentExecutions);
    return { ref: functionName, attributes: { Arn: arn } };
  },
  /** Changes `$LATEST` in place. A function never gets another name: it would be another function. */
  async update(parsed, { provisioned, ...context }) {
    const functionName = provisioned.ref;
    if (parsed.FunctionName !== undefined && parsed.FunctionName !== functionName) {
      throw new Error(`a running function cannot be renamed from ${functionName} to ${parsed.FunctionName}`);
    }
    const fn = lambda.registry.find(functionName);
    const before = lambda.registry.latest(functionName);
    const reservedBefore = fn.reservedConcurrency;
    lambda.registry.change(functionName, await contentOf(lambda, parsed, functionName, context));
    lambda.registry.reserve(functionName, parsed.ReservedConcurrentExecutions);
    return {
      ...provisioned,
      undo: () => {
        lambda.registry.change(functionName, before);
        fn.reservedConcurrency = reservedBefore;
        return Promise.resolve();
      },
    };
  },
});
