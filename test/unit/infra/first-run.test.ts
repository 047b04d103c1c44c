import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ScheduledReconciler } from '../../../infra/index.ts';

interface Reply {
  readonly FunctionError?: string;
  readonly payload?: unknown;
}

/** The function that a user's own stack calls the reconciler with, as its inline code. */
function codeOfFirstRun(): string {
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Shop');
  new ScheduledReconciler(stack, 'Reconciler', {
    prefix: 'shop-',
    metricNamespace: 'shop',
    code: lambda.Code.fromInline('exports.handler = async () => {}'),
    logRetention: logs.RetentionDays.ONE_DAY,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const functions = Template.fromStack(stack).findResources('AWS::Lambda::Function', {
    Properties: { FunctionName: 'shop-reconciler-first-run' },
  });
  const [{ Properties } = {}] = Object.values(functions) as { Properties?: { Code: { ZipFile: string } } }[];
  return Properties?.Code.ZipFile ?? '';
}

describe('the run that a deployment of the reconciler makes', () => {
  let code: string;
  beforeAll(() => {
    code = codeOfFirstRun();
  });

  /** What CloudFormation is answered if the reconciler answers with this. */
  async function answerTo({ FunctionError, payload }: Reply, RequestType = 'Create'): Promise<unknown> {
    const answers: unknown[] = [];
    const sdk = {
      InvokeCommand: class {
        input = 'unused';
      },
      LambdaClient: class {
        send = () => {
          const text = payload === undefined ? undefined : JSON.stringify(payload);
          const Payload = text === undefined ? undefined : { transformToString: () => text };
          return Promise.resolve({ FunctionError, Payload });
        };
      },
    };
    const fetchInto = (_url: string, { body }: { readonly body: string }) => {
      answers.push(JSON.parse(body));
      return Promise.resolve({ ok: true, status: 200 });
    };
    const module: { handler?: (event: object) => Promise<void> } = {};
    runInNewContext(code, {
      require: () => sdk,
      exports: module,
      process: { env: { RECONCILER_FUNCTION: 'shop:live' } },
      fetch: fetchInto,
      console: { error: () => undefined },
    });
    await module.handler?.({ RequestType, ResponseURL: 'https://answer' });
    return answers[0];
  }

  it.each(['clean', 'repaired', 'drift', 'unsettled'])('succeeds if the run ends %s', async (outcome) => {
    expect(await answerTo({ payload: { outcome, rules: [] } })).toMatchObject({ Status: 'SUCCESS' });
  });

  it.each(['inconclusive', 'stopped'])('fails, with the reasons, if the run ends %s', async (outcome) => {
    const rules = [{ name: 'prices', reason: 'the table cannot be read' }, { name: 'cards' }];
    expect(await answerTo({ payload: { outcome, rules } })).toMatchObject({
      Status: 'FAILED',
      Reason: `Error: The first reconcile run of shop:live was ${outcome}: prices: the table cannot be read`,
    });
  });

  it('fails if the function does', async () => {
    expect(await answerTo({ FunctionError: 'Unhandled', payload: { errorMessage: 'no rules' } })).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('no rules') as unknown,
    });
  });

  it('succeeds for a handler that answers nothing, and when the stack is deleted', async () => {
    expect(await answerTo({})).toMatchObject({ Status: 'SUCCESS' });
    expect(await answerTo({ payload: null })).toMatchObject({ Status: 'SUCCESS' });
    expect(await answerTo({ payload: { outcome: 'inconclusive' } }, 'Delete')).toMatchObject({ Status: 'SUCCESS' });
  });
});
