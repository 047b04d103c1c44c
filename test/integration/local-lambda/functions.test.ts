import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLambda, type LambdaService } from '../../../local/lambda/index.ts';
import { makeSite, provision, ROLE, type TestSite } from './site.ts';
import { localAccess } from '../../local-site.ts';
import { localCredentials, signedHeaders } from '../../local-credentials.ts';

const caller = localAccess.administrator;
const START = new Date('2031-05-05T10:00:00Z');

describe('functions in worker threads', () => {
  let test: TestSite;
  let lambda: LambdaService;
  let client: LambdaClient;

  beforeAll(async () => {
    test = await makeSite({ speed: 600, startAt: START });
    const { site, metrics, logs, queues, findNode } = test;
    const environment = { AWS_ENDPOINT_URL_SQS: 'http://q' };
    lambda = createLambda(site, { metrics, logs, queues, environment, findNode });
    test.server.mount(lambda);
    client = new LambdaClient({
      endpoint: `${site.baseUrl}/lambda`,
      region: 'us-east-1',
      credentials: localCredentials,
      maxAttempts: 1,
    });
  });
  afterAll(async () => {
    client.destroy();
    await lambda.close();
    await test.remove();
  });

  const define = async (name: string, source: string, more: object = {}): Promise<void> => {
    const context = await test.asset(name, source);
    const properties = {
      FunctionName: name,
      Handler: 'index.handler',
      Role: ROLE,
      Runtime: 'nodejs24.x',
      Code: { S3Key: 'x.zip' },
    };
    await provision(lambda.resourceTypes, 'AWS::Lambda::Function', { ...properties, ...more }, context);
  };
  const invoke = async (functionRef: string, event: unknown = {}) => {
    const payload = JSON.stringify(event);
    const result = await lambda.invoke({ functionRef, type: 'RequestResponse', payload, caller });
    return { ...result, reply: result.payload === '' ? undefined : (JSON.parse(result.payload) as unknown) };
  };
  const linesOf = (name: string) =>
    test.lines.filter(({ group }) => group === `/aws/lambda/${name}`).map(({ message }) => message);
  const until = async (condition: () => boolean): Promise<void> => {
    for (let turn = 0; turn < 500 && !condition(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(condition()).toBe(true);
  };

  it('passes the event, context and environment variables to the handler', async () => {
    await define(
      'context',
      `export const handler = async (event, context) => ({
        event, context: { ...context, remaining: context.getRemainingTimeInMillis() },
        variables: process.env.STAGE + process.env.AWS_ENDPOINT_URL_SQS + process.env.AWS_LAMBDA_FUNCTION_NAME,
      });`,
      { Timeout: '5', Environment: { Variables: { STAGE: 'dev' } } },
    );
    const { reply } = await invoke('context', { n: 1 });
    expect(reply).toMatchObject({
      event: { n: 1 },
      context: {
        functionName: 'context',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:context',
        memoryLimitInMB: '128',
        logGroupName: '/aws/lambda/context',
      },
      variables: 'devhttp://qcontext',
    });
    const { remaining } = (reply as { context: { remaining: number } }).context;
    expect(remaining).toBeGreaterThan(4000);
    expect(remaining).toBeLessThanOrEqual(5000);
  });

  it.each([
    ['nodejs24.x', /^v24\./u],
    ['nodejs22.x', /^v22\./u],
  ])('runs functions of %s on the Node.js that it declares', async (Runtime, version) => {
    await define(Runtime, 'export const handler = async () => process.version;', { Runtime });
    expect((await invoke(Runtime)).reply).toMatch(version);
  });

  it('reports the end of a process that runs functions, and starts another', async () => {
    await define('pid', 'export const handler = async () => process.pid;');
    const pid = (await invoke('pid')).reply as number;
    expect(pid).not.toBe(process.pid);
    await lambda.probes()['functions of nodejs24.x']?.();
    expect(lambda.ended()).toEqual([]);
    process.kill(pid, 'SIGKILL');
    await until(() => lambda.ended().length > 0);
    expect(lambda.ended()).toEqual([{ name: 'functions of nodejs24.x', how: 'signal: killed' }]);
    expect((await invoke('pid')).reply).not.toBe(pid);
  });

  it('rejects a handler that declares a callback in nodejs24.x, and takes it in nodejs22.x', async () => {
    const source = 'export const handler = (event, context, done) => { setTimeout(() => done(null, event), 1); };';
    await define('callback', source);
    const { functionError, reply } = await invoke('callback');
    expect({ functionError, reply }).toMatchObject({
      functionError: 'Unhandled',
      reply: { errorType: 'Runtime.CallbackHandlerDeprecated' },
    });
    await define('callback-22', source, { Runtime: 'nodejs22.x' });
    expect((await invoke('callback-22', { n: 1 })).reply).toEqual({ n: 1 });
  });

  it('uses virtual time for the current time in all its forms', async () => {
    await define(
      'time',
      `class Later extends Date {}
      export const handler = async () => ({
        now: Date.now(), made: new Date().getTime(), later: new Later().getTime(), text: Date(),
        formatted: new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'UTC' }).format(),
        parts: new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'UTC' }).formatToParts()[0].value,
        given: new Date('2020-01-01').toISOString(), utc: Date.UTC(2020, 0), instance: new Date() instanceof Date,
        constructor: new Date(0).constructor === Date, clone: structuredClone(new Date(5)).getTime(),
      });`,
    );
    const before = test.site.clock.now();
    const { reply } = await invoke('time');
    const after = test.site.clock.now();
    const { now, made, later, text } = reply as { now: number; made: number; later: number; text: string };
    for (const time of [now, made, later]) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(after);
    }
    expect(text).toContain('2031');
    expect(reply).toMatchObject({
      formatted: '2031',
      parts: '2031',
      given: '2020-01-01T00:00:00.000Z',
      utc: Date.UTC(2020, 0),
      instance: true,
      constructor: true,
      clone: 5,
    });
  });

  it('delivers log lines before the reply, between START and END, with virtual timestamps', async () => {
    await define(
      'lines',
      `import { Console } from 'node:console';
      const raw = new Console({ stdout: process.stdout, stderr: process.stderr });
      export const handler = async () => { console.warn('first\\nof two', { a: 1 }); raw.log('{"level":"ERROR"}'); process.stdout.write('no end'); };`,
    );
    await invoke('lines');
    const [start, warned, raw, rest, end, report] = linesOf('lines');
    expect(start).toMatch(/^START RequestId: \S+ Version: \$LATEST$/u);
    expect(warned).toMatch(/^2031-05-05T\S+\t[0-9a-f-]{36}\tWARN\tfirst\nof two \{ a: 1 \}$/u);
    expect(raw).toBe('{"level":"ERROR"}');
    expect(rest).toBe('no end');
    expect(end).toMatch(/^END RequestId/u);
    expect(report).toMatch(/^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled.*Memory Size: 128 MB.*Init Duration/u);
    expect(test.lines.every(({ timestamp }) => timestamp >= START.getTime())).toBe(true);
  });

  it('reports an error as AWS does, and keeps using the same environment', async () => {
    await define(
      'fails',
      `let calls = 0;
      export const handler = async ({ fail }) => { calls += 1; if (fail) throw new RangeError('too far'); return calls; };`,
    );
    const failed = await invoke('fails', { fail: true });
    expect(failed).toMatchObject({ status: 200, functionError: 'Unhandled' });
    expect(failed.reply).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
    expect((failed.reply as { trace: string[] }).trace[0]).toBe('RangeError: too far');
    expect((await invoke('fails')).reply).toBe(2);
    expect(linesOf('fails').some((line) => line.includes('\tERROR\tInvoke Error \t{"errorType":"RangeError"'))).toBe(
      true,
    );
  });

  it.each([
    ['process.exit', 'process.exit(7)', { errorType: 'Runtime.ExitError' }],
    [
      'an uncaught error',
      `setTimeout(() => { throw new TypeError('late'); }, 1); await new Promise(() => {})`,
      { errorType: 'TypeError', errorMessage: 'late' },
    ],
    [
      'an unhandled rejection',
      `Promise.reject(new Error('nobody')); await new Promise(() => {})`,
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: nobody' },
    ],
  ])('ends only the environment after %s', async (title, statement, shape) => {
    const name = title.replaceAll(/\W/gu, '-');
    await define(
      name,
      `let calls = 0; export const handler = async ({ fail }) => { calls += 1; if (fail) { ${statement} } return calls; };`,
    );
    await invoke(name);
    const failed = await invoke(name, { fail: true });
    expect(failed.functionError).toBe('Unhandled');
    expect(failed.reply).toMatchObject(shape);
    expect((await invoke(name)).reply).toBe(1);
  });

  it('kills a busy function that exceeds its time-out', async () => {
    await define('spins', 'export const handler = async () => { for (;;); };', { Timeout: 1 });
    const { reply } = await invoke('spins');
    expect(reply).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect((reply as { errorMessage: string }).errorMessage).toMatch(/Task timed out after 1\.00 seconds$/u);
  });

  it('reports why a bundle could not be imported', async () => {
    await define('broken', `throw new Error('no table name'); export const handler = () => 1;`);
    expect((await invoke('broken')).reply).toMatchObject({ errorType: 'Error', errorMessage: 'no table name' });
  });

  it('loads .js files without their own package.json as CommonJS, even in a project of ES modules', async () => {
    const context = await test.asset('common', '');
    const folder = context.assetDirectory('x.zip');
    await writeFile(join(folder, '..', 'package.json'), '{"type":"module"}');
    await rm(join(folder, 'index.mjs'));
    await writeFile(
      join(folder, 'index.js'),
      `exports.handler = async () => require('./part').part + __dirname.length;`,
    );
    await writeFile(join(folder, 'part.js'), `module.exports = { part: 'whole ' };`);
    const properties = {
      FunctionName: 'common',
      Handler: 'index.handler',
      Role: ROLE,
      Runtime: 'nodejs24.x',
      Code: { S3Key: 'x' },
    };
    await provision(lambda.resourceTypes, 'AWS::Lambda::Function', properties, context);
    await expect(invoke('common')).resolves.toMatchObject({ reply: `whole ${folder.length}` });
  });

  it('throttles at the reserved concurrency; zero switches the function off', async () => {
    const body = 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 300, 1));';
    await define('reserved', body, { ReservedConcurrentExecutions: 1 });
    const results = await Promise.all([invoke('reserved'), invoke('reserved')]);
    expect(results.map(({ status }) => status).sort()).toEqual([200, 429]);
    await fetch(`${test.site.baseUrl}/lambda/2017-10-31/functions/reserved/concurrency`, {
      method: 'PUT',
      headers: signedHeaders,
      body: '{"ReservedConcurrentExecutions":0}',
    });
    await expect(client.send(new InvokeCommand({ FunctionName: 'reserved' }))).rejects.toThrow(
      TooManyRequestsException,
    );
    expect(test.data.filter(({ name }) => name === 'Throttles')).toHaveLength(2);
  });

  it('throttles at the concurrency of the account, of which a reservation must leave a part', async () => {
    const { site, metrics, logs, queues, findNode } = test;
    const small = createLambda(site, { metrics, logs, queues, environment: {}, findNode, accountConcurrency: 2 });
    const source = 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 300, 1));';
    const context = await test.asset('small', source);
    const properties = { Handler: 'index.handler', Role: ROLE, Runtime: 'nodejs24.x', Code: { S3Key: 'x.zip' } };
    const type = 'AWS::Lambda::Function';
    for (const FunctionName of ['one', 'two']) {
      await provision(small.resourceTypes, type, { ...properties, FunctionName }, context);
    }
    const before = test.data.filter(({ name }) => name === 'Throttles').length;
    const results = await Promise.all(
      ['one', 'two', 'one'].map((functionRef) =>
        small.invoke({ functionRef, type: 'RequestResponse', payload: '{}', caller }),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(JSON.parse(results[2]?.payload ?? '')).toMatchObject({ Reason: 'ConcurrentInvocationLimitExceeded' });
    expect(test.data.filter(({ name }) => name === 'Throttles')).toHaveLength(before + 1);
    const reserved = { ...properties, FunctionName: 'three', ReservedConcurrentExecutions: 1 };
    await expect(provision(small.resourceTypes, type, reserved, context)).rejects.toThrow('minimum value of [2]');
    await small.close();
  });

  it('fails with a reply that is too large', async () => {
    await define('large', `export const handler = ({ size }) => Promise.resolve('x'.repeat(size - 2));`);
    expect((await invoke('large', { size: 6_291_556 })).functionError).toBeUndefined();
    expect(await invoke('large', { size: 6_291_557 })).toMatchObject({
      functionError: 'Unhandled',
      reply: {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
      },
    });
  });

  it('runs each concurrent event in a separate environment', async () => {
    await define(
      'own',
      `let busy = 0; export const handler = async () => { busy += 1; await new Promise((r) => setTimeout(r, 400)); const seen = busy; busy -= 1; return seen; };`,
    );
    const results = await Promise.all([invoke('own'), invoke('own'), invoke('own')]);
    expect(results.map(({ reply }) => reply)).toEqual([1, 1, 1]);
  });

  it('returns replies, errors and the executed version to the SDK', async () => {
    const reply = await client.send(new InvokeCommand({ FunctionName: 'fails', Payload: '{"fail":true}' }));
    expect(reply).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST' });
    const unknown = client.send(new InvokeCommand({ FunctionName: 'nobody' }));
    await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('routes an alias to its version, and adds metrics with the alias as resource', async () => {
    await define('aliased', 'export const handler = async (event, context) => context.functionVersion;');
    const context = await test.asset(
      'aliased',
      'export const handler = async (event, context) => context.functionVersion;',
    );
    await provision(lambda.resourceTypes, 'AWS::Lambda::Version', { FunctionName: 'aliased' }, context);
    const ref = await provision(
      lambda.resourceTypes,
      'AWS::Lambda::Alias',
      { FunctionName: 'aliased', Name: 'live', FunctionVersion: '1' },
      context,
    );
    expect((await invoke(ref)).reply).toBe('1');
    expect(test.data).toContainEqual(
      expect.objectContaining({
        name: 'Invocations',
        dimensions: { FunctionName: 'aliased', Resource: 'aliased:live' },
      }),
    );
  });

  it('retries an asynchronous event twice in virtual time, then sends it to the destination and the dead-letter queue', async () => {
    const dead = 'arn:aws:sqs:us-east-1:000000000000:dead';
    const failures = 'arn:aws:sqs:us-east-1:000000000000:failures';
    await define('async', `export const handler = async () => { throw new Error('again'); };`, {
      DeadLetterConfig: { TargetArn: dead },
    });
    await provision(
      lambda.resourceTypes,
      'AWS::Lambda::EventInvokeConfig',
      { FunctionName: 'async', Qualifier: '$LATEST', DestinationConfig: { OnFailure: { Destination: failures } } },
      await test.asset('async', `export const handler = async () => { throw new Error('again'); };`),
    );
    const accepted = await lambda.invoke({ functionRef: 'async', type: 'Event', payload: '{"order":1}', caller });
    expect(accepted.status).toBe(202);
    await until(() => test.sent.length === 2);
    const starts = test.lines.filter(
      ({ group, message }) => group === '/aws/lambda/async' && message.startsWith('START'),
    );
    expect(starts).toHaveLength(3);
    expect(starts[1]!.timestamp - starts[0]!.timestamp).toBeGreaterThanOrEqual(60_000);
    expect(starts[2]!.timestamp - starts[1]!.timestamp).toBeGreaterThanOrEqual(120_000);
    const [toFailures, toDead] = test.sent;
    expect(toFailures!.queueArn).toBe(failures);
    expect(JSON.parse(toFailures!.body)).toMatchObject({
      version: '1.0',
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { order: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'again' },
    });
    expect(toDead).toMatchObject({ queueArn: dead, body: '{"order":1}', attributes: { ErrorMessage: 'again' } });
  });
});
