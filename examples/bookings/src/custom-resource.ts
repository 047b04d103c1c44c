import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** A handler that does something once, when the stack is deployed, and always answers CloudFormation. */
export const onDeploy =
  (name: string, work: () => Promise<void>) =>
  async (event: CloudFormationCustomResourceEvent): Promise<void> => {
    const answer = {
      PhysicalResourceId: name,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
    };
    try {
      if (event.RequestType !== 'Delete') await work();
      await reply(event.ResponseURL, { ...answer, Status: 'SUCCESS' });
    } catch (error) {
      await reply(event.ResponseURL, { ...answer, Status: 'FAILED', Reason: String(error) });
    }
  };

async function reply(url: string, body: object): Promise<void> {
  await fetch(url, { method: 'PUT', body: JSON.stringify(body), headers: { 'content-type': '' } });
}
