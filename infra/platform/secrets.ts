import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Reads the text of secrets. */
export function secretReader(): (secretArn: string) => Promise<string> {
  const client = new SecretsManagerClient({});
  return async (secretArn) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    if (SecretString === undefined) throw new Error(`Secret ${secretArn} holds no text.`);
    return SecretString;
  };
}
