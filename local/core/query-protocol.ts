import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import type { Account, Caller, Permission } from './access.ts';
import { AccessDeniedError, AwsError, parseInput } from './aws-error.ts';
import type { AwsRequest, AwsResponse } from './types.ts';

/** A reply that the query protocol writes as XML: undefined members are left out, lists become `member` elements. */
export type QueryReply =
  | string
  | number
  | boolean
  | undefined
  | readonly QueryReply[]
  | { readonly [name: string]: QueryReply };

/** One operation of an AWS query API; `Context` is the service's state. */
export interface QueryOperation<Context> {
  readonly action: string;
  readonly answer: (request: QueryRequest, context: Context, account: Account) => QueryReply;
}

interface QueryRequest {
  readonly form: Readonly<Record<string, string>>;
  readonly caller: Caller;
}

/**
 * Defines an operation of the query protocol; `input` is the schema of its flat form, and `permissions` returns what the
 * caller needs of IAM.
 */
export const defineQueryOperation = <Schema extends z.ZodType, Context>(operation: {
  readonly action: string;
  readonly input: Schema;
  readonly permissions: (input: z.output<Schema>, account: Account, context: Context) => readonly Permission[];
  readonly run: (input: z.output<Schema>, context: Context, caller: Caller) => QueryReply;
}): QueryOperation<Context> => ({
  action: operation.action,
  answer: ({ form, caller }, context, account) => {
    const input = parseInput(operation.input, form);
    caller.demand(operation.permissions(input, account, context));
    return operation.run(input, context, caller);
  },
});

/** Handles a posted form with the operation that its `Action` names, and renders errors as the protocol does. */
export function answerQuery<Context>(
  operations: readonly QueryOperation<Context>[],
  context: Context,
  { namespace, account }: { readonly namespace: string; readonly account: Account },
): (request: AwsRequest) => Promise<AwsResponse> {
  const byAction = new Map(operations.map((operation) => [operation.action, operation]));
  const run = (form: Readonly<Record<string, string>>, caller: Caller): string => {
    const action = form['Action'] ?? '';
    const operation = byAction.get(action);
    if (!operation) throw new AwsError('InvalidAction', `The action ${action} is not supported.`);
    const result = element(`${action}Result`, operation.answer({ form, caller }, context, account));
    return `<${action}Response xmlns="${namespace}">${result}${requestId()}</${action}Response>`;
  };
  return ({ body, caller }) => {
    try {
      return Promise.resolve(
        xmlReply(200, run(Object.fromEntries(new URLSearchParams(body.toString('utf8'))), caller)),
      );
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { status, message } = error;
      const code = error instanceof AccessDeniedError ? 'AccessDenied' : error.code;
      const details = element('Error', { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message });
      const reply = `<ErrorResponse xmlns="${namespace}">${details}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
      return Promise.resolve(xmlReply(status, reply));
    }
  };
}

const xmlReply = (status: number, body: string): AwsResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});

const requestId = (): string => element('ResponseMetadata', { RequestId: randomUUID() });

function element(name: string, value: QueryReply): string {
  if (value === undefined) return '';
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: Exclude<QueryReply, undefined>): string {
  if (isList(value)) return value.map((each) => element('member', each)).join('');
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, each]) => element(name, each))
    .join('');
}

const isList = (value: QueryReply): value is readonly QueryReply[] => Array.isArray(value);

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string): string => text.replace(/[&<>"]/gu, (character) => ESCAPES[character] ?? '');
