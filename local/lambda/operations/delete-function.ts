import { AwsError, defineRestOperation } from '../../core/index.ts';
import type { Lambda } from '../lambda.ts';
import { onFunction } from '../permission.ts';

/** Deletes one numbered version. Functions themselves belong to their stacks. */
export const deleteFunction = defineRestOperation<Lambda>({
  method: 'DELETE',
  path: '/2015-03-31/functions/{FunctionName}',
  permissions: ({ FunctionName = '' }, { url }, account) => [
    onFunction('DeleteFunction', FunctionName, url.searchParams.get('Qualifier'), account),
  ],
  run({ FunctionName = '' }, { url }, { registry }) {
    const fn = registry.find(FunctionName);
    const version = url.searchParams.get('Qualifier') ?? '';
    if (!/^[0-9]+$/u.test(version)) {
      throw new AwsError('InvalidParameterValueException', 'Only numbered versions can be deleted here.');
    }
    for (const [name, alias] of fn.aliases) {
      if (alias.version !== version && !alias.weights.some((each) => each.version === version)) continue;
      const message = `Unable to delete version because the following aliases reference it: [${name}]`;
      throw new AwsError('ResourceConflictException', message, { status: 409 });
    }
    fn.versions.delete(version);
    return { status: 204 };
  },
});
