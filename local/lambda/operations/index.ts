import type { RestOperation } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { createAlias } from './create-alias.ts';
import { deleteFunction } from './delete-function.ts';
import { deleteFunctionConcurrency } from './delete-function-concurrency.ts';
import { getAlias } from './get-alias.ts';
import { getFunction } from './get-function.ts';
import { getFunctionConcurrency } from './get-function-concurrency.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { invoke } from './invoke.ts';
import { listFunctions } from './list-functions.ts';
import { listVersionsByFunction } from './list-versions-by-function.ts';
import { publishVersion } from './publish-version.ts';
import { putFunctionConcurrency } from './put-function-concurrency.ts';
import { updateAlias } from './update-alias.ts';
import { updateFunctionCode } from './update-function-code.ts';

/** The operations of the REST API. */
export const operations: readonly RestOperation<Lambda>[] = [
  invoke,
  listFunctions,
  getFunction,
  deleteFunction,
  getFunctionConfiguration,
  updateFunctionCode,
  publishVersion,
  listVersionsByFunction,
  createAlias,
  getAlias,
  updateAlias,
  getFunctionConcurrency,
  putFunctionConcurrency,
  deleteFunctionConcurrency,
];
