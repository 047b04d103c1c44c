import { AwsError, formatArn, parseArn, type Site } from '../core/index.ts';
import type { AsyncPolicy } from './async-policy.ts';

/** One version of a function; what `$LATEST` names can change, a numbered one cannot. */
export interface FunctionVersion {
  readonly functionName: string;
  /** `$LATEST`, `1`, `2` ... */
  readonly version: string;
  readonly runtime: string;
  readonly handler: string;
  /** Folder that holds the bundle. */
  readonly directory: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly deadLetterArn?: string | undefined;
  readonly description: string;
}

export interface Alias {
  readonly version: string;
  /** Versions that take a share of the calls, and the share, 0 to 1. */
  readonly weights: readonly { readonly version: string; readonly weight: number }[];
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly versions: Map<string, FunctionVersion>;
  readonly aliases: Map<string, Alias>;
  /** How asynchronous events are retried, by qualifier. */
  readonly asyncPolicies: Map<string, AsyncPolicy>;
  /** Statements that `AWS::Lambda::Permission` added; recorded, not enforced. */
  readonly permissions: { readonly principal: string; readonly action: string }[];
  /** undefined: as many as the account has; 0: switched off. */
  reservedConcurrency: number | undefined;
  inFlight: number;
}

/** A version chosen for one call, and the name it was called by. */
export interface Target {
  readonly fn: LambdaFunction;
  readonly version: FunctionVersion;
  /** Version number, alias or `$LATEST`, as the caller gave it. */
  readonly qualifier: string;
  readonly invokedArn: string;
}

/** What a function name, partial ARN or ARN names: `f`, `f:live`, `arn:aws:lambda:...:function:f:live`. */
export function parseFunctionRef(ref: string): { readonly name: string; readonly qualifier: string | undefined } {
  const resource = parseArn(ref)?.resource ?? ref;
  const [name = '', qualifier] = resource.replace(/^(?:\d{12}:)?function:/u, '').split(':');
  return { name, qualifier };
}

export class FunctionRegistry {
  readonly #site: Site;
  readonly #functions = new Map<string, LambdaFunction>();

  constructor(site: Site) {
    this.#site = site;
  }

  list(): readonly LambdaFunction[] {
    return [...this.#functions.values()];
  }

  add(version: FunctionVersion, reservedConcurrency: number | undefined): LambdaFunction {
    const { region, accountId } = this.#site;
    const name = version.functionName;
    const added: LambdaFunction = {
      name,
      arn: formatArn({ service: 'lambda', region, accountId, resource: `function:${name}` }),
      versions: new Map([['$LATEST', version]]),
      aliases: new Map(),
      asyncPolicies: new Map(),
      permissions: [],
      reservedConcurrency,
      inFlight: 0,
    };
    this.#functions.set(name, added);
    return added;
  }

  /** Freezes `$LATEST` as the next numbered version. */
  publish(ref: string, description: string): FunctionVersion {
    const { versions } = this.find(ref);
    const latest = versions.get('$LATEST');
    if (!latest) throw notFound(ref);
    const published = { ...latest, version: String(versions.size), description };
    versions.set(published.version, published);
    return published;
  }

  find(ref: string): LambdaFunction {
    const found = this.#functions.get(parseFunctionRef(ref).name);
    if (!found) throw notFound(ref);
    return found;
  }

  /** The version that answers a call; an alias with weights chooses by chance. */
  resolve(ref: string, givenQualifier?: string): Target {
    const fn = this.find(ref);
    const named = givenQualifier ?? parseFunctionRef(ref).qualifier;
    const qualifier = named ?? '$LATEST';
    const alias = fn.aliases.get(qualifier);
    const version = fn.versions.get(alias ? chooseVersion(alias, this.#site.random()) : qualifier);
    if (!version) throw notFound(`${fn.name}:${qualifier}`);
    return { fn, version, qualifier, invokedArn: named === undefined ? fn.arn : `${fn.arn}:${named}` };
  }
}

/** @param chance in [0, 1) */
export function chooseVersion({ version, weights }: Alias, chance: number): string {
  let reached = 0;
  for (const candidate of weights) {
    reached += candidate.weight;
    if (chance < reached) return candidate.version;
  }
  return version;
}

const notFound = (ref: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Function not found: ${ref}`, { status: 404 });
