import type { RestOperation } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { deleteFunctionConcurrency } from './delete-function-concurrency.ts';
import { getFunction } from './get-function.ts';
import { getFunctionConcurrency } from './get-function-concurrency.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { invoke } from './invoke.ts';
import { listFunctions } from './list-functions.ts';
import { putFunctionConcurrency } from './put-function-concurrency.ts';

/** The operations of the REST API. */
export const operations: readonly RestOperation<Lambda>[] = [
  invoke,
  listFunctions,
  getFunction,
  getFunctionConfiguration,
  getFunctionConcurrency,
  putFunctionConcurrency,
  deleteFunctionConcurrency,
];
