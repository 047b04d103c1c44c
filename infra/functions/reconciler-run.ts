import { createReconcileHandler } from '@evenkeel/reconciler/handler';
import { commerceFromEnvironment } from '../../systems/commerce/rules/index.ts';

export const handler = createReconcileHandler({ reconciliation: commerceFromEnvironment });
