import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answersOf } from '../../../../cli/init/answers.ts';
import { inspectApp } from '../../../../cli/init/inspect.ts';
import { evenkeel, repository } from '../../../e2e/evenkeel.ts';
import { evenkeelHere } from '../evenkeel-here.ts';

const ref = (Ref: string) => ({ Ref });
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const table = (name: string, key: Readonly<Record<string, string>>) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: `shop-dev-${name}`,
    AttributeDefinitions: Object.entries(key).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: Object.keys(key).map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
  },
});
const lambda = (name: string, enabled = true) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: `shop-dev-${name}`,
    Code: { S3Key: `${name}.zip` },
    Environment: { Variables: enabled ? { CHAOS_ENABLED: 'true' } : {} },
  },
});
const method = (HttpMethod: string, resource: object, target: string) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: { HttpMethod, ResourceId: resource, Integration: { Uri: { 'Fn::Join': ['', ['arn:', arnOf(target)]] } } },
});
const resource = (PathPart: string, ParentId: object) => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { PathPart, ParentId },
});
const RESOURCES = {
  Control: table('chaos-control', { faultId: 'S' }),
  Orders: table('orders', { id: 'S' }),
  Lines: table('lines', { orderId: 'S', line: 'N' }),
  List: lambda('list', false),
  Place: lambda('place'),
  Api: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
  OrdersPath: resource('orders', { 'Fn::GetAtt': ['Api', 'RootResourceId'] }),
  OrderPath: resource('{id}', ref('OrdersPath')),
  GetOrders: method('GET', ref('OrdersPath'), 'List'),
  PutOrder: method('PUT', ref('OrderPath'), 'Place'),
  PlaceErrors: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'shop-dev-place-errors',
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: ref('Place') }],
    },
  },
};

