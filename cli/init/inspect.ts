/** Reads from an app's cloud assembly what a first definition and a first experiment need. */
import { type App, readApp, templatesOf } from '../system/app.ts';
import type { Template } from '../system/template.ts';
import { codeOf, servicesInCode } from '../system/design/wrapped-services.ts';

export interface FoundFunction {
  /** Its name without the prefix. */
  readonly name: string;
  /** Whether faults can reach it. */
  readonly isEnabled: boolean;
  /** The service name under which its code wraps the handler, if the code shows it. */
  readonly service: string | undefined;
  /** Names of the alarms on its errors, without the prefix. */
  readonly errorAlarms: readonly string[];
  /** Methods of a REST API that call it. */
  readonly routes: readonly Route[];
}

export interface Route {
  readonly method: string;
  /** Such as `/orders/{id}`. */
  readonly path: string;
  readonly needsKey: boolean;
}

export interface FoundTable {
  /** Its name without the prefix. */
  readonly name: string;
  readonly key: readonly { readonly attribute: string; readonly type: string }[];
}

export interface FoundApp extends App {
  readonly functions: readonly FoundFunction[];
  readonly tables: readonly FoundTable[];
  /** Functions, tables and alarms that evenkeel cannot refer to, because their names do not begin with the prefix. */
  readonly unnamed: readonly UnnamedResource[];
}

interface UnnamedResource {
  /** The construct's path in the app, or the resource's logical id. */
  readonly construct: string;
  /** The property of the construct that sets the name. */
  readonly property: string;
}

/** The resources that evenkeel refers to by name, with the template's property and the construct's. */
const NAMED = [
  ['AWS::Lambda::Function', 'FunctionName', 'functionName'],
  ['AWS::DynamoDB::Table', 'TableName', 'tableName'],
  ['AWS::CloudWatch::Alarm', 'AlarmName', 'alarmName'],
] as const;

/** Tables that belong to evenkeel's own constructs. */
const OWN_TABLES = ['chaos-control', 'chaos-hits', 'reconciler-ledger', 'reconciler-control'];

type Properties = Readonly<Record<string, unknown>>;
interface Resource {
  readonly id: string;
  readonly properties: Properties;
  readonly template: Template;
}

/** @throws CommandFailure exit 2 if the folder is not a cloud assembly, or its prefix cannot be determined */
export async function inspectApp(folder: string): Promise<FoundApp> {
  const app = await readApp(folder);
  const templates = await templatesOf(app.assembly);
  const ofType = (type: string): Resource[] =>
    templates.flatMap((template) =>
      Object.entries(template.Resources)
        .filter(([, { Type }]) => Type === type)
        .map(([id, { Properties = {} }]) => ({ id, properties: Properties, template })),
    );
  const methods = ofType('AWS::ApiGateway::Method');
  const alarms = ofType('AWS::CloudWatch::Alarm');
  const short = (name: string) => (name.startsWith(app.prefix) ? name.slice(app.prefix.length) : name);
  const functions = ofType('AWS::Lambda::Function').flatMap(({ id, properties }) => {
    const name = properties['FunctionName'];
    if (typeof name !== 'string') return [];
    return [
      {
        name: short(name),
        isEnabled: JSON.stringify(properties['Environment'] ?? {}).includes('"CHAOS_ENABLED"'),
        asset: assetOf(properties),
        errorAlarms: alarms.filter((alarm) => isOnErrorsOf(alarm, id, name)).map((alarm) => nameOfAlarm(alarm, short)),
        routes: methods.filter((method) => refersTo(method.properties['Integration'], id)).map(routeOf),
      },
    ];
  });
  return {
    ...app,
    functions: await Promise.all(
      functions.map(async ({ asset, ...found }) => ({ ...found, service: await serviceIn(app.assembly, asset) })),
    ),
    tables: ofType('AWS::DynamoDB::Table').flatMap((table) => tableOf(table, short)),
    unnamed: NAMED.flatMap(([type, property, argument]) =>
      ofType(type)
        .filter(({ properties }) => !beginsWith(app.prefix, properties[property]))
        .map(({ id, template }) => ({ construct: constructOf(id, template), property: argument })),
    ),
  };
}

const beginsWith = (prefix: string, name: unknown): boolean => typeof name === 'string' && name.startsWith(prefix);

/** Such as `ShopStack/Pay`: where the CDK wrote the path, without the id of the construct's own resource. */
function constructOf(id: string, { Resources }: Template): string {
  const path = Resources[id]?.Metadata?.['aws:cdk:path'];
  return typeof path === 'string' ? path.replace(/\/Resource$/, '') : id;
}

function tableOf({ properties }: Resource, short: (name: string) => string): FoundTable[] {
  const name = properties['TableName'];
  if (typeof name !== 'string' || OWN_TABLES.includes(short(name))) return [];
  const attributes = (properties['AttributeDefinitions'] ?? []) as { AttributeName: string; AttributeType: string }[];
  const schema = (properties['KeySchema'] ?? []) as { AttributeName: string; KeyType: string }[];
  const key = schema
    .toSorted((one, other) => one.KeyType.localeCompare(other.KeyType))
    .map(({ AttributeName: attribute }) => ({
      attribute,
      type: attributes.find(({ AttributeName }) => AttributeName === attribute)?.AttributeType ?? 'S',
    }));
  return [{ name: short(name), key }];
}

function isOnErrorsOf({ properties }: Resource, functionId: string, functionName: string): boolean {
  const { Namespace, MetricName, Dimensions } = properties;
  if (Namespace !== 'AWS/Lambda' || MetricName !== 'Errors') return false;
  return refersTo(Dimensions, functionId) || JSON.stringify(Dimensions ?? []).includes(`"${functionName}"`);
}

const nameOfAlarm = ({ properties }: Resource, short: (name: string) => string): string =>
  short(String(properties['AlarmName']));

function routeOf({ properties, template }: Resource): Route {
  const { HttpMethod, ResourceId, ApiKeyRequired } = properties;
  return { method: String(HttpMethod), path: pathOf(ResourceId, template), needsKey: ApiKeyRequired === true };
}

/** The path of an API's resource, joined from the resources above it. */
function pathOf(resourceId: unknown, template: Template): string {
  const parts: string[] = [];
  for (let at = referenced(resourceId); at !== undefined; ) {
    const { PathPart, ParentId } = template.Resources[at]?.Properties ?? {};
    if (typeof PathPart !== 'string') break;
    parts.unshift(PathPart);
    at = referenced(ParentId);
  }
  return `/${parts.join('/')}`;
}

const referenced = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'Ref' in value ? String(value.Ref) : undefined;

function refersTo(value: unknown, id: string): boolean {
  const text = JSON.stringify(value ?? null);
  return text.includes(`{"Ref":"${id}"}`) || text.includes(`{"Fn::GetAtt":["${id}",`);
}

/** The asset with a function's code, by its hash. */
function assetOf({ Code }: Properties): string | undefined {
  const key = typeof Code === 'object' && Code !== null && 'S3Key' in Code ? Code.S3Key : undefined;
  return typeof key === 'string' ? key.replace(/\.zip$/, '') : undefined;
}

async function serviceIn(assembly: string, asset: string | undefined): Promise<string | undefined> {
  const [service] = asset === undefined ? [] : servicesInCode(await codeOf(assembly, asset));
  return service;
}
