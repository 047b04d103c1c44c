import * as z from 'zod';
import { defineRestOperation, jsonReply, parseInput, parseJson } from '../../core/index.ts';
import { updateAlias as update } from '../aliases.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';
import { aliasInput } from './alias-input.ts';
import { describeAlias } from './configuration.ts';

const input = z.object({
  ...aliasInput,
  FunctionVersion: aliasInput.FunctionVersion.optional(),
  RevisionId: z.string().optional(),
});

export const updateAlias = defineRestOperation<Lambda>({
  method: 'PUT',
  path: '/2015-03-31/functions/{FunctionName}/aliases/{Name}',
  permissions: ({ FunctionName = '', Name = '' }, _request, account) => [
    onFunction('UpdateAlias', FunctionName, Name, account),
  ],
  run({ FunctionName = '', Name = '' }, { body }, { registry }) {
    const { FunctionVersion, RoutingConfig, Description, RevisionId } = parseInput(input, parseJson(body));
    const fn = registry.find(FunctionName);
    const settings = { version: FunctionVersion, weights: RoutingConfig, description: Description };
    return jsonReply(200, describeAlias(fn, Name, update(fn, Name, settings, RevisionId)));
  },
});
