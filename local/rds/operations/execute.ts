import * as z from 'zod';
import { type AwsResponse, defineRestOperation, jsonReply, parseInput, parseJson } from '../../core/index.ts';
import { plainValue, type ReturnTypes, toField } from '../sql/field.ts';
import { columnMetadata } from '../sql/metadata.ts';
import { sqlParameter } from '../sql/parameter.ts';
import { MAX_REPLY_BYTES, runStatement, type StatementResult, tooLarge } from '../sql/run.ts';
import { type DataApi, onCluster, onConnection, target } from './request.ts';

/** Maximum size of a row, in bytes. */
const MAX_ROW_BYTES = 65_536;

const input = target.extend({
  sql: z.string().max(65_536),
  parameters: z.array(sqlParameter).default([]),
  transactionId: z.string().optional(),
  includeResultMetadata: z.boolean().default(false),
  /** Accepted without effect: a statement that exceeds the time limit is always ended. */
  continueAfterTimeout: z.boolean().optional(),
  formatRecordsAs: z.enum(['NONE', 'JSON']).default('NONE'),
  resultSetOptions: z
    .object({
      decimalReturnType: z.enum(['STRING', 'DOUBLE_OR_LONG']).default('STRING'),
      longReturnType: z.enum(['LONG', 'STRING']).default('LONG'),
    })
    .prefault({}),
});
type Input = z.output<typeof input>;

function readFields({ columns, rows }: StatementResult, returns: ReturnTypes) {
  return rows.map((row) => {
    const size = row.reduce((bytes, text) => bytes + Buffer.byteLength(text ?? ''), 0);
    if (size > MAX_ROW_BYTES) throw tooLarge('row size', MAX_ROW_BYTES);
    return row.map((text, index) => toField(text, columns[index]?.dataTypeID ?? 0, returns));
  });
}

function render(result: StatementResult, { resultSetOptions, formatRecordsAs, includeResultMetadata }: Input): object {
  const { columns, updated } = result;
  if (columns.length === 0) return { generatedFields: [], numberOfRecordsUpdated: updated };
  const returns = { decimal: resultSetOptions.decimalReturnType, long: resultSetOptions.longReturnType };
  const records = readFields(result, returns);
  if (formatRecordsAs === 'NONE') {
    const metadata = includeResultMetadata ? { columnMetadata: columns.map(columnMetadata) } : {};
    return { ...metadata, generatedFields: [], numberOfRecordsUpdated: updated, records };
  }
  const objects = records.map((row) =>
    Object.fromEntries(row.map((field, index) => [columns[index]?.name ?? '', plainValue(field)])),
  );
  return { numberOfRecordsUpdated: updated, formattedRecords: JSON.stringify(objects) };
}

function reply(body: object): AwsResponse {
  const response = jsonReply(200, body);
  if (Buffer.byteLength(response.body ?? '') > MAX_REPLY_BYTES) throw tooLarge('response size', MAX_REPLY_BYTES);
  return response;
}

export const execute = defineRestOperation<DataApi>({
  method: 'POST',
  path: '/Execute',
  permissions: (_path, { body }) => onCluster('ExecuteStatement', body),
  run: async (_path, { body }, api) => {
    const request = parseInput(input, parseJson(body));
    const result = await onConnection(api, request, (client) => runStatement(client, request.sql, request.parameters));
    return reply(render(result, request));
  },
});
