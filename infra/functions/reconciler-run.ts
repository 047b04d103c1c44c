import { createReconcileHandler } from '../../reconciler/handler.ts';
import { commerceFromEnvironment } from '../../reconciler/rules/commerce/index.ts';

export const handler = createReconcileHandler({ reconciliation: commerceFromEnvironment });
