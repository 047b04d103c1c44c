import { AwsError } from '../core/index.ts';

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly value: string;
  readonly versionId: string;
  /** Virtual milliseconds. */
  readonly createdAt: number;
  /** Other regions that have a replica of it. */
  readonly replicas?: readonly string[];
}

/** A secret as its replica in another region: its ARN differs in the region alone. */
export const replicaOf = (secret: Secret, region: string): Secret => ({
  ...secret,
  arn: secret.arn.replace(/^(arn:\w+:secretsmanager:)[^:]*/u, `$1${region}`),
});

/** All secrets by ARN. Each secret has its current version only. */
export class Secrets {
  readonly #byArn = new Map<string, Secret>();

  put(secret: Secret): void {
    this.#byArn.set(secret.arn, secret);
  }

  all(): readonly Secret[] {
    return [...this.#byArn.values()];
  }

  /** @param id ARN, ARN without its random suffix, or name */
  find(id: string): Secret | undefined {
    return this.#byArn.get(id) ?? this.all().find(({ name, arn }) => name === id || arn.replace(/-\w{6}$/u, '') === id);
  }

  get(id: string): Secret {
    const secret = this.find(id);
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }
}
