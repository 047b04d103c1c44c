import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Creates a function that reads a secret's text. */
export function secretReader(): (secretArn: string) => Promise<string> {
  const client = new SecretsManagerClient({});
  return async (secretArn) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    if (SecretString === undefined) throw new Error(`the secret ${secretArn} has no text value`);
    return SecretString;
  };
}
