/**
 * The static key pair every local client signs with. No server here checks it, but DynamoDB Local keeps the data of
 * each key apart, so all must use the same.
 */
export const localCredentials = { accessKeyId: 'evenkeel', secretAccessKey: 'evenkeel' } as const;
