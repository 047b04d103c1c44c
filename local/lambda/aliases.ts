/** The rules of aliases: which versions one may point to, and with which weights. */
import { randomUUID } from 'node:crypto';
import { AwsError } from '../core/index.ts';
import { type Alias, type LambdaFunction, notFound } from './registry.ts';

/** What an alias is set to; whatever is absent stays as it is. */
export interface AliasSettings {
  readonly version?: string | undefined;
  readonly weights?: Alias['weights'] | undefined;
  readonly description?: string | undefined;
}

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);

const aliasNotFound = (fn: LambdaFunction, name: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Cannot find alias arn: ${fn.arn}:${name}`, { status: 404 });

/** @throws AwsError ResourceNotFoundException */
export function aliasNamed(fn: LambdaFunction, name: string): Alias {
  const alias = fn.aliases.get(name);
  if (!alias) throw aliasNotFound(fn, name);
  return alias;
}

/** @throws AwsError ResourceConflictException if it exists */
export function createAlias(fn: LambdaFunction, name: string, settings: AliasSettings & { version: string }): Alias {
  if (fn.aliases.has(name)) {
    const message = `Alias already exists: ${fn.arn}:${name}`;
    throw new AwsError('ResourceConflictException', message, { status: 409 });
  }
  const { version, weights = [], description = '' } = settings;
  return put(fn, name, { version, weights, description });
}

/** @param revisionId if given, the alias must still be at this revision */
export function updateAlias(fn: LambdaFunction, name: string, settings: AliasSettings, revisionId?: string): Alias {
  const alias = aliasNamed(fn, name);
  requireRevision(alias, revisionId);
  return put(fn, name, {
    version: settings.version ?? alias.version,
    weights: settings.weights ?? alias.weights,
    description: settings.description ?? alias.description,
  });
}

/** @throws AwsError PreconditionFailedException if something has changed since the caller read this revision */
export function requireRevision(changed: { readonly revisionId: string }, expected: string | undefined): void {
  if (expected === undefined || expected === changed.revisionId) return;
  const message =
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id';
  throw new AwsError('PreconditionFailedException', message, { status: 412 });
}

function put(fn: LambdaFunction, name: string, alias: Omit<Alias, 'revisionId'>): Alias {
  const { version, weights } = alias;
  if (!fn.versions.has(version)) throw notFound(`${fn.arn}:${version}`);
  if (weights.length > 1) throw invalid('Number of items in AdditionalVersionWeights cannot be greater than 1');
  for (const { version: other, weight } of weights) {
    if (weight < 0 || weight > 1) throw invalid(`Weight ${weight} of version ${other} is not between 0 and 1`);
    if (!fn.versions.has(other)) throw notFound(`${fn.arn}:${other}`);
    if (other === version) {
      throw invalid(
        `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
      );
    }
    if ([version, other].includes('$LATEST')) {
      throw invalid('$LATEST is not supported for an alias pointing to more than 1 version');
    }
  }
  const made = { ...alias, revisionId: randomUUID() };
  fn.aliases.set(name, made);
  return made;
}
