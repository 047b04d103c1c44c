import * as z from 'zod';
import { type AnyResourceType, formatArn, type ResourceType, type Site } from '../core/index.ts';

interface Unsimulated {
  readonly type: string;
  readonly reason: string;
  /** The value of `Ref`; by default, the resource's given or generated name. */
  readonly ref?: (name: string, site: Site) => string;
  readonly attributes?: (name: string, site: Site) => Readonly<Record<string, string>>;
  /** Properties that are also attributes, with the same values. */
  readonly passedThrough?: readonly string[];
}

const NO_INSTANCES = 'no instance or service here assumes it';
const NO_NETWORK = 'everything listens on 127.0.0.1';
const NO_ENCRYPTION = 'nothing is kept after the run, and nothing is encrypted';

/** An id that looks like those of AWS, e.g. `vpc-0123456789abcdef0`, and is always the same for a name. */
function idOf(prefix: string, name: string): string {
  const hex = Buffer.from(name).toString('hex').padStart(17, '0').slice(-17);
  return `${prefix}-${hex}`;
}

const iamArn = (kind: string, name: string, { accountId }: Site): string =>
  formatArn({ service: 'iam', region: '', accountId, resource: `${kind}/${name}` });

const network = (type: string, prefix: string, attribute: string): Unsimulated => ({
  type: `AWS::EC2::${type}`,
  reason: NO_NETWORK,
  ref: (name) => idOf(prefix, name),
  attributes: (name) => ({ [attribute]: idOf(prefix, name) }),
});

/** Types that a template may contain but that have no effect. Any type that is neither here nor in a service stops the boot. */
const unsimulated: readonly Unsimulated[] = [
  {
    type: 'AWS::IAM::InstanceProfile',
    reason: NO_INSTANCES,
    attributes: (name, site) => ({ Arn: iamArn('instance-profile', name, site) }),
  },
  { type: 'AWS::IAM::ServiceLinkedRole', reason: NO_INSTANCES },
  {
    type: 'AWS::CertificateManager::Certificate',
    reason: 'everything is served over HTTP on 127.0.0.1',
    ref: (name, { region, accountId }) =>
      formatArn({ service: 'acm', region, accountId, resource: `certificate/${name}` }),
  },
  { type: 'AWS::SecretsManager::RotationSchedule', reason: 'a secret keeps its value for the run' },
  { type: 'AWS::Logs::ResourcePolicy', reason: 'no other service writes logs here' },
  { type: 'AWS::ApiGateway::Account', reason: 'it only names the role that writes access logs' },
  {
    type: 'AWS::KMS::Key',
    reason: NO_ENCRYPTION,
    attributes: (name, { region, accountId }) => ({
      KeyId: name,
      Arn: formatArn({ service: 'kms', region, accountId, resource: `key/${name}` }),
    }),
  },
  { type: 'AWS::KMS::Alias', reason: NO_ENCRYPTION },
  {
    ...network('VPC', 'vpc', 'VpcId'),
    attributes: (name) => ({
      VpcId: idOf('vpc', name),
      CidrBlock: '10.0.0.0/16',
      DefaultSecurityGroup: idOf('sg', name),
    }),
  },
  {
    ...network('Subnet', 'subnet', 'SubnetId'),
    attributes: (name, { region }) => ({ SubnetId: idOf('subnet', name), AvailabilityZone: `${region}a` }),
  },
  network('RouteTable', 'rtb', 'RouteTableId'),
  network('SubnetRouteTableAssociation', 'rtbassoc', 'Id'),
  network('Route', 'route', 'CidrBlock'),
  network('InternetGateway', 'igw', 'InternetGatewayId'),
  network('VPCGatewayAttachment', 'igw-attach', 'AttachmentType'),
  network('NatGateway', 'nat', 'NatGatewayId'),
  network('EIP', 'eipalloc', 'AllocationId'),
  network('SecurityGroup', 'sg', 'GroupId'),
  network('SecurityGroupIngress', 'sgr', 'Id'),
  network('SecurityGroupEgress', 'sgr', 'Id'),
  network('VPCEndpoint', 'vpce', 'Id'),
  { ...network('FlowLog', 'fl', 'Id'), reason: 'there is no network traffic to log' },
  { type: 'Custom::LogRetention', reason: 'logs are kept for the run', passedThrough: ['LogGroupName'] },
  { type: 'AWS::CDK::Metadata', reason: 'it reports to AWS which constructs were used' },
];

/** The types of the list. */
export const unsimulatedNames: readonly string[] = unsimulated.map(({ type }) => type);

/** The resource types that a boot does without: each resource has a name, and attributes that only look like values. */
export function ignoredTypes(types: readonly string[], site: Site): readonly AnyResourceType[] {
  return types.map((type) => {
    const standIn: ResourceType<Readonly<Record<string, unknown>>> = {
      type,
      parse: (properties) => z.record(z.string(), z.unknown()).parse(properties),
      create: (_properties, { defaultName }) =>
        Promise.resolve({
          ref: defaultName,
          otherAttribute: (name) =>
            name.endsWith('Arn') ? ignoredArn(type, defaultName, site) : `ignored-${defaultName}-${name}`,
        }),
    };
    return standIn;
  });
}

function ignoredArn(type: string, name: string, { region, accountId }: Site): string {
  const [, service = 'ignored', kind = 'resource'] = type.split('::');
  return formatArn({ service: service.toLowerCase(), region, accountId, resource: `${kind.toLowerCase()}/${name}` });
}

/** The resource types of the list. They accept any properties, and return names and attributes that look like AWS's. */
export function unsimulatedTypes(site: Site): readonly AnyResourceType[] {
  return unsimulated.map(({ type, ref, attributes, passedThrough = [] }) => {
    const nameProperty = `${type.split('::').at(-1) ?? ''}Name`;
    const standIn: ResourceType<Readonly<Record<string, unknown>>> = {
      type,
      update: 'create',
      parse: (properties) => z.record(z.string(), z.unknown()).parse(properties),
      create: (properties, { defaultName }) => {
        const given = properties[nameProperty];
        const name = typeof given === 'string' ? given : defaultName;
        const copied = passedThrough.map((property) => [property, String(properties[property])] as const);
        return Promise.resolve({
          ref: ref?.(name, site) ?? name,
          attributes: { ...attributes?.(name, site), ...Object.fromEntries(copied) },
        });
      },
    };
    return standIn;
  });
}
