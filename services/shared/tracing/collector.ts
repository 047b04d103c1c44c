/** Where spans go: any collector of OTLP/HTTP, or CloudWatch, whose endpoint takes signed requests. */
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod/mini';
import { parseEnvironment, required } from '../environment.ts';
import { Sha256 } from './sha256.ts';

const Environment = z.object({
  /** The collector's URL, to which `/v1/traces` is added. Without it, spans go to CloudWatch. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.optional(z.url()),
  /** Headers that the collector asks for: `name=value,name=value`, percent-encoded. */
  OTEL_EXPORTER_OTLP_HEADERS: z.optional(z.string()),
  /** Replaces CloudWatch's endpoint. */
  AWS_ENDPOINT_URL_XRAY: z.optional(z.url()),
  AWS_REGION: required,
});

type Variables = Readonly<Record<string, string | undefined>>;

/** A collector of OTLP/HTTP. */
export interface Collector {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly isSigned: boolean;
}

/**
 * The collector that a function's environment names, with the variables of OpenTelemetry's own exporters. CloudWatch's
 * endpoint: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html
 */
export function collectorOf(variables: Variables): Collector {
  const environment = parseEnvironment(Environment, variables);
  const { OTEL_EXPORTER_OTLP_ENDPOINT: own, AWS_ENDPOINT_URL_XRAY: replaced, AWS_REGION: region } = environment;
  const base = own ?? replaced ?? `https://xray.${region}.amazonaws.com`;
  return {
    url: new URL(`${base.replace(/\/$/, '')}/v1/traces`),
    headers: own === undefined ? {} : headersIn(environment.OTEL_EXPORTER_OTLP_HEADERS ?? ''),
    isSigned: own === undefined,
  };
}

function headersIn(list: string): Record<string, string> {
  const pairs = list.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim().toLowerCase(), decodeURIComponent(pair.slice(at + 1).trim())];
    }),
  );
}

/** Real milliseconds; a collector in the region answers within tens of them. */
const TIMEOUTS = { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true };

/**
 * Posts OTLP/JSON to the collector. The credentials of the function's role are read for each request, as Lambda renews them.
 *
 * @throws Error from the returned function, if the collector cannot be reached or answers anything but 2xx
 */
export function postTo(
  { url, headers, isSigned }: Collector,
  variables: Variables,
): (body: Uint8Array) => Promise<void> {
  const handler = new NodeHttpHandler(TIMEOUTS);
  const signer = new SignatureV4({
    service: 'xray',
    region: variables['AWS_REGION'] ?? '',
    sha256: Sha256,
    credentials: () =>
      Promise.resolve({
        accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
        ...(variables['AWS_SESSION_TOKEN'] !== undefined && { sessionToken: variables['AWS_SESSION_TOKEN'] }),
      }),
  });
  return async (body) => {
    const request = new HttpRequest({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: url.pathname,
      query: {},
      headers: {
        ...headers,
        host: url.host,
        'content-type': 'application/json',
        'content-length': String(body.byteLength),
      },
      body,
    });
    if (isSigned) request.headers = (await signer.sign(request)).headers;
    const { response } = await handler.handle(request);
    const answer = await textOf(response.body);
    if (response.statusCode >= 300) {
      throw new Error(`${url.host} answered ${response.statusCode}: ${answer.slice(0, 300)}`);
    }
  };
}

/** Reads an answer to its end, which also returns its connection to the pool. */
const textOf = (body: unknown): Promise<string> => (body instanceof Readable ? text(body) : Promise.resolve(''));
