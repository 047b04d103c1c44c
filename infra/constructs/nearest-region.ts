import { Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';

export interface NearestRegionProps {
  readonly api: apigateway.RestApi;
  /** Name of the API in all its regions. */
  readonly domainName: string;
  readonly hostedZone: { readonly id: string; readonly name: string };
  /** The route that says whether this region works, and what it answers then. */
  readonly healthPath: string;
  readonly healthy: string;
}

/** Three failures, ten seconds apart: with the 60 s that a resolver keeps an alias record, customers move within 98 s. */
const INTERVAL = Duration.seconds(10);
const FAILURES = 3;

/**
 * Makes one region's API one of those that a name stands for: Route 53 answers with the nearest one whose health check
 * passes. Health checkers ask the API of this region itself, under the name that API Gateway gave it.
 */
export class NearestRegion extends Construct {
  constructor(scope: Construct, id: string, props: NearestRegionProps) {
    super(scope, id);
    const { api, domainName } = props;
    const { region, urlSuffix } = Stack.of(this);
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: props.hostedZone.id,
      zoneName: props.hostedZone.name,
    });
    const certificate = new acm.Certificate(this, 'Certificate', {
      domainName,
      validation: acm.CertificateValidation.fromDns(zone),
    });
    const domain = new apigateway.DomainName(this, 'Domain', {
      domainName,
      certificate,
      endpointType: apigateway.EndpointType.REGIONAL,
      securityPolicy: apigateway.SecurityPolicy.TLS_1_2,
    });
    new apigateway.CfnBasePathMapping(this, 'Mapping', {
      domainName: domain.domainName,
      restApiId: api.restApiId,
      stage: api.deploymentStage.stageName,
    });
    const healthCheck = new route53.HealthCheck(this, 'HealthCheck', {
      type: route53.HealthCheckType.HTTPS_STR_MATCH,
      fqdn: `${api.restApiId}.execute-api.${region}.${urlSuffix}`,
      port: 443,
      resourcePath: `/${api.deploymentStage.stageName}${props.healthPath}`,
      searchString: props.healthy,
      requestInterval: INTERVAL,
      failureThreshold: FAILURES,
    });
    new route53.ARecord(this, 'Record', {
      zone,
      recordName: domainName,
      target: route53.RecordTarget.fromAlias(new targets.ApiGatewayDomain(domain)),
      region,
      setIdentifier: region,
      healthCheck,
    });
  }
}
