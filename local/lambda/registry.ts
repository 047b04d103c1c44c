import { randomUUID } from 'node:crypto';
import { AwsError, formatArn, parseArn, type Site } from '../core/index.ts';
import { refuseReservation } from './concurrency.ts';
import type { AsyncPolicy } from './async-policy.ts';
import { identityOf } from './code-package.ts';

/** What a version is made of: code and configuration. */
export interface VersionContent {
  readonly functionName: string;
  readonly runtime: string;
  readonly handler: string;
  /** The execution role. */
  readonly roleArn: string;
  /** Folder of the bundle, whose files never change. */
  readonly directory: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly deadLetterArn?: string | undefined;
  readonly description: string;
}

/** One version of a function. `$LATEST` can be replaced; numbered versions cannot. */
export interface FunctionVersion extends VersionContent {
  /** `$LATEST`, `1`, `2` ... */
  readonly version: string;
  /** Changes whenever the version does. */
  readonly revisionId: string;
  /** Virtual milliseconds. */
  readonly modifiedAt: number;
}

export interface Alias {
  readonly version: string;
  /** Other versions that receive a share of the calls, between 0 and 1. */
  readonly weights: readonly { readonly version: string; readonly weight: number }[];
  readonly description: string;
  /** Changes whenever the alias does. */
  readonly revisionId: string;
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
  /** The highest version number so far. A deleted version's number is not used again. */
  published: number;
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

  add(content: VersionContent, reservedConcurrency: number | undefined): LambdaFunction {
    const { region, accountId } = this.#site;
    const name = content.functionName;
    this.#refuse(name, reservedConcurrency);
    const added: LambdaFunction = {
      name,
      arn: formatArn({ service: 'lambda', region, accountId, resource: `function:${name}` }),
      versions: new Map([['$LATEST', this.#stamped(content, '$LATEST')]]),
      aliases: new Map(),
      asyncPolicies: new Map(),
      reservedConcurrency,
      inFlight: 0,
      published: 0,
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

  /** Replaces parts of `$LATEST`. Numbered versions and running environments keep what they have. */
  change(ref: string, parts: Partial<VersionContent>): FunctionVersion {
    const fn = this.find(ref);
    const changed = this.#stamped({ ...this.latest(ref), ...parts }, '$LATEST');
    fn.versions.set('$LATEST', changed);
    return changed;
  }

  latest(ref: string): FunctionVersion {
    const latest = this.find(ref).versions.get('$LATEST');
    if (!latest) throw notFound(ref);
    return latest;
  }

  /**
   * Publishes `$LATEST` as the next numbered version. As on AWS, code and configuration that have not changed since the
   * last version make no new one.
   */
  publish(ref: string, description: string): { readonly version: FunctionVersion; readonly isNew: boolean } {
    const fn = this.find(ref);
    const latest = this.latest(ref);
    const last = fn.versions.get(String(fn.published));
    if (last && sameContent(last, latest)) return { version: last, isNew: false };
    fn.published += 1;
    const version = this.#stamped({ ...latest, description }, String(fn.published));
    fn.versions.set(version.version, version);
    return { version, isNew: true };
  }

  find(ref: string): LambdaFunction {
    const found = this.#functions.get(parseFunctionRef(ref).name);
    if (!found) throw notFound(ref);
    return found;
  }

  /** Chooses the version for a call; an alias with weights chooses at random. */
  resolve(ref: string, givenQualifier?: string): Target {
    return this.#target(ref, givenQualifier, (alias) => chooseVersion(alias, this.#site.random()));
  }

  /** The version that a qualifier names; for an alias, the one that it names first. */
  named(ref: string, givenQualifier?: string): Target {
    return this.#target(ref, givenQualifier, ({ version }) => version);
  }

  #target(ref: string, givenQualifier: string | undefined, choose: (alias: Alias) => string): Target {
    const fn = this.find(ref);
    const named = givenQualifier ?? parseFunctionRef(ref).qualifier;
    const qualifier = named ?? '$LATEST';
    const alias = fn.aliases.get(qualifier);
    const version = fn.versions.get(alias ? choose(alias) : qualifier);
    if (!version) throw notFound(`${fn.arn}:${qualifier}`);
    return { fn, version, qualifier, invokedArn: named === undefined ? fn.arn : `${fn.arn}:${named}` };
  }

  #stamped(content: VersionContent, version: string): FunctionVersion {
    return { ...content, version, revisionId: randomUUID(), modifiedAt: this.#site.clock.now() };
  }
}

/** Whether two versions differ at most in their descriptions. */
function sameContent(one: FunctionVersion, other: FunctionVersion): boolean {
  const comparable = (version: FunctionVersion) =>
    JSON.stringify([
      identityOf(version.directory).sha256,
      version.runtime,
      version.roleArn,
      version.handler,
      version.variables,
      version.timeoutSeconds,
      version.memoryMb,
      version.logGroup,
      version.logFormat,
      version.deadLetterArn,
    ]);
  return comparable(one) === comparable(other);
}

/**
 * @param chance a random number in [0, 1)
 *
 * @internal
 */
export function chooseVersion({ version, weights }: Pick<Alias, 'version' | 'weights'>, chance: number): string {
  let reached = 0;
  for (const candidate of weights) {
    reached += candidate.weight;
    if (chance < reached) return candidate.version;
  }
  return version;
}

export const notFound = (ref: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Function not found: ${ref}`, { status: 404 });