describe('evenkeel init', () => {
  let folder: string;
  const init = (...options: readonly string[]) => evenkeelHere(['init', ...options], folder);
  const read = (file: string) => readFile(join(folder, file), 'utf8');
  const writeApp = async (resources: object) => {
    await mkdir(join(folder, 'cdk.out', 'asset.place'), { recursive: true });
    const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: 'shop.template.json' } };
    await writeFile(join(folder, 'cdk.out', 'manifest.json'), JSON.stringify({ artifacts: { shop: stack } }));
    await writeFile(join(folder, 'cdk.out', 'shop.template.json'), JSON.stringify({ Resources: resources }));
    const code = 'var handler=withChaos(f,{service:"placing",correlationId:idOf});';
    await writeFile(join(folder, 'cdk.out', 'asset.place', 'index.mjs'), code);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-init-'));
    await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
    await writeApp(RESOURCES);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reads functions, tables, alarms and requests from the cloud assembly', async () => {
    const app = await inspectApp(join(folder, 'cdk.out'));
    expect(app.functions).toEqual([
      {
        name: 'list',
        isEnabled: false,
        errorAlarms: [],
        routes: [{ method: 'GET', path: '/orders', needsKey: false }],
        service: undefined,
      },
      {
        name: 'place',
        isEnabled: true,
        errorAlarms: ['place-errors'],
        routes: [{ method: 'PUT', path: '/orders/{id}', needsKey: false }],
        service: 'placing',
      },
    ]);
    expect(app.tables).toEqual([
      { name: 'orders', key: [{ attribute: 'id', type: 'S' }] },
      {
        name: 'lines',
        key: [
          { attribute: 'orderId', type: 'S' },
          { attribute: 'line', type: 'N' },
        ],
      },
    ]);
  });

  it('names the functions, tables and alarms that it does not see, and what would give them a name', async () => {
    const unnamed = { ...RESOURCES.Place, Properties: {}, Metadata: { 'aws:cdk:path': 'Shop/Ship/Resource' } };
    const other = { ...RESOURCES.PlaceErrors, Properties: { ...RESOURCES.PlaceErrors.Properties, AlarmName: 'oops' } };
    await writeApp({ ...RESOURCES, Ship: unnamed, Other: other });
    const { stdout } = await init('--yes');
    expect(stdout).toContain(`evenkeel does not see these, because they have no name that begins with shop-dev-:
  Shop/Ship: set functionName
  Other: set alarmName
`);
  });

  it('writes what `chaos validate` accepts at once, and refuses to overwrite it', async () => {
    const { exitCode, stdout, stderr } = await init('--yes');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('wrote experiments/first.yaml');
    const experiment = await read('experiments/first.yaml');
    expect(experiment).toContain('path: /orders/{{correlationId}}');
    expect(experiment).toContain('service: placing');
    expect(experiment).toContain('name: place-errors');
    expect(await read('.github/workflows/evenkeel.yml')).toContain('npx cdk synth --quiet');
    const valid = await evenkeel(['chaos', 'validate', 'experiments/first.yaml'], { cwd: folder }).ended;
    expect({ exitCode: valid.exitCode, stderr: valid.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(valid.stdout).toContain('crash: the seed chooses');

    const again = await init('--yes');
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('already has evenkeel.system.ts, evenkeel.reconcile.ts');
    expect(await read('experiments/first.yaml')).toBe(experiment);
  }, 60_000);

  it('writes a rule for two tables, and takes the request from its options', async () => {
    await writeApp({ ...RESOURCES, Payments: table('payments', { orderId: 'S' }) });
    const options = [
      '--name',
      'My shop',
      '--compare',
      'orders,payments',
      '--request',
      'PUT /orders/7',
      '--body',
      '{"a":1}',
    ];
    expect(await init(...options)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await read('evenkeel.system.ts')).toContain("name: 'my-shop'");
    expect(await read('evenkeel.reconcile.ts')).toContain("{ id: { type: 'text', from: 'orderId' } }");
    expect(await read('experiments/first.yaml')).toContain('path: /orders/7');
    const valid = await evenkeel(['chaos', 'validate', 'experiments/first.yaml'], { cwd: folder }).ended;
    expect({ exitCode: valid.exitCode, stderr: valid.stderr }).toEqual({ exitCode: 0, stderr: '' });
  }, 60_000);

  it.each([
    [['--function', 'nobody'], 'there is no function nobody; choose one of: list, place'],
    [['--request', 'POST /nowhere'], 'POST /nowhere does not reach place; its methods are: PUT /orders/{id}'],
    [['--request', 'orders'], 'a request is a method and a path'],
    [['--body', '{'], 'the body must be JSON; it is {'],
    [['--compare', 'orders'], 'name two tables to compare'],
    [['--compare', 'orders,lines'], 'the keys of orders and lines have different types'],
    [['--app', 'nowhere'], '--app must be the output folder of `cdk synth`'],
  ])('refuses %j', async (options, message) => {
    const { exitCode, stderr } = await init('--yes', ...options);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('reports every option that matches nothing', async () => {
    const options = ['--function', 'nobody', '--request', 'GET /nowhere', '--body', '{', '--compare', 'a,b'];
    const { exitCode, stderr } = await init('--yes', ...options);
    expect(exitCode).toBe(2);
    for (const message of [
      'there is no function nobody; choose one of: list, place',
      'GET /nowhere does not reach any function; its methods are: GET /orders, PUT /orders/{id}',
      'the body must be JSON; it is {',
      'there is no table a; choose one of: orders, lines',
    ])
      expect(stderr).toContain(message);
  });

  it('says of a function behind a queue that no request reaches it', async () => {
    await writeApp({ ...RESOURCES, Bill: lambda('bill') });
    const { exitCode, stderr } = await init('--yes', '--function', 'bill');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no request of the API reaches the function bill');
  });

  it('says what it has changed, assumed, or does not find in the code', async () => {
    const { stdout } = await init('--yes', '--name', 'My Shop', '--service', 'palcing');
    expect(stdout).toContain('The system is called my-shop: My Shop is not lower-case words joined by hyphens.');
    expect(stdout).toContain('wraps its handler under the service placing: a fault at palcing does not reach it.');
    expect(stdout).toContain('The body of PUT /orders/{{correlationId}} is {}');
    expect(stdout).toContain('change `request.body` in experiments/first.yaml');
  });

  it('names the app that it was given, and the command of the project above the folder', async () => {
    await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: { synth: 'tsx app.ts' } }));
    await init('chaos', '--yes', '--app', 'cdk.out');
    expect(await read('chaos/experiments/first.yaml')).toContain('experiments/first.yaml --app ../cdk.out');
    expect(await read('chaos/.github/workflows/evenkeel.yml')).toContain('run: npm run synth --prefix ..');
  });

  it('asks what the assembly leaves open, with an answer to accept', async () => {
    const asked: string[] = [];
    await answersOf(await inspectApp(join(folder, 'cdk.out')), {}, (question, byDefault) => {
      asked.push(`${question} [${byDefault}]`);
      return Promise.resolve(byDefault);
    });
    expect(asked).toEqual([
      'Name of the system [shop-dev]',
      'Function to break first [place]',
      'Its name in withChaos [placing]',
      'Request that reaches it [PUT /orders/{id}]',
      'Body of the request, as JSON [{}]',
      'Two tables that must hold the same keys (orders, lines) []',
    ]);
  });

  it('says what to do where no request reaches a function', async () => {
    await writeApp({ Control: RESOURCES.Control, Place: RESOURCES.Place });
    const { exitCode, stderr } = await init('--yes');
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('no method of a REST API') });
  });
});
