/** The record that Lambda sends to a destination once an asynchronous event has succeeded or failed. */
export function destinationEnvelope(record: {
  readonly timestamp: Date;
  readonly requestId: string;
  readonly functionArn: string;
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  readonly attempts: number;
  readonly requestPayload: string;
  /** undefined if no invocation reached the function. */
  readonly response?: { readonly version: string; readonly failed: boolean; readonly payload: string } | undefined;
}): string {
  const { timestamp, requestId, functionArn, condition, attempts, requestPayload, response } = record;
  return JSON.stringify({
    version: '1.0',
    timestamp: timestamp.toISOString(),
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: attempts },
    requestPayload: JSON.parse(requestPayload) as unknown,
    ...(response && {
      responseContext: {
        statusCode: 200,
        executedVersion: response.version,
        ...(response.failed && { functionError: 'Unhandled' }),
      },
      responsePayload: JSON.parse(response.payload) as unknown,
    }),
  });
}
