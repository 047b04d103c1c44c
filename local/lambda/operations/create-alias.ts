import * as z from 'zod';
import { defineRestOperation, jsonReply, parseInput, parseJson } from '../../core/index.ts';
import { createAlias as create } from '../aliases.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';
import { aliasInput, aliasName } from './alias-input.ts';
import { describeAlias } from './configuration.ts';

const input = z.object({ ...aliasInput, Name: aliasName });

export const createAlias = defineRestOperation<Lambda>({
  method: 'POST',
  path: '/2015-03-31/functions/{FunctionName}/aliases',
  permissions: ({ FunctionName = '' }, _request, account) => [onFunction('CreateAlias', FunctionName, null, account)],
  run({ FunctionName = '' }, { body }, { registry }) {
    const given = parseInput(input, parseJson(body));
    const fn = registry.find(FunctionName);
    const alias = create(fn, given.Name, {
      version: given.FunctionVersion,
      ...(given.RoutingConfig && { weights: given.RoutingConfig }),
      ...(given.Description !== undefined && { description: given.Description }),
    });
    return jsonReply(201, describeAlias(fn, given.Name, alias));
  },
});
