/** Where a stage is: what the ARNs of its resources are made of. */
export interface Place {
  readonly account: string;
  readonly region: string;
  /** Precedes every physical name of the stage, such as `shop-dev-`. */
  readonly prefix: string;
}

/** A statement of a policy that allows actions. */
export interface Statement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** The service to which alone a role may be passed. */
  readonly passedTo?: string;
}

/** What some commands need of IAM. Policies add up: each holds only what the earlier ones do not. */
export interface Policy {
  readonly name: string;
  /** What it is for, as a heading. */
  readonly title: string;
  /** Whether it names the tables, functions and secrets of the reference system. */
  readonly ofReferenceSystem?: true;
  readonly statements: (place: Place) => readonly Statement[];
}

/** An ARN in the stage's account and region. */
export const arnIn = ({ account, region }: Place, service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

/** ARNs of the stage's tables. */
export const tablesIn = (place: Place, ...names: readonly string[]): readonly string[] =>
  names.map((name) => arnIn(place, 'dynamodb', `table/${place.prefix}${name}`));

/** Full names of a service's actions. */
export const actionsOf = (service: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${service}:${name}`);
