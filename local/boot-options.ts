/** Checks the options of `boot` at run time: plain JavaScript and casts get past the compiler. */
import { resolve } from 'node:path';
import * as z from 'zod';

export interface BootOptions {
  /** Folder of the CDK cloud assembly. */
  readonly assembly: string;
  /** Folder for the system's data and scratch files; only one running system may use it. */
  readonly directory: string;
  /** Virtual seconds per real second. */
  readonly speed: number;
  /** Virtual time at the start. */
  readonly startAt: Date;
  readonly seed: number;
  /** Receives diagnostics. */
  readonly log: (message: string) => void;
  /** Receives what keeps the user waiting, such as the download of DynamoDB Local; `log` by default. */
  readonly notice?: (message: string) => void;
  /** Port of the HTTP server; a free one by default. */
  readonly port?: number;
  /** URL of a running DynamoDB to use instead of DynamoDB Local. */
  readonly dynamoDbEndpoint?: string;
  /** Folder where a fetched DynamoDB Local is kept; by default, evenkeel's folder in the user's cache folder. */
  readonly cache?: string;
  /** Concurrent invocations of functions that the account allows: 1,000 by default, and 10 in a new account. */
  readonly accountConcurrency?: number;
  readonly onProgress?: (progress: BootProgress) => void;
  /** Resource types that the system does without, such as `AWS::WAFv2::WebACL`. */
  readonly ignore?: readonly string[];
  /** Why no deployment onto the running system may start now; undefined if one may. Called before each. */
  readonly deployRefusal?: () => Promise<string | undefined>;
  /** Called after each deployment onto the running system. */
  readonly onDeployed?: () => Promise<void>;
}

export interface BootProgress {
  readonly made: number;
  readonly total: number;
  /** `<stack>/<logical id>` of the resource that was just created. */
  readonly what: string;
}

/** `boot` was called with options that it does not accept. Nothing was started. */
export class BootOptionsError extends Error {
  override readonly name = 'BootOptionsError';

  constructor(problems: readonly string[]) {
    super(`boot was called with wrong options:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

const callback = z.custom<(...given: never[]) => unknown>((value) => typeof value === 'function', 'a function');
const folder = z.string('the path of a folder').min(1, 'the path of a folder');

/** The message of each member completes the sentence "must be ...". */
const options = z.strictObject({
  assembly: folder,
  directory: folder,
  speed: z.number('a number above 0').positive('a number above 0'),
  startAt: z.date('a valid Date'),
  seed: z.int('a whole number'),
  log: callback,
  notice: callback.optional(),
  port: z.int('a port number').min(0, 'a port number').max(65_535, 'a port number, at most 65535').optional(),
  dynamoDbEndpoint: z.url({ protocol: /^https?$/, error: 'an http or https URL' }).optional(),
  cache: folder.optional(),
  accountConcurrency: z.int('a whole number above 0').positive('a whole number above 0').optional(),
  onProgress: callback.optional(),
  ignore: z.array(z.string('a resource type'), 'a list of resource types').optional(),
  deployRefusal: callback.optional(),
  onDeployed: callback.optional(),
} satisfies Record<keyof BootOptions, z.ZodType>);

/**
 * The options with folders as absolute paths: worker threads and child processes do not take those that are relative to the
 * folder of this process.
 *
 * @throws BootOptionsError with every mistake
 */
export function soundBootOptions<Given extends Omit<BootOptions, 'port' | 'dynamoDbEndpoint'>>(given: Given): Given {
  const parsed = options.safeParse(given, { reportInput: true });
  if (!parsed.success) throw new BootOptionsError(parsed.error.issues.flatMap(describe));
  const { assembly, directory, cache } = parsed.data;
  return {
    ...given,
    assembly: resolve(assembly),
    directory: resolve(directory),
    ...(cache !== undefined && { cache: resolve(cache) }),
  };
}

function describe(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map(unknownOption);
  const [name] = issue.path;
  if (name === undefined) return ['options is required (an object)'];
  return [
    issue.input === undefined
      ? `${String(name)} is required (${issue.message})`
      : `${String(name)} must be ${issue.message}, not ${shown(issue.input)}`,
  ];
}

function unknownOption(key: string): string {
  const known = Object.keys(options.shape);
  const meant = known.find((name) => name.toLowerCase() === key.toLowerCase());
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  return `unknown option ${key}${hint}; the options are ${known.join(', ')}`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'function') return 'a function';
  return value instanceof Date ? 'Invalid Date' : 'an object';
}
