import { AwsError } from '../core/index.ts';

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string | undefined;
  readonly value: string;
  readonly versionId: string;
  /** Virtual milliseconds. */
  readonly createdAt: number;
}

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
