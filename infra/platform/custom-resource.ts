import * as z from 'zod/mini';

/** The event that CloudFormation sends to the function behind a custom resource. */
const Request = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.string(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.optional(z.string()),
  ResourceProperties: z.unknown(),
});

/**
 * Creates a handler that calls `apply` on creation and update, does nothing on deletion, and always answers
 * CloudFormation: a request without an answer blocks the deployment for an hour.
 */
export function customResource(
  physicalId: string,
  apply: (properties: unknown) => Promise<void>,
): (event: unknown) => Promise<void> {
  return async (event) => {
    const request = z.parse(Request, event);
    const answer = (outcome: { readonly Status: 'SUCCESS' | 'FAILED'; readonly Reason?: string }) =>
      reply(request.ResponseURL, {
        ...outcome,
        PhysicalResourceId: request.PhysicalResourceId ?? physicalId,
        StackId: request.StackId,
        RequestId: request.RequestId,
        LogicalResourceId: request.LogicalResourceId,
      });
    try {
      if (request.RequestType !== 'Delete') await apply(request.ResourceProperties);
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      console.error(JSON.stringify({ level: 'ERROR', message: `${request.LogicalResourceId} failed: ${reason}` }));
      await answer({ Status: 'FAILED', Reason: reason.slice(0, 1000) });
      return;
    }
    await answer({ Status: 'SUCCESS' });
  };
}

async function reply(url: string, body: object): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: JSON.stringify(body), headers: { 'content-type': '' } });
  if (!response.ok) throw new Error(`CloudFormation rejected the answer with status ${response.status}`);
}
