import type { RemovalPolicy } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct, IConstruct } from 'constructs';

/** Where a secret is made, and where it is known. */
export interface SecretPlace {
  /** Whether this region makes it; the other one has a replica of it, with the same name. */
  readonly isHome: boolean;
  /** The region that receives a replica. */
  readonly replica?: string | undefined;
}

export interface SharedSecretProps extends SecretPlace {
  readonly secretName: string;
  readonly passwordLength: number;
  readonly removalPolicy: RemovalPolicy;
}

export interface SharedSecret extends IConstruct {
  readonly secretArn: string;
}

/** A generated text without punctuation that the regions of a stage share, so that a customer who is moved is still known. */
export function sharedSecret(scope: Construct, id: string, props: SharedSecretProps): SharedSecret {
  const { secretName, isHome, replica, passwordLength, removalPolicy } = props;
  if (!isHome) return secretsmanager.Secret.fromSecretNameV2(scope, id, secretName);
  return new secretsmanager.Secret(scope, id, {
    secretName,
    generateSecretString: { passwordLength, excludePunctuation: true },
    removalPolicy,
    ...(replica !== undefined && { replicaRegions: [{ region: replica }] }),
  });
}
