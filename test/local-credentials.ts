/** The key pair that tests of single services sign with. A system that boots whole makes a key pair of its own. */
export const localCredentials = { accessKeyId: 'EVENKEELTEST', secretAccessKey: 'evenkeel' } as const;

/** The headers of a signed request, as far as the local servers check them. */
export const signedHeaders = {
  authorization: `AWS4-HMAC-SHA256 Credential=${localCredentials.accessKeyId}/20260101/us-east-1/any/aws4_request, SignedHeaders=host, Signature=0`,
} as const;
