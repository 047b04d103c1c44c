/**
 * The static key pair that every local client signs with. No server here checks it, but DynamoDB Local keeps separate
 * tables for each access key, so all clients must use the same one.
 */
export const localCredentials = { accessKeyId: 'evenkeel', secretAccessKey: 'evenkeel' } as const;
