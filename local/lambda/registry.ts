import { AwsError, formatArn, parseArn, type Site } from '../core/index.ts';
import { refuseReservation } from './concurrency.ts';
import type { AsyncPolicy } from './async-policy.ts';

/** One version of a function. `$LATEST` can be replaced; numbered versions cannot. */
export interface FunctionVersion {
  readonly functionName: string;
  /** `$LATEST`, `1`, `2` ... */
  readonly version: string;
  readonly runtime: string;
  readonly handler: string;
  /** The execution role. */
  readonly roleArn: string;
  /** Folder of the bundle. */
  readonly directory: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly deadLetterArn?: string | undefined;
  readonly description: string;
}

/** @internal */
export interface Alias {
  readonly version: string;
  /** Other versions that receive a share of the calls, between 0 and 1. */
  readonly weights: readonly { readonly version: string; readonly weight: number }[];
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly versions: Map<string, FunctionVersion>;
  readonly aliases: Map<string, Alias>;
  /** Retry policies for asynchronous events, by qualifier. */
  readonly asyncPolicies: Map<string, AsyncPolicy>;
  /** undefined for no reservation; 0 switches the function off. */
  reservedConcurrency: number | undefined;
  inFlight: number;
}

/** The version chosen for one call, and the name under which it was called. */
export interface Target {
  readonly fn: LambdaFunction;
  readonly version: FunctionVersion;
  /** Version number, alias or `$LATEST`, as the caller wrote it. */
  readonly qualifier: string;
  readonly invokedArn: string;
}

/** Parses a function name, partial ARN or ARN: `f`, `f:live`, `arn:aws:lambda:...:function:f:live`. */
export function parseFunctionRef(ref: string): { readonly name: string; readonly qualifier: string | undefined } {
  const resource = parseArn(ref)?.resource ?? ref;
  const [name = '', qualifier] = resource.replace(/^(?:\d{12}:)?function:/u, '').split(':');
  return { name, qualifier };
}

/** All functions, with their versions and aliases. */
export class FunctionRegistry {
  readonly #site: Site;
  readonly #accountConcurrency: number;
  readonly #functions = new Map<string, LambdaFunction>();

  constructor(site: Site, accountConcurrency: number) {
    this.#site = site;
    this.#accountConcurrency = accountConcurrency;
  }

  list(): readonly LambdaFunction[] {
    return [...this.#functions.values()];
  }

  add(version: FunctionVersion, reservedConcurrency: number | undefined): LambdaFunction {
    const { region, accountId } = this.#site;
    const name = version.functionName;
    this.#refuse(name, reservedConcurrency);
    const added: LambdaFunction = {
      name,
      arn: formatArn({ service: 'lambda', region, accountId, resource: `function:${name}` }),
      versions: new Map([['$LATEST', version]]),
      aliases: new Map(),
      asyncPolicies: new Map(),
      reservedConcurrency,
      inFlight: 0,
    };
    this.#functions.set(name, added);
    return added;
  }

  /**
   * Reserves concurrent invocations for a function, or ends its reservation.
   *
   * @throws AwsError InvalidParameterValueException if the account would keep too few
   */
  reserve(ref: string, reservation: number | undefined): void {
    const fn = this.find(ref);
    this.#refuse(fn.name, reservation);
    fn.reservedConcurrency = reservation;
  }

  #refuse(name: string, reservation: number | undefined): void {
    if (reservation !== undefined) refuseReservation(name, reservation, this.list(), this.#accountConcurrency);
  }

  /** Publishes `$LATEST` as the next numbered version. */
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

  /** Chooses the version for a call; an alias with weights chooses at random. */
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

/**
 * @param chance a random number in [0, 1)
 *
 * @internal
 */
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
